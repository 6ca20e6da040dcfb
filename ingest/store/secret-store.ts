import type { Database, Statement } from 'better-sqlite3'
import type { FoundSecrets, SecretLines } from '../lifecycle/secret-count.ts'
import { prepareAll } from './prepare-all.ts'

const sql = {
  forget: 'DELETE FROM secret_line WHERE log_stream_id = @streamId',
  insert: /* sql */ `
    INSERT INTO secret_line (log_stream_id, rule, lines, first_line)
    VALUES (@streamId, @rule, @lines, @firstLine)`,
  found: /* sql */ `
    SELECT secret_line.rule                         AS rule,
           sum(secret_line.lines)                   AS lines,
           count(DISTINCT log_stream.instance_id)   AS instances
      FROM secret_line
      JOIN log_stream USING (log_stream_id)
     WHERE log_stream.cluster_id = @clusterId
     GROUP BY secret_line.rule
     ORDER BY 2 DESC, 1
     LIMIT 1000`,
}

/** `secret_line`. Callers own the transaction. */
export class SecretStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** Replaces what was found in a stream. */
  save(streamId: number, rows: readonly SecretLines[]): void {
    this.#sql.forget.run({ streamId })
    for (const row of rows) this.#sql.insert.run({ streamId, ...row })
  }

  /** The most lines first. */
  found(clusterId: string): readonly FoundSecrets[] {
    return this.#sql.found.all({ clusterId }) as FoundSecrets[]
  }
}
