import type { Database, Statement } from 'better-sqlite3'
import { OperatorError } from '../../ingest/operator-error.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import { failedList } from './instance-columns.ts'

// Walks instance_by_state: 3 ms for a cluster of 5,000.
const selectClusters = /* sql */ `
  SELECT CASE WHEN count(*) OVER (PARTITION BY cluster.name) = 1
              THEN cluster.name
              ELSE cluster.cluster_id END                       AS key,
         cluster.cluster_id                                     AS clusterId,
         cluster.name                                           AS name,
         cluster.region                                         AS region,
         cluster.status                                         AS status,
         cluster.as_of_ms                                       AS asOfMs,
         coalesce(standing.expected, 0)                         AS expected,
         coalesce(standing.with_log, 0)                         AS withLog,
         coalesce(standing.failed, 0)                           AS failed,
         (SELECT max(bring_up.started_ms)
            FROM bring_up
           WHERE bring_up.cluster_id = cluster.cluster_id)      AS beganMs
    FROM cluster
    LEFT JOIN (SELECT cluster_id,
                      count(*)                                                 AS expected,
                      count(*) FILTER (WHERE state NOT IN ('empty', 'no-stream')) AS with_log,
                      count(*) FILTER (WHERE state IN (${failedList}))         AS failed
                 FROM instance
                GROUP BY cluster_id) AS standing USING (cluster_id)
   ORDER BY cluster.as_of_ms DESC, cluster.cluster_id
   LIMIT 1000
`

/** Which clusters there are, and what a name in a URL or on the command line stands for. */
export class ClusterStore {
  readonly #clusters: Statement<[], ClusterHeader>

  constructor(database: Database) {
    this.#clusters = database.prepare(selectClusters)
  }

  /** Latest sync first. */
  clusters(): readonly ClusterHeader[] {
    return this.#clusters.all()
  }

  /** By cluster id, else by name. Throws OperatorError `cluster-not-found`: none, or several of that name. */
  cluster(nameOrId: string): ClusterHeader {
    const all = this.clusters()
    const byId = all.find(({ clusterId }) => clusterId === nameOrId)
    if (byId !== undefined) return byId
    const named = all.filter(({ name }) => name === nameOrId)
    const [only] = named
    if (only !== undefined && named.length === 1) return only
    throw named.length > 1 ? severalNamed(nameOrId, named) : noneNamed(nameOrId, all)
  }
}

function severalNamed(name: string, named: readonly ClusterHeader[]): OperatorError {
  return new OperatorError(
    'cluster-not-found',
    `${named.length} clusters have the name ${name}.`,
    `Name one by its id: ${named.map(({ clusterId }) => clusterId).join(', ')}.`,
  )
}

function noneNamed(name: string, all: readonly ClusterHeader[]): OperatorError {
  const known = all.slice(0, 10).map((cluster) => cluster.name)
  return new OperatorError(
    'cluster-not-found',
    `The database holds no cluster ${name}.`,
    known.length === 0
      ? `Copy it first: hyperscope sync ${name}`
      : `It holds ${known.join(', ')}; copy another with hyperscope sync.`,
  )
}
