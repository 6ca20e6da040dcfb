import type { Database } from 'better-sqlite3'
import type { ClusterHeader } from '../../views/layout.ts'
import { readCohort } from '../cohort-filter.ts'
import { ClusterStore } from './cluster-store.ts'
import { CohortStore } from './cohort-store.ts'
import type { ExportScope } from './export-table.ts'
import { inScopeOf } from './scope.ts'

export interface AskedScope {
  /** As every command takes it, with `@` and a bring-up. */
  readonly cluster?: string
  /** A cohort's expression, as `compare` takes it; without `cluster` of the cluster synced last. */
  readonly instances?: string
}

/** Throws OperatorError `cluster-not-found`, `bring-up-not-found`, `invalid-request`. */
export function exportScope(
  database: Database,
  { cluster: key, instances }: AskedScope,
): ExportScope {
  if (key === undefined && instances === undefined) return {}
  const cluster = clusterOf(database, key)
  const { clusterId, bringUp } = cluster
  const scope = bringUp === null ? { clusterId } : { clusterId, bringUpId: bringUp.bringUpId }
  if (instances === undefined) return scope
  const terms = inScopeOf(cluster, readCohort(instances))
  const members = new CohortStore(database).members(clusterId, terms)
  return { ...scope, instanceIds: members.map(({ instanceId }) => instanceId) }
}

/** Without a key the one synced last. */
export function clusterOf(database: Database, key: string | undefined): ClusterHeader {
  const clusters = new ClusterStore(database)
  return clusters.cluster(key ?? clusters.clusters()[0]?.clusterId ?? '')
}
