import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

export function addWhy(program: Command, context: CommandContext): void {
  program
    .command('why')
    .summary('why one instance failed, with the lines that say so')
    .argument('<instance>', 'instance id')
    .option('--cluster <cluster>', 'cluster name or id (default: every cluster of the file)')
    .option(...databaseOption(context))
    .option('--json', "print the record of the instance's page, with AWS's error record")
    .addHelpText(
      'after',
      '\nExample:\n  $ hyperscope why i-0123456789abcdef0 --json | jq .errorRecord',
    )
    .action(async (instanceId: string, options: { db: string; cluster?: string; json?: true }) => {
      const { runWhy } = await import('./run-why.ts')
      const { db: databasePath, cluster } = options
      runWhy({ databasePath, cluster, instanceId, json: options.json === true }, context)
    })
}
