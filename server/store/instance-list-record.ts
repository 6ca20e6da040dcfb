import { type InstanceRow, type InstancesRecord, mostCopiedIds } from '../../views/instances.ts'
import { chipsOf, type InstanceListRequest } from '../filters.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

const pageSize = 100
const mostRows = 100_000

export function instancesRecord(
  stores: Stores,
  nameOrId: string,
  request: InstanceListRequest,
): InstancesRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const { filter, sort, order, columns } = request
  const query = { scope: scopeOf(cluster), filter, sort, order }
  const isFirst = request.after === undefined && request.before === undefined
  const { total, ids, facets } = stores.instanceList.listed(
    query,
    isFirst ? mostCopiedIds : undefined,
  )
  const { offset, moved } = placeOf(ids, request)
  return {
    ...{ cluster, filter, sort, order, columns, moved, total, first: offset + 1 },
    ids: total > mostCopiedIds ? [] : ids,
    instances: stores.instanceList.rowsOf(query.scope, ids.slice(offset, offset + pageSize)),
    facets,
    chips: chipsOf(filter),
  }
}

function placeOf(
  ids: readonly string[],
  { after, before }: InstanceListRequest,
): { readonly offset: number; readonly moved: boolean } {
  const anchor = after ?? before
  if (anchor === undefined) return { offset: 0, moved: false }
  const at = ids.indexOf(anchor)
  if (at === -1) return { offset: 0, moved: true }
  return { offset: after === undefined ? Math.max(0, at - pageSize) : at + 1, moved: false }
}

export function allInstanceRows(
  stores: Stores,
  nameOrId: string,
  request: InstanceListRequest,
): readonly InstanceRow[] {
  const scope = scopeOf(stores.clusters.cluster(nameOrId))
  const { filter, sort, order } = request
  return stores.instanceList.rows({ scope, filter, sort, order, limit: mostRows, offset: 0 })
}
