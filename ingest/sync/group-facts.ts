import { type CoverageState, failedStates } from '../lifecycle/coverage.ts'
import { causesOfLine, type KnownCauseCatalogue } from '../lifecycle/known-cause.ts'
import type { HealthyHits } from '../lifecycle/known-cause-match.ts'
import { plainText } from '../lifecycle/plain-text.ts'
import type { FailedAttempt, FleetInstance, JudgedScope } from '../store/failed-attempt-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { StoredTemplate } from '../store/template-store.ts'

const healthyStates: ReadonlySet<CoverageState> = new Set(['succeeded', 'succeeded-after-retry'])

/** The templates of the file and which known causes hit a line of each: the same in every scope. */
export interface KnownTemplates {
  readonly templates: ReadonlyMap<number, StoredTemplate>
  causesOf(templateId: number): readonly string[]
}

/** What the judgement of every group of a scope rests on, read once. */
export interface GroupFacts {
  readonly scope: JudgedScope
  readonly instances: readonly FleetInstance[]
  readonly healthy: ReadonlySet<string>
  readonly failed: ReadonlySet<string>
  readonly failures: readonly FailedAttempt[]
  readonly templates: ReadonlyMap<number, StoredTemplate>
  /** Templates of the last attempt, in the scope, of each instance. */
  readonly templatesOf: ReadonlyMap<string, readonly number[]>
  /** On how many healthy instances each template stands. */
  readonly healthyCount: ReadonlyMap<number, number>
  /** On how many healthy instances each known cause hits a line. */
  readonly healthyHits: ReadonlyMap<string, HealthyHits>
}

export function groupFacts(
  database: SyncDatabase,
  scope: JudgedScope,
  known: KnownTemplates,
): GroupFacts {
  const instances = database.failedAttempts.instances(scope)
  const healthy = idsIn(instances, healthyStates)
  const templatesOf = new Map(
    database.templates
      .lastAttempts(scope)
      .map(({ instanceId, templateIds }) => [instanceId, templateIds]),
  )
  const facts = {
    ...{ scope, instances, healthy, templates: known.templates, templatesOf },
    failed: idsIn(instances, failedStates),
    failures: database.failedAttempts.failures(scope),
    healthyCount: countOn(healthy, templatesOf),
  }
  return { ...facts, healthyHits: healthyHits(facts, known) }
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
export function knownTemplates(
  database: SyncDatabase,
  catalogue: KnownCauseCatalogue,
): KnownTemplates {
  const templates = new Map(database.templates.all().map((row) => [row.templateId, row]))
  const found = new Map<number, readonly string[]>()
  const causesOf = (templateId: number): readonly string[] => {
    const known = found.get(templateId)
    if (known !== undefined) return known
    const sample = templates.get(templateId)?.sample ?? ''
    const causes = causesOfLine(plainText(sample), catalogue).map(({ cause }) => cause.id)
    found.set(templateId, causes)
    return causes
  }
  return { templates, causesOf }
}

function healthyHits(
  facts: Omit<GroupFacts, 'healthyHits'>,
  known: KnownTemplates,
): ReadonlyMap<string, HealthyHits> {
  const hits = new Map<string, number>()
  for (const instanceId of facts.healthy) {
    const own = facts.templatesOf.get(instanceId) ?? []
    for (const id of new Set(own.flatMap((template) => known.causesOf(template)))) {
      hits.set(id, (hits.get(id) ?? 0) + 1)
    }
  }
  const healthy = facts.healthy.size
  return new Map([...hits].map(([id, count]) => [id, { hits: count, healthy }]))
}
