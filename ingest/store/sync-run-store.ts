import type { Database, Statement } from 'better-sqlite3'
import type { CallCounts } from '../log-source.ts'
import { prepareAll } from './prepare-all.ts'

/** What a sync has found and copied so far. */
export interface SyncCounts {
  readonly streams: number
  readonly streamsChanged: number
  readonly streamsSkipped: number
  readonly pages: number
  readonly events: number
  readonly lateEvents: number
  /** Read again, stored already. */
  readonly repeatedEvents: number
  readonly lines: number
  readonly bytes: number
}

/** How near the reading came to the quota (ingest/sync/quota-bound.ts); undefined: not known. */
export interface QuotaFigures {
  readonly readingMs: number | undefined
  readonly quotaMs: number | undefined
  readonly pageFill: number | undefined
}

export type SyncOutcome = 'running' | 'complete' | 'partial' | 'interrupted' | 'failed'

const sql = {
  insert: /* sql */ `
    INSERT INTO sync_run (cluster_id, source, started_ms, outcome)
    VALUES (@clusterId, @source, @startedMs, 'running')`,
  update: /* sql */ `
    UPDATE sync_run
       SET ended_ms = @endedMs, streams = @streams, streams_changed = @streamsChanged,
           streams_skipped = @streamsSkipped, pages = @pages, events = @events, late_events = @lateEvents,
           repeated_events = @repeatedEvents, lines = @lines, bytes = @bytes, calls = @calls, throttles = @throttles, retries = @retries,
           calls_by_operation = @callsByOperation, reading_ms = @readingMs, quota_ms = @quotaMs,
           page_fill = @pageFill, notes = @notes, outcome = @outcome
     WHERE sync_run_id = @syncRunId`,
  beat: /* sql */ `
    UPDATE sync_run
       SET phase = @phase, streams_done = @streamsDone, left_ms = @leftMs, heartbeat_ms = @atMs,
           clock_ms = coalesce(clock_ms, @atMs)
     WHERE sync_run_id = @syncRunId`,
  // One sync a file: a run that still says `running` was killed.
  closeKilled: "UPDATE sync_run SET outcome = 'interrupted' WHERE outcome = 'running'",
}

/** `sync_run`: what each copying run cost and found. */
export class SyncRunStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** Returns the run's id. */
  begin(run: { clusterId: string; source: string; startedMs: number }): number {
    this.#sql.closeKilled.run()
    return Number(this.#sql.insert.run(run).lastInsertRowid)
  }

  /** How far the run is; `atMs` by the clock of this machine. */
  beat(progress: {
    readonly syncRunId: number
    readonly phase: string
    readonly streamsDone: number
    readonly leftMs: number | null
    readonly atMs: number
  }): void {
    this.#sql.beat.run(progress)
  }

  save(
    syncRunId: number,
    counts: SyncCounts & CallCounts & Partial<QuotaFigures>,
    end: { endedMs: number | null; notes: readonly string[]; outcome: SyncOutcome },
  ): void {
    this.#sql.update.run({
      ...counts,
      ...end,
      ...{ readingMs: counts.readingMs ?? null, quotaMs: counts.quotaMs ?? null },
      pageFill: counts.pageFill ?? null,
      syncRunId,
      byOperation: null,
      callsByOperation: JSON.stringify(counts.byOperation),
      notes: JSON.stringify(end.notes),
    })
  }
}
