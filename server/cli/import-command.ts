import { type Command, Option } from 'commander'
import { forcedFormats } from '../../ingest/files/file-format.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'
import { defined } from './defined.ts'
import { printableJson } from './printable.ts'
import type { ImportJob } from './run-import.ts'
import { keepHeapSmall } from './small-heap.ts'

interface ImportOptions {
  readonly db: string
  readonly cluster?: string
  readonly logGroup?: string
  readonly logStream?: string
  readonly region?: string
  readonly format?: ImportJob['format']
  readonly asOf?: string
  readonly rules?: string
  readonly json?: true
}

export function addImport(program: Command, context: CommandContext): void {
  program
    .command('import')
    .summary('read exported lifecycle logs into the file, without AWS')
    .description(
      'Reads what others have exported: S3 export tasks, JSON of `aws logs get-log-events` and `filter-log-events`,\n' +
        'CSV of the console, provisioning.log as it is, and JSON of `aws sagemaker describe-cluster`,\n' +
        '`list-cluster-nodes`, `describe-cluster-node`, `list-cluster-events`. Folders, .gz, .tar, .tar.gz and .zip are\n' +
        'read as they are; what a file is, its content tells. What the file holds already is recognised.',
    )
    .argument('<path...>', 'files, folders or archives; - for standard input')
    .option(...databaseOption(context))
    .option('--cluster <name>', 'cluster that the files belong to (default: told from them)')
    .option('--log-group <name>', 'log group that they were exported from')
    .option('--log-stream <name>', 'log stream of a file that names none')
    .option('--region <region>', 'Region of the cluster, where nothing in the files says it')
    .addOption(new Option('--format <format>', 'take every file for this').choices(forcedFormats))
    .option(
      '--as-of <time>',
      'when they were exported, ISO 8601 (default: the latest time in them)',
    )
    .option('--rules <file>', 'your own layouts, markers and steps (docs/rules.md)')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope import exportedlogs/\n' +
        '  $ hyperscope import describe-cluster.json list-cluster-nodes.json logs.tar.gz\n' +
        '  $ aws logs filter-log-events --log-group-name NAME | hyperscope import - --log-group NAME\n' +
        '  $ hyperscope import provisioning.log --log-stream LifecycleConfig/worker/i-0123456789abcdef0',
    )
    .action(async (paths: string[], options: ImportOptions) => {
      keepHeapSmall()
      const { runImport } = await import('./run-import.ts')
      const report = await runImport(importJob(paths, options), context)
      if (options.json === true) context.stdout.write(printableJson(report))
    })
}

function importJob(paths: readonly string[], options: ImportOptions): ImportJob {
  const { db: databasePath, asOf, json: _, ...rest } = options
  return { paths, databasePath, ...defined({ ...rest, asOfMs: timeOption(asOf) }) }
}

function timeOption(asOf: string | undefined): number | undefined {
  if (asOf === undefined) return undefined
  const ms = Date.parse(asOf)
  if (!Number.isNaN(ms) && ms >= 0) return ms
  throw new OperatorError(
    'invalid-option',
    `--as-of is ${asOf}.`,
    'Give a time such as 2026-11-23T02:31:00Z.',
  )
}
