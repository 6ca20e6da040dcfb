import type { Database, Statement } from 'better-sqlite3'
import type { SyncRunRecord } from '../../views/sync-facts.ts'

// In the order in which they began: AWS's clock, read again by each sync, may step back. A quota below a second says nothing of the pace.
const selectSyncRuns = /* sql */ `
  SELECT sync_run_id        AS syncRunId,
         source             AS source,
         started_ms         AS startedMs,
         ended_ms           AS endedMs,
         outcome            AS outcome,
         streams            AS streams,
         streams_changed    AS streamsChanged,
         streams_skipped    AS streamsSkipped,
         pages              AS pages,
         events             AS events,
         late_events        AS lateEvents,
         repeated_events    AS repeatedEvents,
         lines              AS lines,
         bytes              AS bytes,
         calls              AS calls,
         throttles          AS throttles,
         retries            AS retries,
         reading_ms         AS readingMs,
         quota_ms           AS quotaMs,
         CASE WHEN quota_ms >= 1000
              THEN CAST(reading_ms AS REAL) / quota_ms END AS quotaRatio,
         page_fill          AS pageFill,
         calls_by_operation AS callsByOperation,
         notes              AS notes,
         phase              AS phase,
         streams_done       AS streamsDone,
         left_ms            AS leftMs,
         clock_ms           AS clockMs,
         heartbeat_ms       AS heartbeatMs
    FROM sync_run
   WHERE cluster_id = @clusterId
   ORDER BY sync_run_id DESC
   LIMIT @limit
`

interface Asked {
  readonly clusterId: string
  readonly limit: number
}

type Row = SyncRunRecord & { readonly callsByOperation: string; readonly notes: string }

/** The syncs and imports of a cluster. */
export class SyncRunList {
  readonly #runs: Statement<[Asked], Row>

  constructor(database: Database) {
    this.#runs = database.prepare(selectSyncRuns)
  }

  /** Newest first. */
  runs(clusterId: string, limit: number): readonly SyncRunRecord[] {
    return this.#runs.all({ clusterId, limit }).map((row) => ({
      ...row,
      callsByOperation: JSON.parse(row.callsByOperation) as Record<string, number>,
      notes: JSON.parse(row.notes) as string[],
    }))
  }
}
