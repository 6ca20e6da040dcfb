import type { Database, Statement } from 'better-sqlite3'
import { maskVersion } from '../../ingest/lifecycle/line-hash.ts'
import { analysisVersion } from '../../ingest/lifecycle/rules.ts'
import type { DataFileRecord, DataVersions } from '../../views/data-file.ts'
import { programVersion } from '../program-version.ts'

const selectFile = /* sql */ `
  SELECT (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) AS bytes,
         (SELECT coalesce(sum(bytes), 0) FROM log_stream_count)                   AS rawBytes,
         file_size.line_bytes                                                     AS lineBytes,
         file_size.index_bytes                                                    AS indexBytes,
         (SELECT count(*) FROM cluster)                                           AS clusters
    FROM file_size
`

const selectVersions = /* sql */ `
  SELECT sqlite_version() AS sqlite, (SELECT user_version FROM pragma_user_version) AS schema
`

const selectSignatures = /* sql */ `
  SELECT algorithm, count(*) AS groups
    FROM failure_signature
   GROUP BY algorithm
   ORDER BY algorithm
   LIMIT 20
`

const selectRules = /* sql */ `
  SELECT analysed_with AS fingerprint, count(*) AS streams
    FROM log_stream
   WHERE cluster_id = @clusterId AND analysed_with IS NOT NULL
   GROUP BY analysed_with
   ORDER BY streams DESC, fingerprint
   LIMIT 20
`

type Signatures = DataVersions['signatures'][number]
type Rules = DataVersions['rules'][number]

/** The file as a file, and the versions of what wrote it. */
export class FileStore {
  readonly #file: Statement<[], DataFileRecord>
  readonly #versions: Statement<[], { readonly sqlite: string; readonly schema: number }>
  readonly #signatures: Statement<[], Signatures>
  readonly #rules: Statement<[{ readonly clusterId: string }], Rules>

  constructor(database: Database) {
    this.#file = database.prepare(selectFile)
    this.#versions = database.prepare(selectVersions)
    this.#signatures = database.prepare(selectSignatures)
    this.#rules = database.prepare(selectRules)
  }

  file(): DataFileRecord {
    return this.#file.get() as DataFileRecord
  }

  versions(clusterId: string): DataVersions {
    const { sqlite, schema } = this.#versions.get() ?? { sqlite: '', schema: 0 }
    return {
      ...{ program: programVersion(), schema, sqlite },
      ...{ analysis: analysisVersion, mask: String(maskVersion) },
      ...{ signatures: this.#signatures.all(), rules: this.#rules.all({ clusterId }) },
    }
  }
}
