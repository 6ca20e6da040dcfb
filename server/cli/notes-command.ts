import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

export function addNotes(program: Command, context: CommandContext): void {
  program
    .command('notes')
    .summary('what was written down: notes, bookmarks and red herrings')
    .argument('[cluster]', 'cluster name or id (default: the one synced last)')
    .option(...databaseOption(context))
    .option('--json', 'print the record of the notes page')
    .addHelpText('after', '\nExample:\n  $ hyperscope notes ml-prod')
    .action(async (cluster: string | undefined, options: { db: string; json?: true }) => {
      const { runNotes } = await import('./run-notes.ts')
      runNotes({ databasePath: options.db, cluster, json: options.json === true }, context)
    })
}
