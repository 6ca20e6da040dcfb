import { failedStates } from '../../ingest/lifecycle/coverage.ts'
import { ipPrefix } from '../../ingest/lifecycle/facet.ts'
import { lift } from '../../ingest/lifecycle/statistics.ts'
import {
  type FacetMatrix,
  type FacetSort,
  type FacetsRecord,
  type FacetValueRow,
  type MatrixFacet,
  matrixFacets,
  matrixStates,
} from '../../views/facets.ts'
import { selectedStates } from '../../views/state-selection.ts'
import { wilsonInterval } from '../wilson-interval.ts'
import type { FacetedInstance } from './facet-store.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

export interface FacetsRequest {
  /** Only its members count as failed; undefined: all failed. */
  readonly failure: string | undefined
  readonly sort: FacetSort
}

const valueIn: Readonly<Record<MatrixFacet, (instance: FacetedInstance) => string | null>> = {
  'instance-group': ({ instanceGroup }) => instanceGroup,
  'instance-type': ({ instanceType }) => instanceType,
  'availability-zone': ({ availabilityZone }) => availabilityZone,
  'availability-zone-id': ({ availabilityZoneId }) => availabilityZoneId,
  'ip-prefix': ({ privateIp }) => (privateIp === null ? null : (ipPrefix(privateIp) ?? null)),
  image: ({ imageId }) => imageId,
  'lifecycle-script': ({ lifecycleScriptUri }) => lifecycleScriptUri,
  'capacity-type': ({ capacityType }) => capacityType,
}

const columnOf = new Map(
  matrixStates.flatMap((column) =>
    (selectedStates(column) ?? []).map((state) => [state, column] as const),
  ),
)

/** How the instances of each facet's values stand. Throws OperatorError `cluster-not-found`. */
export function facetsRecord(
  stores: Stores,
  nameOrId: string,
  { failure, sort }: FacetsRequest,
): FacetsRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const scope = scopeOf(cluster)
  const instances = stores.facets.instances(scope)
  return {
    ...{ cluster, failure, sort },
    title: failure === undefined ? undefined : stores.groups.signature(failure)?.template,
    statements: stores.groups.facets({ ...scope, failureGroupId: failure ?? '' }),
    matrices: matrixFacets.map((facet) => matrix(facet, instances, { failure, sort })),
  }
}

function matrix(
  facet: MatrixFacet,
  instances: readonly FacetedInstance[],
  { failure, sort }: FacetsRequest,
): FacetMatrix {
  const isFailed = ({ state, failureGroupId }: FacetedInstance): boolean =>
    failedStates.has(state) && (failure === undefined || failureGroupId === failure)
  const known = instances.filter((instance) => valueIn[facet](instance) !== null)
  const failed = known.filter(isFailed).length
  const rows = [...Map.groupBy(instances, valueIn[facet])].map(
    ([value, members]): FacetValueRow => {
      const failedInside = members.filter(isFailed).length
      const table = { failedInside, inside: members.length, failed, total: known.length }
      return {
        ...{ value, total: members.length, failed: failedInside },
        states: statesOf(members),
        rate: wilsonInterval(failedInside, members.length),
        lift: value === null ? null : (lift(table) ?? null),
      }
    },
  )
  return { facet, rows: rows.toSorted((a, b) => compare(a, b, sort)) }
}

function statesOf(members: readonly FacetedInstance[]): FacetValueRow['states'] {
  const counts = Object.fromEntries(matrixStates.map((column) => [column, 0]))
  for (const { state } of members) {
    const column = columnOf.get(state)
    if (column !== undefined) counts[column] = (counts[column] ?? 0) + 1
  }
  return counts as FacetValueRow['states']
}

function compare(a: FacetValueRow, b: FacetValueRow, sort: FacetSort): number {
  const names = (a.value ?? '\uffff') < (b.value ?? '\uffff') ? -1 : 1
  if (sort === 'value') return names
  return (b[sort] ?? -1) - (a[sort] ?? -1) || b.total - a.total || names
}
