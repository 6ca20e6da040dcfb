import type { Database, Statement } from 'better-sqlite3'
import type { SecretLinesRecord } from '../../views/secret-lines.ts'

// SQLite takes the instance and the line from the row of the min().
const selectSecretLines = /* sql */ `
  SELECT secret_line.rule                       AS rule,
         sum(secret_line.lines)                 AS lines,
         count(DISTINCT log_stream.instance_id) AS instances,
         min(secret_line.log_stream_id)         AS logStreamId,
         log_stream.instance_id                 AS instanceId,
         secret_line.first_line                 AS lineOrdinal
    FROM secret_line
    JOIN log_stream USING (log_stream_id)
   WHERE coalesce(log_stream.cluster_id = @clusterId, 1)
   GROUP BY secret_line.rule
   ORDER BY 2 DESC, secret_line.rule
   LIMIT 100
`

type SecretLinesRow = SecretLinesRecord & { readonly logStreamId: number }

/** Lines that look like secrets. */
export class SecretLineStore {
  readonly #found: Statement<[{ readonly clusterId: string | null }], SecretLinesRow>

  constructor(database: Database) {
    this.#found = database.prepare(selectSecretLines)
  }

  /** The most lines first; null: of every cluster of the file. */
  found(clusterId: string | null): readonly SecretLinesRecord[] {
    return this.#found.all({ clusterId }).map(({ logStreamId: _, ...found }) => found)
  }
}
