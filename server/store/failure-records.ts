import { OperatorError } from '../../ingest/operator-error.ts'
import type { FailureGroupRecord } from '../../views/failure-group.ts'
import type { FailuresRecord } from '../../views/failures.ts'
import type { Stores } from './stores.ts'

const mostMembers = 1000

export function failuresRecord(stores: Stores, nameOrId: string): FailuresRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const groups = stores.failures.groups(cluster.clusterId)
  const inGroups = groups.reduce((sum, { instances }) => sum + instances, 0)
  return { cluster, groups, ungrouped: cluster.failed - inGroups }
}

export function failureGroupRecord(
  stores: Stores,
  nameOrId: string,
  failureGroupId: string,
): FailureGroupRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const of = { clusterId: cluster.clusterId, failureGroupId }
  const group = stores.failures.group(of)
  if (group === undefined) {
    throw new OperatorError(
      'not-found',
      `There is no failure group ${failureGroupId}.`,
      'Look for it in the list of failures of the cluster.',
    )
  }
  return {
    ...{ cluster, group },
    members: stores.failures.members(of, mostMembers),
    earlierAttempts: stores.failures.earlierAttempts(of),
  }
}
