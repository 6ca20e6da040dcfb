import type { Command } from 'commander'
import { parsePort } from '../settings.ts'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

export function addServe(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .summary('show the file at localhost')
    .description(
      'Serves the viewer on this machine only; it writes nothing but your notes. A sync may run meanwhile.',
    )
    .option(...databaseOption(context))
    .option(
      '--port <port>',
      'port at 127.0.0.1; 0 takes any free one (HYPERSCOPE_PORT)',
      String(context.settings.port),
    )
    .option('--sql', 'answer reading SQL statements on the page /sql')
    .option('--no-token', 'let every program of this machine in, for scripts')
    .addHelpText('after', '\nExample:\n  $ hyperscope serve --db week-47.db --port 0')
    .action(async (options: { db: string; port: string; sql?: true; token: boolean }) => {
      const port = parsePort(options.port, '--port')
      const { serveUntilStopped } = await import('./serve-until-stopped.ts')
      await serveUntilStopped(
        {
          ...{ databasePath: options.db, port },
          ...{ isSqlOn: options.sql === true, asksToken: options.token },
        },
        context,
      )
    })
}
