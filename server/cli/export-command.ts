import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'
import type { ExportJob } from './run-export.ts'

type ExportOptions = Omit<ExportJob, 'view'>

export function addExport(program: Command, context: CommandContext): void {
  program
    .command('export')
    .summary('write views as CSV, JSON or Parquet, one incident, or a bundle of logs')
    .description(
      'Writes a public table or view, or all of them (docs/sql.md), row by row.\n' +
        'With --format parquet a folder a table, with Hive partitions by cluster and bring-up (docs/lake.md); with incident\n' +
        'a small file of one bring-up that the viewer opens; with bundle logs and inventory as .tar.gz, which `import` reads.\n' +
        'Secrets that scripts printed are replaced.',
    )
    .argument('[view]', 'a table or view of docs/sql.md')
    .option('--all', 'all of them, a file each in the folder that --output names')
    .option('--format <format>', 'csv, json, ndjson, parquet, incident or bundle', 'csv')
    .option('-o, --output <path>', 'file or folder to write; - is standard output', '-')
    .option(...databaseOption(context))
    .option('--cluster <cluster>', 'only this cluster, or with @ one bring-up of it')
    .option('--instances <cohort>', 'only these instances, as `compare` takes them')
    .option('--no-redact', 'leave secrets as they are')
    .option('--rules <file>', 'your own rules of what a secret is (docs/rules.md)')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope export failure > failures.csv\n' +
        '  $ hyperscope export log_line --instances failed,zone=us-west-2c --format ndjson -o lines.ndjson\n' +
        '  $ hyperscope export --all --format json --cluster ml-prod -o export/\n' +
        '  $ hyperscope export --format parquet -o lake/\n' +
        '  $ hyperscope export --format incident --cluster ml-prod@2026-11-16T02:00Z -o incident.db\n' +
        '  $ hyperscope export --format bundle --instances failed -o support.tar.gz',
    )
    .action(async (view: string | undefined, options: ExportOptions) => {
      const { runExport } = await import('./run-export.ts')
      await runExport({ view, ...options }, context)
    })
}
