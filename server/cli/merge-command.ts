import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { keepHeapSmall } from './small-heap.ts'

interface MergeOptions {
  readonly output: string
  readonly rules?: string
}

export function addMerge(program: Command, context: CommandContext): void {
  program
    .command('merge')
    .summary('unite several files in a new one')
    .description(
      'Writes a new file with the clusters of all the files side by side. A cluster that several hold is united, each event once.',
    )
    .argument('<file...>', 'two or more files of hyperscope')
    .requiredOption('-o, --output <file>', 'the new file')
    .option('--rules <file>', 'your own layouts, markers and steps (docs/rules.md)')
    .addHelpText('after', '\nExample:\n  $ hyperscope merge us-east.db us-west.db -o both.db')
    .action(async (files: string[], options: MergeOptions) => {
      keepHeapSmall()
      const { runMerge } = await import('./run-merge.ts')
      await runMerge({ files, ...options }, context)
    })
}
