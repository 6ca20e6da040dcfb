import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { loadRules } from '../../ingest/load-rules.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { MergeSource } from '../../ingest/store/merge-source.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import { type MergeReport, mergeFiles } from '../../ingest/sync/merge-files.ts'
import { bytes, count, counted } from '../../views/format.ts'
import type { CommandContext } from './command-context.ts'
import { printable } from './printable.ts'

export interface MergeJob {
  readonly files: readonly string[]
  readonly output: string
  readonly rules?: string
}

/**
 * Writes a new file, which appears whole or not at all. Throws OperatorError `invalid-option`, `database-missing`,
 * `database-refused`, `database-older`, `database-newer`, `database-unwritable`.
 */
export async function runMerge(job: MergeJob, context: CommandContext): Promise<void> {
  if (existsSync(job.output)) {
    throw new OperatorError(
      'invalid-option',
      `There is a file ${job.output} already.`,
      'Name a file that does not exist with --output; a merge replaces nothing.',
    )
  }
  const sources = openAll(job.files)
  const unfinished = `${job.output}.unfinished`
  removeAll(unfinished)
  try {
    const report = await merge({ ...job, output: unfinished }, sources, context)
    // Interrupted, what there is has no use.
    if (context.signal.aborted) return
    renameSync(unfinished, job.output)
    context.stdout.write(`${job.output}, ${bytes(statSync(job.output).size)}: ${said(report)}\n`)
  } finally {
    for (const source of sources) source.close()
    removeAll(unfinished)
  }
}

/** All are opened, and found fit, before anything is written. */
function openAll(files: readonly string[]): readonly MergeSource[] {
  const sources: MergeSource[] = []
  try {
    for (const file of files) sources.push(new MergeSource(file))
    return sources
  } catch (error) {
    for (const source of sources) source.close()
    throw error
  }
}

function merge(
  job: MergeJob,
  sources: readonly MergeSource[],
  context: CommandContext,
): Promise<MergeReport> {
  const rules = loadRules(job.rules)
  return SyncDatabase.use(job.output, (database) =>
    mergeFiles({
      ...{ sources, database, rules, signal: context.signal },
      onCluster: (name) => context.stderr.write(printable(`${name}\n`)),
    }),
  )
}

function removeAll(path: string): void {
  for (const end of ['', '-wal', '-shm', '.lock']) rmSync(`${path}${end}`, { force: true })
}

function said({ clusters, streams, events, repeatedEvents }: MergeReport): string {
  const repeated = repeatedEvents === 0 ? '' : `, ${count(repeatedEvents)} of them in more than one`
  return `${counted(clusters, 'cluster')}, ${counted(streams, 'log stream')} read, ${counted(events, 'event')}${repeated}`
}
