import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'
import { keepHeapSmall } from './small-heap.ts'

interface ReindexOptions {
  readonly db: string
  readonly rules?: string
  readonly json?: true
}

export function addReindex(program: Command, context: CommandContext): void {
  program
    .command('reindex')
    .summary('judge every stored line again, after rules have changed')
    .description(
      'Finds markers, steps, attempts and failures anew in the lines that are stored. Nothing is fetched, no line changes;\n' +
        'the same lines and rules give the same rows.',
    )
    .option(...databaseOption(context))
    .option('--rules <file>', 'your own layouts, markers and steps (docs/rules.md)')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', '\nExample:\n  $ hyperscope reindex --rules our-markers.json')
    .action(async (options: ReindexOptions) => {
      keepHeapSmall()
      const { runReindex } = await import('./run-reindex.ts')
      await runReindex(options, context)
    })
}
