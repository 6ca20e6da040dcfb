import type { Database, Statement } from 'better-sqlite3'
import type { InstanceIdentity } from '../../views/instance.ts'
import type { SiblingsRecord, Twin } from '../../views/instance-siblings.ts'
import type { FailureStore } from './failure-store.ts'
import type { Scope } from './scope.ts'

const mostMembers = 1000

interface OfInstance extends Scope {
  readonly instanceId: string
  readonly instanceGroup: string | null
  readonly instanceType: string | null
  readonly availabilityZone: string | null
}

// Walks instance_by_state; the most alike first, of these the one with the smallest id: the same twin at each look.
const selectTwins = /* sql */ `
  SELECT instance.instance_id                            AS instanceId,
         instance.attempt                                AS attempt,
         instance.instance_group    IS @instanceGroup    AS sameGroup,
         instance.instance_type     IS @instanceType     AS sameType,
         instance.availability_zone IS @availabilityZone AS sameZone
    FROM standing AS instance
   WHERE instance.cluster_id   = @clusterId
     AND instance.bring_up_id  = @bringUpId
     AND instance.state       IN ('succeeded', 'succeeded-after-retry')
     AND instance.instance_id <> @instanceId
   ORDER BY sameGroup DESC, sameType DESC, sameZone DESC, instance.state, instance.instance_id
   LIMIT 5
`

const selectNeighbours = /* sql */ `
  SELECT (SELECT max(before.instance_id)
            FROM standing AS before
           WHERE before.cluster_id      = @clusterId
             AND before.bring_up_id     = @bringUpId
             AND before.instance_group IS @instanceGroup
             AND before.instance_id     < @instanceId) AS previous,
         (SELECT min(after.instance_id)
            FROM standing AS after
           WHERE after.cluster_id      = @clusterId
             AND after.bring_up_id     = @bringUpId
             AND after.instance_group IS @instanceGroup
             AND after.instance_id     > @instanceId) AS next,
         count(*)                                     AS places,
         count(*) FILTER (WHERE instance.instance_id <= @instanceId) AS place
    FROM standing AS instance
   WHERE instance.cluster_id      = @clusterId
     AND instance.bring_up_id     = @bringUpId
     AND instance.instance_group IS @instanceGroup
`

interface Neighbours {
  readonly previous: string | null
  readonly next: string | null
  readonly place: number
  readonly places: number
}

/** Who stands beside an instance: those that failed alike or belong to its group, and the healthy most like it. */
export class SiblingStore {
  readonly #twins: Statement<[OfInstance], Twin>
  readonly #neighbours: Statement<[OfInstance], Neighbours>

  constructor(database: Database) {
    this.#twins = database.prepare(selectTwins)
    this.#neighbours = database.prepare(selectNeighbours)
  }

  /** The most alike first, at most five. */
  twins(scope: Scope, instance: InstanceIdentity): readonly Twin[] {
    return this.#twins.all(ofInstance(scope, instance))
  }

  /** `failureGroupId`: of its last attempt; then the siblings are those that failed alike. */
  siblings(
    scope: Scope,
    instance: InstanceIdentity,
    failed: { readonly failures: FailureStore; readonly failureGroupId: string | undefined },
  ): SiblingsRecord {
    const { failures, failureGroupId } = failed
    const twins = this.twins(scope, instance)
    const alike =
      failureGroupId === undefined
        ? []
        : failures.members({ ...scope, failureGroupId }, mostMembers)
    const at = alike.findIndex(({ instanceId }) => instanceId === instance.instanceId)
    if (at !== -1) {
      const previous = alike[at - 1]?.instanceId ?? null
      const next = alike[at + 1]?.instanceId ?? null
      return { twins, kind: 'failed alike', place: at + 1, places: alike.length, previous, next }
    }
    const none: Neighbours = { previous: null, next: null, place: 1, places: 1 }
    const neighbours = this.#neighbours.get(ofInstance(scope, instance)) ?? none
    return { twins, kind: 'instance group', ...neighbours }
  }
}

function ofInstance(scope: Scope, instance: InstanceIdentity): OfInstance {
  const { instanceId, instanceGroup, instanceType, availabilityZone } = instance
  return { ...scope, instanceId, instanceGroup, instanceType, availabilityZone }
}
