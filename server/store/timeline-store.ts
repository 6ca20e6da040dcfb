import type { Database, Statement } from 'better-sqlite3'
import { type AttemptTimes, timelineOf } from '../../ingest/lifecycle/timeline.ts'
import type { TimelineRecord } from '../../views/timeline.ts'
import type { Scope } from './scope.ts'

const selectKept = /* sql */ `
  SELECT shown_bring_up   AS bringUpId,
         from_ms          AS fromMs,
         bin_ms           AS binMs,
         started          AS started,
         failed           AS failed,
         first_failure_ms AS firstFailureMs,
         last_failure_ms  AS lastFailureMs,
         elsewhere        AS elsewhere
    FROM timeline
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
`

const selectTimes = /* sql */ `
  SELECT ran_in, started_ms, failed_ms, is_open
    FROM attempt_time
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
   LIMIT 100000
`

interface KeptTimeline {
  readonly bringUpId: string | null
  readonly fromMs: number
  readonly binMs: number
  readonly started: string
  readonly failed: string
  readonly firstFailureMs: number | null
  readonly lastFailureMs: number | null
  readonly elsewhere: number
}

/** When attempts began and failed. */
export class TimelineStore {
  readonly #kept: Statement<[Scope], KeptTimeline>
  readonly #times: Statement<[Scope], AttemptTimes>

  constructor(database: Database) {
    this.#kept = database.prepare(selectKept)
    this.#times = database.prepare(selectTimes).raw() as Statement<[Scope], AttemptTimes>
  }

  /** As it was counted; where something has changed since, counted now. */
  timeline(scope: Scope): TimelineRecord {
    const kept = this.#kept.get(scope)
    if (kept === undefined) return timelineOf(this.#times.all(scope))
    return {
      ...kept,
      bringUpId: kept.bringUpId ?? undefined,
      ...{ started: JSON.parse(kept.started), failed: JSON.parse(kept.failed) },
      firstFailureMs: kept.firstFailureMs ?? undefined,
      lastFailureMs: kept.lastFailureMs ?? undefined,
    }
  }
}
