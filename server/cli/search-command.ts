import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

interface SearchOptions {
  readonly db: string
  readonly cluster?: string
  readonly word?: true
  readonly regex?: true
  readonly matchCase?: true
  readonly not?: true
  readonly allAttempts?: true
  readonly state?: string
  readonly seconds: string
  readonly json?: true
}

export function addSearch(program: Command, context: CommandContext): void {
  program
    .command('search')
    .summary('lines of all instances that hold a text, or the instances without one')
    .argument('<text>', 'a piece of text; case does not matter')
    .option(...databaseOption(context))
    .option('--cluster <cluster>', 'cluster name or id (default: the one synced last)')
    .option('--word', 'only where no letter, digit or underscore stands on either side')
    .option('--regex', "a regular expression in RE2's syntax")
    .option('--match-case', 'tell capital letters from small ones')
    .option('--not', 'the instances that have a log and no line that matches')
    .option('--all-attempts', 'every attempt (default: the last one of each instance)')
    .option('--state <state>', 'only instances in this state, any-failed or any-succeeded')
    .option('--seconds <n>', 'time it may take, up to 120; it says when that was too little', '60')
    .option('--json', 'print the record of the search page')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        "  $ hyperscope search 'no space left on device'\n" +
        '  $ hyperscope search --not "script succeeded" --state any-failed\n' +
        '\nExits with 1 when nothing was found, as grep does.',
    )
    .action(async (text: string, options: SearchOptions) => {
      const { runSearch } = await import('./run-search.ts')
      await runSearch(
        {
          databasePath: options.db,
          cluster: options.cluster,
          terms: termsOf(text, options),
          json: options.json === true,
        },
        context,
      )
    })
}

/** The terms as the address of the page has them: one reader checks both. */
function termsOf(text: string, options: SearchOptions): Readonly<Record<string, string>> {
  const { word, regex, matchCase, not, allAttempts, state = '', seconds } = options
  const mode = regex === true ? 'regex' : word === true ? 'word' : ''
  return {
    ...{ q: text, mode, state, seconds },
    case: matchCase === true ? '1' : '',
    not: not === true ? '1' : '',
    attempts: allAttempts === true ? 'all' : '',
  }
}
