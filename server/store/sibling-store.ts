import type { Database, Statement } from 'better-sqlite3'
import type { InstanceIdentity } from '../../views/instance.ts'
import type { SiblingsRecord, Twin } from '../../views/instance-siblings.ts'
import type { FailureStore } from './failure-store.ts'
import { KeptRecords } from './kept-records.ts'
import type { Scope } from './scope.ts'

const mostMembers = 1000

interface OfPlace extends Scope {
  readonly instanceGroup: string | null
  readonly instanceType: string | null
  readonly availabilityZone: string | null
}

type OfInstance = OfPlace & { readonly instanceId: string }

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
   ORDER BY sameGroup DESC, sameType DESC, sameZone DESC, instance.state, instance.instance_id
   LIMIT 6
`

const selectGroup = /* sql */ `
  SELECT instance.instance_id
    FROM standing AS instance
   WHERE instance.cluster_id      = @clusterId
     AND instance.bring_up_id     = @bringUpId
     AND instance.instance_group IS @instanceGroup
   ORDER BY instance.instance_id
   LIMIT 100000
`

/** Who stands beside an instance: those that failed alike or belong to its group, and the healthy most like it. */
export class SiblingStore {
  readonly #kept: KeptRecords
  readonly #twins: Statement<[OfPlace], Twin>
  readonly #group: Statement<[OfPlace], string>

  constructor(database: Database) {
    this.#kept = new KeptRecords(database)
    this.#twins = database.prepare(selectTwins)
    this.#group = database.prepare(selectGroup).pluck() as Statement<[OfPlace], string>
  }

  /** The most alike first, at most five. */
  twins(scope: Scope, instance: InstanceIdentity): readonly Twin[] {
    // Instances of one place have the same twins, but for themselves.
    const { instanceId, ...of } = ofInstance(scope, instance)
    const alike = this.#kept.get(JSON.stringify(Object.values(of)), () => this.#twins.all(of))
    return alike.filter((twin) => twin.instanceId !== instanceId).slice(0, 5)
  }

  /** `failureGroupId`: of its last attempt; then the siblings are those that failed alike. */
  siblings(
    scope: Scope,
    instance: InstanceIdentity,
    failed: { readonly failures: FailureStore; readonly failureGroupId: string | undefined },
  ): SiblingsRecord {
    const { failures, failureGroupId } = failed
    const twins = this.twins(scope, instance)
    const { instanceId } = instance
    const alike =
      failureGroupId === undefined
        ? []
        : failures.memberIds({ ...scope, failureGroupId }, mostMembers)
    const place = placeAmong(alike, instanceId)
    if (place !== undefined) return { twins, kind: 'failed alike', ...place }
    const alone = { previous: null, next: null, place: 1, places: 1 }
    const group = placeAmong(this.#groupIds(scope, instance), instanceId) ?? alone
    return { twins, kind: 'instance group', ...group }
  }

  #groupIds(scope: Scope, instance: InstanceIdentity): readonly string[] {
    const of = ofInstance(scope, instance)
    const key = JSON.stringify(['group', of.clusterId, of.bringUpId, of.instanceGroup])
    return this.#kept.get(key, () => this.#group.all(of))
  }
}

type Place = Pick<SiblingsRecord, 'previous' | 'next' | 'place' | 'places'>

/** undefined: it is not among them. */
function placeAmong(ids: readonly string[], instanceId: string): Place | undefined {
  const at = ids.indexOf(instanceId)
  if (at === -1) return undefined
  return {
    ...{ previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null },
    ...{ place: at + 1, places: ids.length },
  }
}

function ofInstance(scope: Scope, instance: InstanceIdentity): OfInstance {
  const { instanceId, instanceGroup, instanceType, availabilityZone } = instance
  return { ...scope, instanceId, instanceGroup, instanceType, availabilityZone }
}
