import { type GroupSort, type SharedValue, sharedName } from '../../views/failure-filters.ts'
import type { FailuresRecord } from '../../views/failures.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import type { GroupCount } from '../../views/top-groups.ts'
import type { FailureListRequest } from '../failure-filters.ts'
import { wilsonInterval } from '../wilson-interval.ts'
import { leadingGroups } from './leading-groups.ts'
import { type Scope, scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

const everyGroup: FailureListRequest = { filter: {}, sort: 'instances' }

/** The groups that the request asks for; the sums are over all groups. */
export function failuresRecord(
  stores: Stores,
  nameOrId: string,
  request: FailureListRequest = everyGroup,
): FailuresRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const scope = scopeOf(cluster)
  const all = stores.failures.groups(scope)
  const known = sum(all.filter(({ knownCause }) => knownCause !== null))
  const after = scopeAfter(stores, cluster)
  const shared = stores.facets.shared(scope)
  const passes = failureFilter(request.filter, {
    leading: leadingGroups(all, cluster.failed),
    after: after === undefined ? [] : stores.failures.groups(after),
    shared,
  })
  return {
    ...{ cluster, ...request, shared },
    groups: sorted(all.filter(passes), request.sort),
    groupsInAll: all.length,
    stages: [...new Set(all.map(({ stage }) => stage))].toSorted(),
    hasBefore: all.some(({ novelty }) => novelty !== null),
    hasAfter: after !== undefined,
    known: { instances: known, share: wilsonInterval(known, cluster.failed) },
    unknown: all.filter(({ knownCause, muted }) => knownCause === null && muted === 0),
    ungrouped: cluster.failed - sum(all),
    nearMisses: stores.failures.firstNearMisses(scope),
    similar: stores.groups.similar(scope),
  }
}

/** The bring-up that came next; undefined: none has, or the present is asked about. */
function scopeAfter(stores: Stores, { clusterId, bringUp }: ClusterHeader): Scope | undefined {
  if (bringUp === null) return undefined
  const bringUps = stores.clusters.bringUps(clusterId)
  const at = bringUps.findIndex(({ bringUpId }) => bringUpId === bringUp.bringUpId)
  const next = bringUps[at - 1]
  return next === undefined ? undefined : { clusterId, bringUpId: next.bringUpId }
}

function sum(groups: readonly GroupCount[]): number {
  return groups.reduce((total, { instances }) => total + instances, 0)
}

/** What a filter asks of a group beside its own columns. */
interface FilterContext {
  readonly leading: readonly GroupCount[]
  /** Groups at the end of the bring-up after. */
  readonly after: readonly GroupCount[]
  readonly shared: readonly SharedValue[]
}

function failureFilter(
  filter: FailureListRequest['filter'],
  { leading, after, shared }: FilterContext,
): (group: GroupCount) => boolean {
  const again = idsOf(after)
  const sharing = idsOf(shared.filter((each) => sharedName(each) === filter.facet))
  const leads = idsOf(leading)
  return (group) => {
    const { failureGroupId: id, stage, knownCause, verdict, novelty, muted } = group
    const values = {
      ...{ stage, verdict, novelty },
      known: knownCause === null ? 'unknown' : 'known',
      muted: muted === 1 ? 'yes' : 'no',
      next: again.has(id) ? 'again' : 'gone',
      leading: leads.has(id) ? 'yes' : 'no',
      facet: sharing.has(id) ? filter.facet : undefined,
    }
    const asked = Object.entries(filter) as [keyof typeof values, string][]
    return asked.every(([name, value]) => values[name] === value)
  }
}

function idsOf(rows: readonly Pick<GroupCount, 'failureGroupId'>[]): ReadonlySet<string> {
  return new Set(rows.map(({ failureGroupId }) => failureGroupId))
}

/** The store's order, most instances first, decides between equals. */
function sorted(groups: readonly GroupCount[], sort: GroupSort): readonly GroupCount[] {
  if (sort === 'first-seen')
    return groups.toSorted((a, b) => (a.firstSeenMs ?? 0) - (b.firstSeenMs ?? 0))
  if (sort === 'lift') return groups.toSorted((a, b) => (b.lift ?? 0) - (a.lift ?? 0))
  return groups
}
