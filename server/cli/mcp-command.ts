import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

interface McpOptions {
  readonly db: string
  readonly redact: boolean
  readonly rules?: string
}

export function addMcp(program: Command, context: CommandContext): void {
  program
    .command('mcp')
    .summary('answer a language model about the file, over standard input and output')
    .description(
      'A server of the Model Context Protocol. It reads the file and nothing else, opens no port, and ends with its input.',
    )
    .option(...databaseOption(context))
    .option('--no-redact', 'leave secrets as they are')
    .option('--rules <file>', 'your own rules of what a secret is (docs/rules.md)')
    .addHelpText(
      'after',
      '\nExample, as the command of a client:\n  $ hyperscope mcp --db week-47.db',
    )
    .action(async (options: McpOptions) => {
      const { runMcp } = await import('./run-mcp.ts')
      await runMcp(options, context)
    })
}
