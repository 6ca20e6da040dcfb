import { type CoverageState, failedStates } from '../lifecycle/coverage.ts'
import { causesOfLine, type KnownCauseCatalogue } from '../lifecycle/known-cause.ts'
import type { HealthyHits } from '../lifecycle/known-cause-match.ts'
import { plainText } from '../lifecycle/plain-text.ts'
import type { FailedAttempt, FleetInstance } from '../store/failed-attempt-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { StoredTemplate } from '../store/template-store.ts'

const healthyStates: ReadonlySet<CoverageState> = new Set(['succeeded', 'succeeded-after-retry'])

/** What the judgement of every group of a cluster rests on, read once. */
export interface GroupFacts {
  readonly instances: readonly FleetInstance[]
  readonly healthy: ReadonlySet<string>
  readonly failed: ReadonlySet<string>
  readonly failures: readonly FailedAttempt[]
  readonly templates: ReadonlyMap<number, StoredTemplate>
  /** Templates of the last attempt of each instance. */
  readonly templatesOf: ReadonlyMap<string, readonly number[]>
  /** On how many healthy instances each template stands. */
  readonly healthyCount: ReadonlyMap<number, number>
  /** On how many healthy instances each known cause hits a line. */
  readonly healthyHits: ReadonlyMap<string, HealthyHits>
}

export function groupFacts(
  database: SyncDatabase,
  clusterId: string,
  catalogue: KnownCauseCatalogue,
): GroupFacts {
  const instances = database.failedAttempts.instances(clusterId)
  const healthy = idsIn(instances, healthyStates)
  const templates = new Map(database.templates.all().map((row) => [row.templateId, row]))
  const templatesOf = new Map(
    database.templates
      .lastAttempts(clusterId)
      .map(({ instanceId, templateIds }) => [instanceId, templateIds]),
  )
  const facts = {
    ...{ instances, healthy, templates, templatesOf },
    failed: idsIn(instances, failedStates),
    failures: database.failedAttempts.failures(clusterId),
    healthyCount: countOn(healthy, templatesOf),
  }
  return { ...facts, healthyHits: healthyHits(facts, catalogue) }
}

function idsIn(
  instances: readonly FleetInstance[],
  states: ReadonlySet<CoverageState>,
): ReadonlySet<string> {
  return new Set(
    instances.filter(({ state }) => states.has(state)).map(({ instanceId }) => instanceId),
  )
}

function countOn(
  instanceIds: Iterable<string>,
  templatesOf: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const instanceId of instanceIds) {
    for (const id of templatesOf.get(instanceId) ?? []) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

/** A cause is looked for in one line of each template: what is masked seldom makes a difference. */
function healthyHits(
  facts: Omit<GroupFacts, 'healthyHits'>,
  catalogue: KnownCauseCatalogue,
): ReadonlyMap<string, HealthyHits> {
  const causes = new Map<number, readonly string[]>()
  for (const templateId of facts.healthyCount.keys()) {
    const sample = facts.templates.get(templateId)?.sample ?? ''
    const found = causesOfLine(plainText(sample), catalogue).map(({ cause }) => cause.id)
    if (found.length > 0) causes.set(templateId, found)
  }
  const hits = new Map<string, number>()
  for (const instanceId of facts.healthy) {
    const own = facts.templatesOf.get(instanceId) ?? []
    for (const id of new Set(own.flatMap((template) => causes.get(template) ?? []))) {
      hits.set(id, (hits.get(id) ?? 0) + 1)
    }
  }
  const healthy = facts.healthy.size
  return new Map([...hits].map(([id, count]) => [id, { hits: count, healthy }]))
}
