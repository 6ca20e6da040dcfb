import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

interface BringUpOptions {
  readonly db: string
  readonly json?: true
}

export function addBringUp(program: Command, context: CommandContext): void {
  program
    .command('bring-up')
    .summary('list the bring-ups of a cluster, or give one a label')
    .argument('<action>', 'list or label')
    .argument(
      '[cluster]',
      'list: cluster name or id (default: the one synced last); label: with @ and the id of the bring-up',
    )
    .argument('[label]', 'label: what to call it; an empty one takes the label away')
    .option(...databaseOption(context))
    .option('--json', 'list: print the record of the page of bring-ups')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope bring-up list ml-prod\n' +
        "  $ hyperscope bring-up label ml-prod@2026-11-16T02:00Z 'before the new image'",
    )
    .action(
      async (
        action: string,
        cluster: string | undefined,
        label: string | undefined,
        options: BringUpOptions,
      ) => {
        const { runBringUp } = await import('./run-bring-up.ts')
        const { db: databasePath, json } = options
        await runBringUp({ action, cluster, label, json: json === true, databasePath }, context)
      },
    )
}
