import type { Command } from 'commander'
import { parseWholeNumber } from '../settings.ts'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

interface PackOptions {
  readonly tokens: string
  readonly output: string
  readonly db: string
  readonly redact: boolean
  readonly rules?: string
}

export function addPack(program: Command, context: CommandContext): void {
  program
    .command('pack')
    .summary('evidence of one cluster as JSON, for a language model or a chat')
    .argument('[cluster]', 'cluster name or id (default: the one synced last)')
    .option('--tokens <n>', 'what it may take at most, estimated with caution', '8000')
    .option('-o, --output <file>', 'file to write; - is standard output', '-')
    .option(...databaseOption(context))
    .option('--no-redact', 'leave secrets as they are')
    .option('--rules <file>', 'your own rules of what a secret is (docs/rules.md)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ hyperscope pack ml-prod --tokens 4000\n  $ hyperscope pack ml-prod@2026-11-16T02:00Z -o evidence.json',
    )
    .action(async (cluster: string | undefined, options: PackOptions) => {
      const { runPack } = await import('./run-pack.ts')
      const { tokens: text, ...rest } = options
      const tokens = parseWholeNumber(text, { where: '--tokens', min: 1, max: 10_000_000 })
      await runPack({ cluster, tokens, ...rest }, context)
    })
}
