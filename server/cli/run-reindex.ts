import { loadRules, withRedHerrings } from '../../ingest/load-rules.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import { reindex } from '../../ingest/sync/reindex.ts'
import { requireDatabase } from '../../migrations/open-database.ts'
import { count } from '../../views/format.ts'
import type { CommandContext } from './command-context.ts'
import { printableJson } from './printable.ts'
import { toldLimits } from './told-limits.ts'

interface ReindexJob {
  readonly db: string
  readonly rules?: string
  readonly json?: true
}

export async function runReindex(job: ReindexJob, context: CommandContext): Promise<void> {
  const rules = loadRules(job.rules)
  // There is nothing to judge in a file that is not there: none is made.
  requireDatabase(job.db)
  const work = (database: SyncDatabase) =>
    reindex(database, {
      rules: withRedHerrings(rules, database.redHerrings.all()),
      ...{ signal: context.signal, onInstances: progressLine(context.stderr) },
    })
  const report = await SyncDatabase.use(job.db, work, toldLimits(context))
  const { instances, clusters, isWhole } = report
  if (job.json === true) context.stdout.write(printableJson(report))
  else
    context.stdout.write(
      `${count(instances)} instances of ${count(clusters)} clusters judged again\n`,
    )
  if (!isWhole) context.stderr.write('Interrupted; run it again to go on.\n')
}

/** On a terminal one line that counts up and goes away at the end; in a pipe nothing. */
function progressLine(stderr: NodeJS.WriteStream): (done: number, total: number) => void {
  if (!stderr.isTTY) return () => undefined
  return (done, total) => {
    const isLast = done === total
    stderr.write(isLast ? '\r\u001b[K' : `\r${count(done)} of ${count(total)} instances`)
  }
}
