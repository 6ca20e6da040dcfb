import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

interface CompareOptions {
  readonly db: string
  readonly cluster?: string
  readonly json?: true
}

export function addCompare(program: Command, context: CommandContext): void {
  program
    .command('compare')
    .summary('what tells two sets of instances apart: causes, lines, durations, configuration')
    .argument(
      '[a]',
      'instances: failed, i-…, a bring-up, NAME=VALUE,… (default: the last bring-up)',
    )
    .argument(
      '[b]',
      'what to hold against them (default: the bring-up before, the healthy, the rest)',
    )
    .option('--cluster <cluster>', 'cluster name or id (default: the one synced last)')
    .option(...databaseOption(context))
    .option('--json', 'print the record of the compare page')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope compare failed healthy\n' +
        '  $ hyperscope compare zone=us-west-2c rest --cluster ml-prod\n' +
        '  $ hyperscope compare i-0123456789abcdef0 twin',
    )
    .action(async (a: string | undefined, b: string | undefined, options: CompareOptions) => {
      const { runCompare } = await import('./run-compare.ts')
      const { db: databasePath, cluster } = options
      runCompare({ databasePath, cluster, a, b, json: options.json === true }, context)
    })
}
