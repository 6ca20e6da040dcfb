import { loadRules } from '../../ingest/load-rules.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import type { GroupRuleKind } from '../../ingest/store/group-rule-store.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import { judgeGroups } from '../../ingest/sync/judge-groups.ts'
import { reindex } from '../../ingest/sync/reindex.ts'
import { openForReading } from '../../migrations/open-database.ts'
import type { CommandContext } from './command-context.ts'

interface GroupRuleJob {
  readonly rule: string
  readonly group: string
  readonly value: string | undefined
  readonly databasePath: string
}

const kinds: readonly GroupRuleKind[] = ['rename', 'merge', 'mute']

/** Adds a rule on one failure group, or takes all of them back, and judges the groups again where that changes them. */
export async function runGroupRule(job: GroupRuleJob, context: CommandContext): Promise<void> {
  // There is no group in a file that is not there: none is made.
  openForReading(job.databasePath).close()
  await SyncDatabase.use(job.databasePath, async (database) => {
    requireGroup(database, job.group)
    if (job.rule === 'undo') await undo(database, job, context)
    else add(database, job, context)
  })
}

function add(database: SyncDatabase, job: GroupRuleJob, context: CommandContext): void {
  const kind = kinds.find((name) => name === job.rule)
  if (kind === undefined) {
    throw new OperatorError(
      'invalid-option',
      `There is no rule ${job.rule}.`,
      'Use rename, merge, mute or undo.',
    )
  }
  const value = ruleValue(database, kind, job)
  const rule = { kind, failureGroupId: job.group, value, createdMs: context.now() }
  database.atOnce(() => database.groupRules.add(rule))
  if (kind === 'merge') judgeAll(database)
  context.stdout.write(`${job.group}: ${kind} ${value}\n`.replace(' \n', '\n'))
}

function ruleValue(
  database: SyncDatabase,
  kind: GroupRuleKind,
  { group, value }: GroupRuleJob,
): string {
  if (kind === 'mute') return ''
  if (value === undefined || value === group) {
    throw new OperatorError(
      'invalid-option',
      `${kind} ${group} needs ${kind === 'merge' ? 'another group' : 'a name'}.`,
      `hyperscope group ${kind} ${group} ${kind === 'merge' ? 'OTHER-ID' : "'a name'"}`,
    )
  }
  if (kind === 'merge') requireGroup(database, value)
  return value
}

/** A merge is written into the failures: only the lines say what they were before. */
async function undo(
  database: SyncDatabase,
  job: GroupRuleJob,
  context: CommandContext,
): Promise<void> {
  const removed = database.atOnce(() => database.groupRules.remove(job.group))
  if (removed.includes('merge')) {
    const { signal } = context
    await reindex(database, { rules: loadRules(), signal, onInstances: () => undefined })
  }
  context.stdout.write(`${job.group}: took back ${removed.join(', ') || 'nothing'}\n`)
}

function judgeAll(database: SyncDatabase): void {
  const rules = loadRules()
  for (const clusterId of database.inventory.clusterIds()) {
    judgeGroups(database, clusterId, rules)
  }
}

function requireGroup(database: SyncDatabase, failureGroupId: string): void {
  if (database.groupRules.isGroup(failureGroupId)) return
  throw new OperatorError(
    'not-found',
    `The file has no failure group ${failureGroupId}.`,
    '`hyperscope groups` lists them with their ids.',
  )
}
