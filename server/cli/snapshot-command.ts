import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

interface SnapshotOptions {
  readonly plain?: true
  readonly db: string
}

export function addSnapshot(program: Command, context: CommandContext): void {
  program
    .command('snapshot')
    .summary('copy the file, also while a sync writes it')
    .description(
      'Writes what the file holds at this moment to a new file, readable by you alone; a sync that is running goes on.\n' +
        'With --plain the lines stand in ordinary tables, for tools that cannot inflate them; hyperscope itself refuses such a copy.',
    )
    .argument('<file>', 'the new file; nothing is replaced')
    .option('--plain', 'write lines and events as ordinary tables')
    .option(...databaseOption(context))
    .addHelpText('after', '\nExample:\n  $ hyperscope snapshot incident.db')
    .action(async (file: string, options: SnapshotOptions) => {
      const { runSnapshot } = await import('./run-snapshot.ts')
      runSnapshot({ ...options, file }, context)
    })
}
