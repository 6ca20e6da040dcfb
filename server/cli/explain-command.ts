import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'

export function addExplain(program: Command, context: CommandContext): void {
  program
    .command('explain')
    .summary('say which lines of bare log files tell why they failed')
    .description(
      'Ranks the lines of failed logs by how likely each says why. With logs of healthy runs it sets aside what those\n' +
        'print too. No database, no AWS: any log files will do.',
    )
    .argument('<log...>', 'failed logs: files (plain or gzip), folders, or - for standard input')
    .option('--healthy <log...>', 'logs of healthy runs: files or folders')
    .option('--json', 'print one object a log: file, signature, lines with line, score and reasons')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ hyperscope explain build.log\n' +
        '  $ hyperscope explain failed/ --healthy passed/ --json',
    )
    .action(async (logs: string[], options: { healthy?: string[]; json?: true }) => {
      const { runExplain } = await import('./run-explain.ts')
      const healthy = options.healthy ?? []
      runExplain({ logs, healthy, json: options.json === true }, context)
    })
}
