import type { CatalogueRecord } from '../../views/catalogue.ts'
import type { GroupSort } from '../../views/failure-filters.ts'
import type { FailuresRecord } from '../../views/failures.ts'
import type { GroupCount } from '../../views/top-groups.ts'
import type { FailureListRequest } from '../failure-filters.ts'
import { wilsonInterval } from '../wilson-interval.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

const everyGroup: FailureListRequest = { filter: {}, sort: 'instances' }

/** The groups that the request asks for; the sums are over all groups. */
export function failuresRecord(
  stores: Stores,
  nameOrId: string,
  request: FailureListRequest = everyGroup,
): FailuresRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const all = stores.failures.groups(scopeOf(cluster))
  const known = sum(all.filter(({ knownCause }) => knownCause !== null))
  return {
    ...{ cluster, ...request },
    groups: sorted(
      all.filter((group) => passes(group, request)),
      request.sort,
    ),
    groupsInAll: all.length,
    stages: [...new Set(all.map(({ stage }) => stage))].toSorted(),
    known: { instances: known, share: wilsonInterval(known, cluster.failed) },
    unknown: all.filter(({ knownCause, muted }) => knownCause === null && muted === 0),
    ungrouped: cluster.failed - sum(all),
    similar: stores.groups.similar(scopeOf(cluster)),
  }
}

export function catalogueRecord(stores: Stores, nameOrId: string): CatalogueRecord {
  const { cluster, known, unknown, ungrouped } = failuresRecord(stores, nameOrId)
  const hits = stores.catalogue.hits(scopeOf(cluster))
  return { cluster, hits, known, unknown, ungrouped }
}

function sum(groups: readonly GroupCount[]): number {
  return groups.reduce((total, { instances }) => total + instances, 0)
}

function passes(group: GroupCount, { filter }: FailureListRequest): boolean {
  if (filter.stage !== undefined && group.stage !== filter.stage) return false
  if (filter.known === 'known' && group.knownCause === null) return false
  if (filter.known === 'unknown' && group.knownCause !== null) return false
  return filter.verdict === undefined || group.verdict === filter.verdict
}

/** The store's order, most instances first, decides between equals. */
function sorted(groups: readonly GroupCount[], sort: GroupSort): readonly GroupCount[] {
  if (sort === 'first-seen')
    return groups.toSorted((a, b) => (a.firstSeenMs ?? 0) - (b.firstSeenMs ?? 0))
  if (sort === 'lift') return groups.toSorted((a, b) => (b.lift ?? 0) - (a.lift ?? 0))
  return groups
}
