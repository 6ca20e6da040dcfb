import type { Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import { databaseOption } from './database-option.ts'

interface GroupsOptions {
  readonly db: string
  readonly json?: true
}

export function addGroups(program: Command, context: CommandContext): void {
  program
    .command('groups')
    .summary('the failure groups: how many failed so, why, and what they have in common')
    .argument('[cluster]', 'cluster name or id (default: the one synced last)')
    .option(...databaseOption(context))
    .option('--json', 'print the record of the failures page')
    .addHelpText('after', '\nExample:\n  $ hyperscope groups ml-prod')
    .action(async (cluster: string | undefined, options: GroupsOptions) => {
      const { runGroups } = await import('./run-groups.ts')
      runGroups({ databasePath: options.db, cluster, json: options.json === true }, context)
    })
  addGroupRule(program, context)
}

interface GroupRuleOptions {
  readonly db: string
  readonly rules?: string
  readonly by?: string
  readonly json?: true
}

/** One command for all rules: they differ in a word and a value. */
function addGroupRule(program: Command, context: CommandContext): void {
  program
    .command('group')
    .summary('rename, merge, split or mute a failure group; the rules stay in the file')
    .argument(
      '<rule>',
      'rename, merge, split, mute or undo; rules lists them, apply reads them from a file',
    )
    .argument('[group]', 'failure group id; apply: the file')
    .argument('[value]', 'rename: the name; merge: the id of the group that it becomes a part of')
    .option(
      '--by <what>',
      'split: a facet, step, exit-code, word:N of the decisive line, match:PATTERN',
    )
    .option('--json', 'rules: print them as apply reads them')
    .option(...databaseOption(context))
    .option('--rules <file>', 'the rules file that the syncs of this file are given')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        "  $ hyperscope group rename 85476c57327e9d89 'apt lock at boot'\n" +
        '  $ hyperscope group merge 3ff6f6ac586f2d4b 85476c57327e9d89\n' +
        '  $ hyperscope group split 85476c57327e9d89 --by availability-zone\n' +
        '  $ hyperscope group undo 85476c57327e9d89    # takes back every rule on it\n' +
        '  $ hyperscope group rules --json > rules.json\n' +
        '  $ hyperscope group apply rules.json --db other.db',
    )
    .action(
      async (
        rule: string,
        group: string | undefined,
        value: string | undefined,
        options: GroupRuleOptions,
      ) => {
        const { runGroupRule } = await import('./run-group-rule.ts')
        const { db: databasePath, by, rules: rulesPath } = options
        const json = options.json === true
        await runGroupRule({ rule, group, value, by, json, databasePath, rulesPath }, context)
      },
    )
}
