import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'

export function addTemplates(program: Command, context: CommandContext): void {
  program
    .command('templates')
    .summary('mask the lines of any log file to templates')
    .description(
      'Takes numbers, ids, times, addresses and names out of the lines of a log file and counts what is left.\n' +
        'The id of a template depends on the text alone: it is the same in every file and on every day.',
    )
    .argument('<file>', 'a log file (plain or gzip), or - for standard input')
    .option('--json', 'print one object a line: line, template_id, template')
    .addHelpText('after', '\nExample:\n  $ hyperscope templates /var/log/syslog')
    .action(async (file: string, options: { json?: true }) => {
      const { runTemplates } = await import('./run-templates.ts')
      await runTemplates({ file, json: options.json === true }, context)
    })
}
