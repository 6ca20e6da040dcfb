import type { Database, Statement } from 'better-sqlite3'
import type { TimelineRecord } from '../../views/timeline.ts'
import { failedList } from './instance-columns.ts'
import type { Scope } from './scope.ts'

interface TimelineBounds {
  readonly bringUpId: string | null
  readonly fromMs: number
  readonly toMs: number
  readonly instances: number
  /** Instances with an attempt in any bring-up. */
  readonly attempted: number
  readonly firstFailureMs: number | null
  readonly lastFailureMs: number | null
}

interface TimelineEvent {
  readonly bin: number
  readonly started: number
  readonly failed: number
}

const lastAttempts = /* sql */ `
    FROM standing AS instance
    JOIN attempt AS last ON last.cluster_id  = instance.cluster_id
                        AND last.instance_id = instance.instance_id
                        AND last.attempt     = instance.attempt
   WHERE instance.cluster_id  = @clusterId
     AND instance.bring_up_id = @scope`

const failed = `instance.state IN (${failedList})`

// The bring-up that matters: where most of the failed failed, else the largest, else the latest.
const selectBounds = /* sql */ `
  SELECT last.bring_up_id                                            AS bringUpId,
         min(last.started_ms)                                        AS fromMs,
         max(CASE WHEN ${failed} THEN last.ended_ms ELSE last.started_ms END) AS toMs,
         count(*)                                                    AS instances,
         sum(count(*)) OVER ()                                       AS attempted,
         min(last.ended_ms) FILTER (WHERE ${failed})                 AS firstFailureMs,
         max(last.ended_ms) FILTER (WHERE ${failed})                 AS lastFailureMs
  ${lastAttempts}
   GROUP BY last.bring_up_id
   ORDER BY count(*) FILTER (WHERE ${failed}) DESC, instances DESC, fromMs DESC
   LIMIT 1
`

// One walk over the attempts. Bound numbers are REAL to SQLite, and a bin is a whole one: hence the casts.
const selectBins = /* sql */ `
  WITH attempted AS MATERIALIZED (
  SELECT last.started_ms AS startedMs,
         CASE WHEN ${failed} THEN last.ended_ms END AS failedMs
  ${lastAttempts} AND last.bring_up_id IS @bringUpId)
  SELECT (atMs - CAST(@fromMs AS INTEGER)) / CAST(@binMs AS INTEGER) AS bin,
         sum(started) AS started,
         sum(failed)  AS failed
    FROM (SELECT startedMs AS atMs, 1 AS started, 0 AS failed FROM attempted
           UNION ALL
          SELECT failedMs, 0, 1 FROM attempted WHERE failedMs IS NOT NULL)
   GROUP BY bin
   LIMIT 1000
`

type OfCluster = { readonly clusterId: string; readonly scope: string }
type BinsOf = OfCluster & {
  readonly fromMs: number
  readonly binMs: number
  readonly bringUpId: string | null
}

// Round lengths of time; a timeline has at most this many columns.
const binLengths = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400]
const mostBins = 60

/** When attempts began and failed. */
export class TimelineStore {
  readonly #bounds: Statement<[OfCluster], TimelineBounds>
  readonly #bins: Statement<[BinsOf], TimelineEvent>

  constructor(database: Database) {
    this.#bounds = database.prepare(selectBounds)
    this.#bins = database.prepare(selectBins)
  }

  timeline({ clusterId, bringUpId: scope }: Scope): TimelineRecord {
    const bounds = this.#bounds.get({ clusterId, scope })
    if (bounds === undefined) return noTimeline
    const { bringUpId, toMs } = bounds
    const binMs = binLength(toMs - bounds.fromMs)
    const fromMs = bounds.fromMs - (bounds.fromMs % binMs)
    const bins = this.#bins.all({ clusterId, scope, fromMs, binMs, bringUpId })
    const columns = Math.floor((toMs - fromMs) / binMs) + 1
    return {
      ...{ bringUpId: bringUpId ?? undefined, fromMs, binMs },
      started: filled(bins, columns, 'started'),
      failed: filled(bins, columns, 'failed'),
      firstFailureMs: bounds.firstFailureMs ?? undefined,
      lastFailureMs: bounds.lastFailureMs ?? undefined,
      elsewhere: bounds.attempted - bounds.instances,
    }
  }
}

const noTimeline: TimelineRecord = {
  bringUpId: undefined,
  fromMs: 0,
  binMs: 0,
  started: [],
  failed: [],
  firstFailureMs: undefined,
  lastFailureMs: undefined,
  elsewhere: 0,
}

function binLength(spanMs: number): number {
  const seconds = binLengths.find((length) => spanMs / (length * 1000) < mostBins)
  return seconds === undefined ? Math.ceil(spanMs / mostBins) : seconds * 1000
}

function filled(
  bins: readonly TimelineEvent[],
  columns: number,
  kind: 'started' | 'failed',
): readonly number[] {
  const values = new Array<number>(columns).fill(0)
  for (const row of bins) values[row.bin] = row[kind]
  return values
}
