import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

interface SummaryOptions {
  readonly db: string
  readonly json?: true
  readonly failIf?: readonly string[]
  readonly junit?: string
}

export function addSummary(program: Command, context: CommandContext): void {
  program
    .command('summary')
    .summary('how many failed, where and why: the overview as text')
    .argument('[cluster]', 'cluster name or id (default: the only one, or the one synced last)')
    .option(...databaseOption(context))
    .option('--json', 'print the record of the overview page')
    .option('--fail-if <condition>', 'exit with 9 if this is so; may be repeated', collect)
    .option('--junit <file>', 'write conditions and failure groups as JUnit XML')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope summary ml-prod\n' +
        '  $ hyperscope summary --json | jq .verdict.failed\n' +
        "  $ hyperscope summary --fail-if 'failed>2%' --fail-if new-group --junit hyperscope.xml",
    )
    .action(async (cluster: string | undefined, options: SummaryOptions) => {
      const { runSummary } = await import('./run-summary.ts')
      const { db: databasePath, failIf = [], junit } = options
      runSummary({ databasePath, cluster, json: options.json === true, failIf, junit }, context)
    })
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
