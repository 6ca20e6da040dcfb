import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'
import type { ReportJob } from './run-report.ts'

type ReportOptions = Omit<ReportJob, 'cluster'>

export function addReport(program: Command, context: CommandContext): void {
  program
    .command('report')
    .summary('write the post-mortem as one file, secrets replaced')
    .description(
      'Writes what the overview and the failure groups say, with their lines, as one HTML file that needs no other and runs no\n' +
        'script, or as Markdown for a ticket. Secrets of known shapes are replaced by names; the file says which.',
    )
    .argument('[cluster]', 'cluster name or id (default: the one synced last)')
    .option('-o, --output <file>', 'file to write, .html or .md; - is standard output', '-')
    .option('--bring-up <id>', 'as it stood at the end of this bring-up: its id or its label')
    .option('--markdown', 'write Markdown whatever the file is called')
    .option('--redact <level>', 'what to replace: secrets, or identifiers too', 'secrets')
    .option('--no-redact', 'replace nothing')
    .option('--rules <file>', 'kinds of secrets of your own (docs/rules.md)')
    .option('--max-bytes <n>', 'groups that do not fit are counted', '5000000')
    .option('--force', 'replace a file that is there')
    .option(...databaseOption(context))
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope report ml-prod -o incident.html\n' +
        '  $ hyperscope report ml-prod --bring-up 2026-11-16T02:00Z --redact identifiers -o incident.md',
    )
    .action(async (cluster: string | undefined, options: ReportOptions) => {
      const { runReport } = await import('./run-report.ts')
      await runReport({ cluster, ...options }, context)
    })
}
