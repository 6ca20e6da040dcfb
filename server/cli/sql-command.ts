import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

interface SqlOptions {
  readonly db: string
  readonly json?: true
  readonly csv?: true
}

export function addSql(program: Command, context: CommandContext): void {
  program
    .command('sql')
    .summary('ask the file a question in SQL')
    .description(
      'Runs one SELECT on the public views (docs/sql.md) and prints the rows. The file is opened read-only.',
    )
    .argument('<select>', 'one SELECT, WITH or VALUES statement')
    .option(...databaseOption(context))
    .option('--json', 'print an object with columns and rows')
    .option('--csv', 'print CSV')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope sql "SELECT stage, step, sum(failed) AS failed FROM stage_failure\n' +
        '                     WHERE step IS NOT NULL GROUP BY 1, 2 ORDER BY failed DESC LIMIT 5"\n' +
        '  $ hyperscope sql --csv "SELECT * FROM coverage" > coverage.csv',
    )
    .action(async (select: string, options: SqlOptions) => {
      const { runSelect } = await import('./run-select.ts')
      await runSelect({ select, ...options }, context)
    })
}
