import type { CommandContext } from './command-context.ts'

/** Every command reads or writes one file. */
export function databaseOption(context: CommandContext): [string, string, string] {
  return ['--db <file>', 'the SQLite file (HYPERSCOPE_DB)', context.settings.databasePath]
}
