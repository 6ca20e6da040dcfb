import { type CoverageState, failedStates } from '../lifecycle/coverage.ts'
import type { HealthyHits } from '../lifecycle/known-cause-match.ts'
import type { FailedAttempt, FleetInstance, JudgedScope } from '../store/failed-attempt-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import type { AttemptTemplates } from '../store/template-store.ts'

const healthyStates: ReadonlySet<CoverageState> = new Set(['succeeded', 'succeeded-after-retry'])

/** What the judgement of every group of a scope rests on, read once. */
export interface GroupFacts {
  readonly scope: JudgedScope
  readonly instances: readonly FleetInstance[]
  readonly healthy: ReadonlySet<string>
  readonly failed: ReadonlySet<string>
  readonly failures: readonly FailedAttempt[]
  /** Of the templates of the whole file, by their row ids: the same in every scope. */
  readonly templateKeys: readonly string[]
  /** Templates of the last attempt, in the scope, of each instance. */
  readonly templatesOf: ReadonlyMap<string, readonly number[]>
  readonly lastAttempts: readonly AttemptTemplates[]
  /** On how many healthy instances each template stands. */
  readonly healthyCount: ReadonlyMap<number, number>
  /** On how many healthy instances each known cause matches a line of the attempt that passed. */
  readonly healthyHits: ReadonlyMap<string, HealthyHits>
}

export function groupFacts(
  database: SyncDatabase,
  scope: JudgedScope,
  templateKeys: readonly string[],
): GroupFacts {
  const instances = database.failedAttempts.instances(scope)
  const healthy = idsIn(instances, healthyStates)
  const lastAttempts = database.templates.lastAttempts(scope)
  const templatesOf = new Map(
    lastAttempts.map(({ instanceId, templateIds }) => [instanceId, templateIds]),
  )
  const hits = database.knownCauses.healthyHits(scope)
  return {
    ...{ scope, instances, healthy, templateKeys, templatesOf, lastAttempts },
    failed: idsIn(instances, failedStates),
    failures: database.failedAttempts.failures(scope),
    healthyCount: countOn(healthy, templatesOf),
    healthyHits: new Map(
      [...hits].map(([id, count]) => [id, { hits: count, healthy: healthy.size }]),
    ),
  }
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
