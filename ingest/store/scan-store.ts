import type { Database, Statement } from 'better-sqlite3'
import { prepareAll } from './prepare-all.ts'

const sql = {
  noteBehind: /* sql */ `
    UPDATE log_stream
       SET clock_behind_ms = min(coalesce(clock_behind_ms, @behindMs), @behindMs)
     WHERE log_stream_id = @streamId`,
  advance: /* sql */ `
    UPDATE log_stream
       SET resume_ms = max(coalesce(resume_ms, 0), @completeToMs)
     WHERE log_stream_id = @streamId`,
  finish: /* sql */ `
    UPDATE log_stream
       SET resume_ms = NULL, checkpoint_ms = max(coalesce(checkpoint_ms, 0), @checkpointMs)
     WHERE log_stream_id = @streamId`,
}

/** Checkpoints: how far each stream has been copied. They only move forwards. Callers own the transaction. */
export class ScanStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** CloudWatch took an event of the stream in so long after the event's own time; negative: before it. */
  noteBehind(streamId: number, behindMs: number): void {
    this.#sql.noteBehind.run({ streamId, behindMs })
  }

  /** A scan under way has copied every event before `completeToMs`. */
  advance(streamId: number, completeToMs: number): void {
    this.#sql.advance.run({ streamId, completeToMs })
  }

  /** A scan has ended: every event before `checkpointMs` that CloudWatch had was copied. */
  finish(streamId: number, checkpointMs: number): void {
    this.#sql.finish.run({ streamId, checkpointMs })
  }
}
