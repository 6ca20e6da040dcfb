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

/** One command for all rules: they differ in a word and a value. */
function addGroupRule(program: Command, context: CommandContext): void {
  program
    .command('group')
    .summary('rename, merge or mute a failure group; the rule stays in the file')
    .argument('<rule>', 'rename, merge, mute or undo')
    .argument('<group>', 'failure group id')
    .argument('[value]', 'rename: the name; merge: the id of the group that it becomes a part of')
    .option(...databaseOption(context))
    .addHelpText(
      'after',
      '\nExamples:\n' +
        "  $ hyperscope group rename 85476c57327e9d89 'apt lock at boot'\n" +
        '  $ hyperscope group merge 3ff6f6ac586f2d4b 85476c57327e9d89\n' +
        '  $ hyperscope group undo 85476c57327e9d89    # takes back every rule on it',
    )
    .action(
      async (rule: string, group: string, value: string | undefined, options: { db: string }) => {
        const { runGroupRule } = await import('./run-group-rule.ts')
        await runGroupRule({ rule, group, value, databasePath: options.db }, context)
      },
    )
}
