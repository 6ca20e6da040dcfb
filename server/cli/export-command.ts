import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'
import type { ExportJob } from './run-export.ts'

type ExportOptions = Omit<ExportJob, 'view'>

export function addExport(program: Command, context: CommandContext): void {
  program
    .command('export')
    .summary('write views of the file as CSV, JSON or Parquet')
    .description(
      'Writes a public table or view, or all of them (docs/sql.md), row by row.\n' +
        'With --format parquet a folder a table, with Hive partitions by cluster and bring-up (docs/lake.md).',
    )
    .argument('[view]', 'a table or view of docs/sql.md')
    .option('--all', 'all of them, a file each in the folder that --output names')
    .option('--format <format>', 'csv, json, ndjson or parquet', 'csv')
    .option('-o, --output <path>', 'file or folder to write; - is standard output', '-')
    .option(...databaseOption(context))
    .option('--cluster <cluster>', 'only this cluster, or with @ one bring-up of it')
    .option('--instances <cohort>', 'only these instances, as `compare` takes them')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope export failure > failures.csv\n' +
        '  $ hyperscope export log_line --instances failed,zone=us-west-2c --format ndjson -o lines.ndjson\n' +
        '  $ hyperscope export --all --format json --cluster ml-prod -o export/\n' +
        '  $ hyperscope export --format parquet -o lake/',
    )
    .action(async (view: string | undefined, options: ExportOptions) => {
      const { runExport } = await import('./run-export.ts')
      await runExport({ view, ...options }, context)
    })
}
