import type { ImportedInventory } from '../files/inventory-document.ts'
import { parseLogGroupName } from '../lifecycle/log-group-name.ts'
import { OperatorError } from '../operator-error.ts'
import type { ClusterIdentity } from '../store/inventory-store.ts'
import type { ImportRequest } from './import-report.ts'

/** The name of a cluster that nothing names. */
const unnamedCluster = 'imported'

/**
 * The cluster that imported files belong to: the one that --cluster, --log-group or a `describe-cluster` file names, else
 * the only one of the database, else one called `imported`. Throws OperatorError `invalid-option` where several fit.
 */
export function clusterOfImport(
  request: ImportRequest,
  inventory: ImportedInventory,
): ClusterIdentity {
  const { database, logGroup, cluster, rules } = request
  const region = request.region ?? 'unknown'
  const described = distinct(inventory.clusters)
  const stored = database.inventory.clusterIdentities()
  const known = [...described, ...stored]
  if (cluster !== undefined) return named(known, cluster) ?? identity(cluster, cluster, region)
  const parsed = logGroup === undefined ? undefined : parseLogGroupName(logGroup, rules.layouts)
  if (parsed !== undefined) {
    const wanted = parsed.clusterId ?? parsed.cluster
    return named(known, wanted) ?? identity(wanted, parsed.cluster, region)
  }
  return onlyOne(described) ?? onlyOne(stored) ?? identity(unnamedCluster, unnamedCluster, region)
}

function identity(clusterId: string, name: string, region: string): ClusterIdentity {
  return { clusterId, name, region }
}

function distinct(clusters: readonly ClusterIdentity[]): readonly ClusterIdentity[] {
  return [...new Map(clusters.map((cluster) => [cluster.clusterId, cluster])).values()]
}

function named(clusters: readonly ClusterIdentity[], wanted: string): ClusterIdentity | undefined {
  return onlyOne(
    distinct(clusters.filter(({ clusterId, name }) => clusterId === wanted || name === wanted)),
  )
}

function onlyOne(clusters: readonly ClusterIdentity[]): ClusterIdentity | undefined {
  const [first] = clusters
  if (first === undefined || clusters.length === 1) return first
  throw new OperatorError(
    'invalid-option',
    `The files may belong to any of ${clusters.map(({ name, clusterId }) => `${name} (${clusterId})`).join(', ')}.`,
    'Say which with --cluster ID.',
  )
}
