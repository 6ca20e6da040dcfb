import type { InstanceRow, InstancesRecord } from '../../views/instances.ts'
import { chipsOf, type InstanceListRequest } from '../filters.ts'
import type { Stores } from './stores.ts'

const pageSize = 100
const mostRows = 100_000

export function instancesRecord(
  stores: Stores,
  nameOrId: string,
  request: InstanceListRequest,
): InstancesRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const { filter, sort, order, page } = request
  const offset = (page - 1) * pageSize
  const query = { clusterId: cluster.clusterId, filter, sort, order, limit: pageSize, offset }
  const total = stores.instanceList.count(query)
  return {
    ...{ cluster, filter, sort, order, page, total },
    pages: Math.max(1, Math.ceil(total / pageSize)),
    instances: stores.instanceList.rows(query),
    facets: stores.instanceList.facets(query),
    chips: chipsOf(filter),
  }
}

export function allInstanceRows(
  stores: Stores,
  nameOrId: string,
  request: InstanceListRequest,
): readonly InstanceRow[] {
  const { clusterId } = stores.clusters.cluster(nameOrId)
  const { filter, sort, order } = request
  return stores.instanceList.rows({ clusterId, filter, sort, order, limit: mostRows, offset: 0 })
}
