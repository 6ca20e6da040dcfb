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
  /** Of the last attempt, in the scope, of each instance. */
  readonly templatesOf: ReadonlyMap<string, AttemptTemplates>
  /** On how many healthy instances each template stands, by its row id. */
  readonly healthyCount: Uint32Array
  /** On how many healthy instances each known cause matches a line of the attempt that passed. */
  readonly healthyHits: ReadonlyMap<string, HealthyHits>
}

export function groupFacts(database: SyncDatabase, scope: JudgedScope): GroupFacts {
  const instances = database.failedAttempts.instances(scope)
  const healthy = idsIn(instances, healthyStates)
  const lastAttempts = database.templates.lastAttempts(scope)
  const templatesOf = new Map(lastAttempts.map((attempt) => [attempt.instanceId, attempt]))
  const healthyCount = database.templates.counts()
  for (const instanceId of healthy) templatesOf.get(instanceId)?.countIn(healthyCount)
  const hits = database.knownCauses.healthyHits(scope)
  return {
    ...{ scope, instances, healthy, templatesOf, healthyCount },
    failed: idsIn(instances, failedStates),
    failures: database.failedAttempts.failures(scope),
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
