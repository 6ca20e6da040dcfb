import type { KnownCause } from '../lifecycle/known-cause.ts'
import { templateOf } from '../lifecycle/template-table.ts'
import type { FailedAttempt } from '../store/failed-attempt-store.ts'
import type { NearMiss } from '../store/root-cause-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { GroupFacts } from './group-facts.ts'

/**
 * The healthy instances that met what a group failed of, by instance id: they print its decisive line, as far as the
 * template goes, or a line that its known cause matches. A general cause fits too many lines to tell anything.
 */
export function nearMisses(
  database: SyncDatabase,
  facts: GroupFacts,
  group: { readonly failures: readonly FailedAttempt[]; readonly cause: KnownCause | undefined },
): readonly NearMiss[] {
  const { cause } = group
  const found = new Map<string, NearMiss>()
  if (cause?.breadth === 'specific') {
    for (const row of database.knownCauses.healthyLines(facts.scope, cause.id)) {
      found.set(row.instanceId, { ...row, shows: 'known-cause' })
    }
  }
  for (const row of decisiveLines(database, facts, group.failures)) found.set(row.instanceId, row)
  return [...found.values()].sort((a, b) => (a.instanceId < b.instanceId ? -1 : 1))
}

function decisiveLines(
  database: SyncDatabase,
  facts: GroupFacts,
  failures: readonly FailedAttempt[],
): readonly NearMiss[] {
  const line = failures.find(({ decisiveLine }) => decisiveLine !== null)?.decisiveLine
  if (line === undefined || line === null) return []
  const templateId = database.templates.stored(templateOf(line).templateId)?.templateId
  // Most groups have none, and then no attempt has to be looked at.
  if (templateId === undefined || facts.healthyCount[templateId] === 0) return []
  return [...facts.templatesOf.values()].flatMap((templates) => {
    const { instanceId, attempt } = templates
    const lineOrdinal = facts.healthy.has(instanceId) ? templates.firstLine(templateId) : undefined
    return lineOrdinal === undefined
      ? []
      : [{ instanceId, attempt, shows: 'decisive-line', lineOrdinal } as const]
  })
}
