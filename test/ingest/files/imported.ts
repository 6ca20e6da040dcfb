import { Readable } from 'node:stream'
import { type ImportLimits, importLimits } from '../../../ingest/files/import-limits.ts'
import { loadRules } from '../../../ingest/load-rules.ts'
import { SyncDatabase } from '../../../ingest/store/sync-database.ts'
import { importFiles } from '../../../ingest/sync/import-files.ts'
import type { ImportReport, ImportRequest } from '../../../ingest/sync/import-report.ts'

export type ImportChanges = Partial<
  Pick<
    ImportRequest,
    | 'cluster'
    | 'logGroup'
    | 'logStream'
    | 'region'
    | 'format'
    | 'asOfMs'
    | 'signal'
    | 'onProgress'
    | 'rules'
  >
> & { readonly stdin?: string | Buffer; readonly limits?: Partial<ImportLimits> }

/** Imports paths into a file, with the real rules. */
export async function imported(
  databasePath: string,
  paths: readonly string[],
  { stdin = '', limits = {}, ...changes }: ImportChanges = {},
): Promise<ImportReport> {
  const database = SyncDatabase.open(databasePath)
  try {
    return await importFiles({
      database,
      rules: loadRules(),
      now: () => performance.now(),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...changes,
      input: {
        paths,
        stdin: Readable.from([Buffer.from(stdin)]),
        limits: { ...importLimits, ...limits },
      },
    })
  } finally {
    database.close()
  }
}
