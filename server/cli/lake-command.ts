import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

export function addLake(program: Command, context: CommandContext): void {
  program
    .command('lake')
    .summary('write public tables as Parquet, for DuckDB and other engines')
    .description(
      'Writes a folder a table, with Hive partitions by cluster and bring-up (docs/lake.md).\n' +
        'Run it again, or with another file, to add to the folder: partitions whose rows are the same stay untouched.',
    )
    .option(...databaseOption(context))
    .requiredOption('-o, --output <folder>', 'the folder to write or add to')
    .addHelpText('after', '\nExample:\n  $ hyperscope lake -o lake/')
    .action(async (options: { db: string; output: string }) => {
      const { runLake } = await import('./run-lake.ts')
      runLake(options, context)
    })
}
