import { Readable } from 'node:stream'
import { importLimits } from '../../ingest/files/import-limits.ts'
import { loadRules, withRedHerrings } from '../../ingest/load-rules.ts'
import { operatorErrorCodes } from '../../ingest/operator-error.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import { importFiles } from '../../ingest/sync/import-files.ts'
import type {
  FileReport,
  ImportProgress,
  ImportReport,
  ImportRequest,
} from '../../ingest/sync/import-report.ts'
import { count, counted, duration } from '../../views/format.ts'
import type { CommandContext } from './command-context.ts'
import { defined } from './defined.ts'
import { printable } from './printable.ts'
import { toldLimits } from './told-limits.ts'

/** What to import, into which file. */
export interface ImportJob
  extends Partial<
    Pick<ImportRequest, 'cluster' | 'logGroup' | 'logStream' | 'region' | 'format' | 'asOfMs'>
  > {
  readonly paths: readonly string[]
  readonly databasePath: string
  readonly rules?: string
}

/** A progress line comes no more often than this. */
const lineEveryMs = 2000
/** Files that the summary names; the JSON report names all. */
const shownFiles = 20

/** Imports files, with progress and a summary on stderr. Exit code 3 when a file, or a part of one, was skipped. */
export async function runImport(job: ImportJob, context: CommandContext): Promise<ImportReport> {
  const { paths, databasePath, rules: rulesPath, ...rest } = job
  const rules = loadRules(rulesPath)
  const work = (database: SyncDatabase) =>
    importFiles({
      ...defined(rest),
      ...{ database, now: context.now, signal: context.signal },
      rules: withRedHerrings(rules, database.redHerrings.all()),
      input: { paths, stdin: standardInput(paths, context), limits: importLimits },
      onProgress: progressLine(context),
    })
  const report = await SyncDatabase.use(databasePath, work, toldLimits(context))
  context.stderr.write(printable(importSummary(report)))
  if (report.outcome === 'partial') {
    context.setExitCode(operatorErrorCodes['sync-incomplete'].exitCode)
  }
  return report
}

/** Opened only where it is asked for: an open standard input keeps a process alive. */
function standardInput(paths: readonly string[], context: CommandContext): AsyncIterable<Buffer> {
  return paths.includes('-') ? context.stdin() : Readable.from([])
}

/** On a terminal one line that goes away; in a pipe a line now and then. */
function progressLine({ stderr, now }: CommandContext): (progress: ImportProgress) => void {
  let nextMs = now() + lineEveryMs
  return ({ file, files, events, nowMs }) => {
    if (nowMs < nextMs) return
    nextMs = nowMs + lineEveryMs
    const line = printable(`${counted(files, 'file')} · ${count(events)} new events · ${file}`)
    stderr.write(stderr.isTTY ? `\r\u001b[K${line.slice(0, 100)}\r` : `${line}\n`)
  }
}

/** What a finished import says of itself. */
function importSummary(report: ImportReport): string {
  const { files, coverage } = report
  const told = files.filter(({ skipped, notes }) => skipped !== null || notes.length > 0)
  const states = Object.entries(coverage).sort(([, a], [, b]) => b - a)
  const lines = [
    `${report.clusterName}: ${report.outcome}, ${counted(report.events, 'new event')} of ` +
      `${counted(report.streamsChanged, 'stream')} from ${counted(files.length, 'file')} ` +
      `(${formatsOf(files)}) in ${duration(report.elapsedMs)}`,
    ...told.slice(0, shownFiles).flatMap(fileLines),
    ...(told.length > shownFiles
      ? [`… and ${told.length - shownFiles} more; --json names all`]
      : []),
    ...report.notes.map((note) => `note: ${note}`),
    `instances: ${states.map(([state, instances]) => `${count(instances)} ${state}`).join(', ')}`,
    ...(report.outcome === 'interrupted'
      ? ['Interrupted. What is imported is safe; run the same command to go on.']
      : []),
  ]
  return `${lines.join('\n')}\n`
}

function formatsOf(files: readonly FileReport[]): string {
  const formats = [...Map.groupBy(files, ({ format }) => format)]
  return formats.map(([format, list]) => `${count(list.length)} ${format}`).join(', ') || 'none'
}

function fileLines({ file, skipped, notes }: FileReport): readonly string[] {
  return [
    ...(skipped === null ? [] : [`skipped ${file}: ${skipped}`]),
    ...notes.map((note) => `${file}: ${note}`),
  ]
}
