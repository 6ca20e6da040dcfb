import type { Database, Statement } from 'better-sqlite3'
import type { InstanceIdentity } from '../../views/instance.ts'
import type { SiblingsRecord, Twin } from '../../views/instance-siblings.ts'
import type { FailureStore } from './failure-store.ts'

const mostMembers = 1000

interface OfInstance {
  readonly clusterId: string
  readonly instanceId: string
  readonly instanceGroup: string | null
  readonly instanceType: string | null
  readonly availabilityZone: string | null
}

// Walks instance_by_state; the most alike first, of these the one with the smallest id: the same twin at each look.
const selectTwins = /* sql */ `
  SELECT instance.instance_id                            AS instanceId,
         instance.attempts                               AS attempt,
         instance.instance_group    IS @instanceGroup    AS sameGroup,
         instance.instance_type     IS @instanceType     AS sameType,
         instance.availability_zone IS @availabilityZone AS sameZone
    FROM instance
   WHERE instance.cluster_id   = @clusterId
     AND instance.state       IN ('succeeded', 'succeeded-after-retry')
     AND instance.instance_id <> @instanceId
   ORDER BY sameGroup DESC, sameType DESC, sameZone DESC, instance.state, instance.instance_id
   LIMIT 5
`

const selectNeighbours = /* sql */ `
  SELECT (SELECT max(before.instance_id)
            FROM instance AS before
           WHERE before.cluster_id      = @clusterId
             AND before.instance_group IS @instanceGroup
             AND before.instance_id     < @instanceId) AS previous,
         (SELECT min(after.instance_id)
            FROM instance AS after
           WHERE after.cluster_id      = @clusterId
             AND after.instance_group IS @instanceGroup
             AND after.instance_id     > @instanceId) AS next,
         count(*)                                     AS places,
         count(*) FILTER (WHERE instance.instance_id <= @instanceId) AS place
    FROM instance
   WHERE instance.cluster_id      = @clusterId
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
  twins(clusterId: string, instance: InstanceIdentity): readonly Twin[] {
    return this.#twins.all(ofInstance(clusterId, instance))
  }

  /** `failureGroupId`: of its last attempt; then the siblings are those that failed alike. */
  siblings(
    clusterId: string,
    instance: InstanceIdentity,
    failed: { readonly failures: FailureStore; readonly failureGroupId: string | undefined },
  ): SiblingsRecord {
    const { failures, failureGroupId } = failed
    const twins = this.twins(clusterId, instance)
    const alike =
      failureGroupId === undefined
        ? []
        : failures.members({ clusterId, failureGroupId }, mostMembers)
    const at = alike.findIndex(({ instanceId }) => instanceId === instance.instanceId)
    if (at !== -1) {
      const previous = alike[at - 1]?.instanceId ?? null
      const next = alike[at + 1]?.instanceId ?? null
      return { twins, kind: 'failed alike', place: at + 1, places: alike.length, previous, next }
    }
    const none: Neighbours = { previous: null, next: null, place: 1, places: 1 }
    const neighbours = this.#neighbours.get(ofInstance(clusterId, instance)) ?? none
    return { twins, kind: 'instance group', ...neighbours }
  }
}

function ofInstance(clusterId: string, instance: InstanceIdentity): OfInstance {
  const { instanceId, instanceGroup, instanceType, availabilityZone } = instance
  return { clusterId, instanceId, instanceGroup, instanceType, availabilityZone }
}
