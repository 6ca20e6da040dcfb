import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

export function addSummary(program: Command, context: CommandContext): void {
  program
    .command('summary')
    .summary('how many failed, where and why: the overview as text')
    .argument('[cluster]', 'cluster name or id (default: the only one, or the one synced last)')
    .option(...databaseOption(context))
    .option('--json', 'print the record of the overview page')
    .addHelpText(
      'after',
      '\nExamples:\n  $ hyperscope summary ml-prod\n  $ hyperscope summary --json | jq .verdict.failed',
    )
    .action(async (cluster: string | undefined, options: { db: string; json?: true }) => {
      const { runSummary } = await import('./run-summary.ts')
      runSummary({ databasePath: options.db, cluster, json: options.json === true }, context)
    })
}
