import { loadRules } from '../../ingest/load-rules.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import { reindex } from '../../ingest/sync/reindex.ts'
import { openForReading } from '../../migrations/open-database.ts'
import { count } from '../../views/format.ts'
import type { CommandContext } from './command-context.ts'

interface ReindexJob {
  readonly db: string
  readonly rules?: string
  readonly json?: true
}

export async function runReindex(job: ReindexJob, context: CommandContext): Promise<void> {
  const rules = loadRules(job.rules)
  // There is nothing to judge in a file that is not there: none is made.
  openForReading(job.db).close()
  const database = SyncDatabase.open(job.db)
  try {
    const report = await reindex(database, {
      rules,
      signal: context.signal,
      onInstances: (done, total) => {
        if (context.stderr.isTTY)
          context.stderr.write(`\r${count(done)} of ${count(total)} instances`)
      },
    })
    if (context.stderr.isTTY) context.stderr.write('\r\u001b[K')
    if (job.json === true) context.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    else
      context.stdout.write(
        `${count(report.instances)} instances of ${count(report.clusters)} clusters judged again\n`,
      )
    if (!report.isWhole) context.stderr.write('Interrupted; run it again to go on.\n')
  } finally {
    database.close()
  }
}
