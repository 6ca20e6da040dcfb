import type { Command } from 'commander'
import { OperatorError } from '../../ingest/operator-error.ts'
import type { CommandContext } from './command-context.ts'

const shells = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof shells)[number]

export function addCompletion(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .summary('print a completion script for your shell')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  $ source <(hyperscope completion bash)\n' +
        '  $ hyperscope completion fish > ~/.config/fish/completions/hyperscope.fish',
    )
    .action((shell: string) => {
      const known = shells.find((name) => name === shell)
      if (known === undefined) {
        throw new OperatorError(
          'invalid-option',
          `There is no completion for ${shell}.`,
          'Use bash, zsh or fish.',
        )
      }
      context.stdout.write(completionScript(program, known))
    })
}

/** The script, made from the program's own commands and options, so that it cannot go stale. */
export function completionScript(program: Command, shell: Shell): string {
  const commands = program.commands.map((command) => ({
    name: command.name(),
    summary: command.summary().replaceAll("'", ''),
    options: command.options.flatMap(({ long }) =>
      long === undefined || long === null ? [] : [long],
    ),
  }))
  if (shell === 'fish') return fishScript(commands)
  return shell === 'bash' ? bashScript(commands) : zshScript(commands)
}

interface CompletedCommand {
  readonly name: string
  readonly summary: string
  readonly options: readonly string[]
}

function bashScript(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(
    ({ name, options }) => `    ${name}) words='${options.join(' ')} --help' ;;`,
  )
  return `_hyperscope() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words='${commands.map(({ name }) => name).join(' ')} --help --version' ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words='${commands.map(({ name }) => name).join(' ')} --help --version'
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _hyperscope hyperscope
`
}

function zshScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name, summary }) => `    '${name}:${summary}'`)
  const cases = commands.map(
    ({ name, options }) => `    ${name}) compadd -- ${options.join(' ')} --help; _files ;;`,
  )
  return `#compdef hyperscope
_hyperscope() {
  local -a commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case "$words[2]" in
${cases.join('\n')}
  esac
}
compdef _hyperscope hyperscope
`
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, summary, options }) => [
    `complete -c hyperscope -n __fish_use_subcommand -a ${name} -d '${summary}'`,
    ...options.map(
      (option) =>
        `complete -c hyperscope -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`,
    ),
  ])
  return `${lines.join('\n')}\n`
}
