import { readFileSync } from 'node:fs'
import { signatureAlgorithm } from '../../ingest/lifecycle/failure-signature.ts'
import { loadRules } from '../../ingest/load-rules.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { type GroupRule, groupRuleKinds } from '../../ingest/store/group-rule-store.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import { judgeGroups } from '../../ingest/sync/judge-groups.ts'
import { requireDatabase } from '../../migrations/open-database.ts'
import { checkGroupRule } from './check-group-rule.ts'
import type { CommandContext } from './command-context.ts'
import { type FiledRule, groupRuleFile, readGroupRuleFile, ruleText } from './group-rule-file.ts'
import { printable } from './printable.ts'

interface GroupRuleJob {
  /** rename, merge, split, mute, undo, rules or apply. */
  readonly rule: string
  /** Of apply: the file. undefined: rules names no group. */
  readonly group: string | undefined
  readonly value: string | undefined
  readonly by: string | undefined
  readonly json: boolean
  readonly databasePath: string
  /** The user's rules file; undefined: the shipped rules alone. */
  readonly rulesPath: string | undefined
}

/** Adds rules on failure groups, takes them back, lists or reads them, and judges the groups again where that changes them. */
export async function runGroupRule(job: GroupRuleJob, context: CommandContext): Promise<void> {
  // There is no group in a file that is not there: none is made.
  requireDatabase(job.databasePath)
  await SyncDatabase.use(job.databasePath, async (database) => {
    if (job.rule === 'rules') list(database, job, context)
    else if (job.rule === 'apply') apply(database, job, context)
    else decide(database, job, context)
  })
}

function decide(database: SyncDatabase, job: GroupRuleJob, context: CommandContext): void {
  const group = requireGroup(database, job.group)
  if (job.rule === 'undo') {
    const removed = database.atOnce(() => database.groupRules.remove(group))
    if (removed.some(regroups)) judgeAll(database, job, context)
    context.stdout.write(`${group}: took back ${removed.join(', ') || 'nothing'}\n`)
    return
  }
  const kind = groupRuleKinds.find((name) => name === job.rule)
  if (kind === undefined) {
    throw new OperatorError(
      'invalid-option',
      `There is no rule ${job.rule}.`,
      'Use rename, merge, split, mute, undo, rules or apply.',
    )
  }
  const value = kind === 'mute' ? '' : ((kind === 'split' ? job.by : job.value) ?? '')
  const rule = { kind, failureGroupId: group, value, createdMs: context.now() }
  checkGroupRule(rule, database.groupRules.all())
  if (kind === 'merge') requireGroup(database, value)
  database.atOnce(() => database.groupRules.add(rule))
  if (regroups(kind)) judgeAll(database, job, context)
  context.stdout.write(printable(`${group}: ${ruleText(kind, value)}\n`))
}

function list(database: SyncDatabase, job: GroupRuleJob, context: CommandContext): void {
  const rules = database.groupRules.all()
  if (job.json) {
    context.stdout.write(groupRuleFile(rules))
    return
  }
  const lines = rules.map(
    ({ failureGroupId, kind, value, title }) =>
      `${failureGroupId}  ${ruleText(kind, value)}  (${title ?? 'not met yet'})\n`,
  )
  context.stdout.write(printable(lines.length === 0 ? 'No rule on any group.\n' : lines.join('')))
}

/** All rules of the file or none. A group that no log has met yet waits for its first failure. */
function apply(database: SyncDatabase, job: GroupRuleJob, context: CommandContext): void {
  const path = job.group ?? ''
  const filed = readGroupRuleFile(path, readText(path))
  database.atOnce(() => {
    for (const rule of filed) {
      checkGroupRule(rule, database.groupRules.all())
      saveGroup(database, rule)
      database.groupRules.add({ ...rule, createdMs: context.now() })
    }
  })
  judgeAll(database, job, context)
  context.stdout.write(
    `${path}: ${filed.length} ${filed.length === 1 ? 'rule' : 'rules'} applied\n`,
  )
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new OperatorError(
      'invalid-rules',
      `The file ${path} cannot be read.`,
      '`hyperscope group rules --json > FILE` writes one.',
      error,
    )
  }
}

/** What the rule's group is called, where the database has not met it. */
function saveGroup(
  database: SyncDatabase,
  { failureGroupId, title, stage, step }: FiledRule,
): void {
  if (title === null || stage === null || database.groupRules.isGroup(failureGroupId)) return
  database.groupRules.saveSignature({
    ...{ failureGroupId, stage, step, template: title, algorithm: signatureAlgorithm },
  })
}

/** The others only change what a group is called and whether it is shown. */
function regroups(kind: GroupRule['kind']): boolean {
  return kind === 'merge' || kind === 'split'
}

function judgeAll(database: SyncDatabase, job: GroupRuleJob, context: CommandContext): void {
  const rules = loadRules(job.rulesPath, database.redHerrings.all())
  // Which known causes match was noted when the lines were read, with the rules of then.
  if (!database.analysis.isAnalysedWith(rules.fingerprint)) {
    context.stderr.write(
      'The file was judged with other rules than these: its groups change with the next sync or reindex. --rules names the file that the syncs are given.\n',
    )
    return
  }
  for (const clusterId of database.inventory.clusterIds()) {
    judgeGroups(database, clusterId, rules)
  }
}

function requireGroup(database: SyncDatabase, failureGroupId: string | undefined): string {
  if (failureGroupId !== undefined && database.groupRules.isGroup(failureGroupId)) {
    return failureGroupId
  }
  throw new OperatorError(
    'not-found',
    failureGroupId === undefined
      ? 'No failure group is named.'
      : `The file has no failure group ${failureGroupId}.`,
    '`hyperscope groups` lists them with their ids.',
  )
}
