import type { Database, Statement } from 'better-sqlite3'
import { OperatorError } from '../../ingest/operator-error.ts'
import type { BringUpHeader } from '../../views/bring-up-header.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import { failedList } from './instance-columns.ts'
import { KeptRecords } from './kept-records.ts'

/** Of these a page's head shows links; the rest are on a page of their own. */
const latestBringUps = 12

const inState = {
  expected: 'true',
  withLog: "state NOT IN ('empty', 'no-stream')",
  failed: `state IN (${failedList})`,
} as const

/** Instances of a cluster or bring-up: as they were counted, else counted now by an index of states. */
function ofScope(
  what: keyof typeof inState,
  scope: 'cluster' | 'bring_up',
  table: 'instance' | 'bring_up_instance',
): string {
  const bringUpId = scope === 'cluster' ? "''" : 'bring_up.bring_up_id'
  const inBringUp = scope === 'cluster' ? '' : `AND ${table}.bring_up_id = ${bringUpId}`
  return /* sql */ `CASE
         WHEN EXISTS (SELECT 1
                        FROM counted
                       WHERE counted.cluster_id = ${scope}.cluster_id
                         AND counted.subject    = 'standing')
         THEN (SELECT coalesce(sum(instances), 0)
                 FROM kept_standing_count
                WHERE kept_standing_count.cluster_id  = ${scope}.cluster_id
                  AND kept_standing_count.bring_up_id = ${bringUpId}
                  AND ${inState[what]})
         ELSE (SELECT count(*)
                 FROM ${table}
                WHERE ${table}.cluster_id = ${scope}.cluster_id ${inBringUp}
                  AND ${inState[what]}) END`
}

const bringUpColumns = /* sql */ `
         bring_up.bring_up_id                                   AS bringUpId,
         bring_up.label                                         AS label,
         bring_up.started_ms                                    AS startedMs,
         bring_up.ended_ms                                      AS endedMs,
         bring_up.attempts                                      AS attempts,
         ${ofScope('expected', 'bring_up', 'bring_up_instance')}    AS instances,
         ${ofScope('failed', 'bring_up', 'bring_up_instance')}      AS failed`

const selectBringUps = /* sql */ `
  SELECT ${bringUpColumns}
    FROM bring_up
   WHERE bring_up.cluster_id = @clusterId
   ORDER BY bring_up.started_ms DESC, bring_up.bring_up_id DESC
   LIMIT @limit
`

const selectClusters = /* sql */ `
  SELECT CASE WHEN count(*) OVER (PARTITION BY cluster.name) = 1
              THEN cluster.name
              ELSE cluster.cluster_id END                       AS key,
         cluster.cluster_id                                     AS clusterId,
         cluster.name                                           AS name,
         cluster.region                                         AS region,
         cluster.status                                         AS status,
         cluster.as_of_ms                                       AS asOfMs,
         ${ofScope('expected', 'cluster', 'instance')}          AS expected,
         ${ofScope('withLog', 'cluster', 'instance')}           AS withLog,
         ${ofScope('failed', 'cluster', 'instance')}            AS failed,
         CASE
         WHEN EXISTS (SELECT 1
                        FROM counted
                       WHERE counted.cluster_id = cluster.cluster_id
                         AND counted.subject    = 'stream')
         THEN (SELECT coalesce(sum(lines), 0)
                 FROM kept_log_stream_count
                WHERE kept_log_stream_count.cluster_id = cluster.cluster_id)
         ELSE (SELECT coalesce(sum(lines), 0)
                 FROM log_stream
                WHERE log_stream.cluster_id = cluster.cluster_id) END AS lines,
         (SELECT max(bring_up.started_ms)
            FROM bring_up
           WHERE bring_up.cluster_id = cluster.cluster_id)      AS beganMs
    FROM cluster
   ORDER BY cluster.as_of_ms DESC, cluster.cluster_id
   LIMIT 1000
`

type ClusterRow = Omit<ClusterHeader, 'bringUp' | 'bringUps'>

/** Which clusters and bring-ups there are, and what a key in a URL or on the command line stands for. */
export class ClusterStore {
  readonly #kept: KeptRecords
  readonly #clusters: Statement<[], ClusterRow>
  readonly #bringUps: Statement<
    [{ readonly clusterId: string; readonly limit: number }],
    BringUpHeader
  >

  constructor(database: Database) {
    this.#kept = new KeptRecords(database)
    this.#clusters = database.prepare(selectClusters)
    this.#bringUps = database.prepare(selectBringUps)
  }

  /** Latest sync first. */
  clusters(): readonly ClusterHeader[] {
    return this.#rows().map((row) => this.#header(row))
  }

  /** The latest first, at most 10,000. */
  bringUps(clusterId: string): readonly BringUpHeader[] {
    return this.#bringUps.all({ clusterId, limit: 10_000 })
  }

  /**
   * By cluster id, else by name; after an `@` the id or the label of a bring-up. Throws OperatorError
   * `cluster-not-found`: none, or several of that name; `bring-up-not-found`.
   */
  cluster(key: string): ClusterHeader {
    const [nameOrId = '', ...rest] = key.split('@')
    const cluster = this.#header(this.#named(nameOrId))
    if (rest.length === 0) return cluster
    const asked = rest.join('@')
    const all = this.bringUps(cluster.clusterId)
    const found =
      all.find(({ bringUpId }) => bringUpId === asked) ?? all.find(({ label }) => label === asked)
    if (found === undefined) throw noBringUp(cluster.name, asked, all)
    return inBringUp(cluster, found)
  }

  #rows(): readonly ClusterRow[] {
    return this.#kept.get('clusters', () => this.#clusters.all())
  }

  #header(row: ClusterRow): ClusterHeader {
    const { clusterId } = row
    const bringUps = this.#kept.get(`bring-ups of ${clusterId}`, () =>
      this.#bringUps.all({ clusterId, limit: latestBringUps }),
    )
    return { ...row, bringUp: null, bringUps }
  }

  #named(nameOrId: string): ClusterRow {
    const all = this.#rows()
    const byId = all.find(({ clusterId }) => clusterId === nameOrId)
    if (byId !== undefined) return byId
    const named = all.filter(({ name }) => name === nameOrId)
    const [only] = named
    if (only !== undefined && named.length === 1) return only
    throw named.length > 1 ? severalNamed(nameOrId, named) : noneNamed(nameOrId, all)
  }
}

/** Whoever ran in a bring-up has a log. */
function inBringUp(cluster: ClusterHeader, bringUp: BringUpHeader): ClusterHeader {
  const { bringUpId, instances, failed } = bringUp
  const key = `${cluster.key}@${bringUpId}`
  const counts = { expected: instances, withLog: instances, failed }
  return { ...cluster, ...counts, key, beganMs: bringUp.startedMs, bringUp }
}

function noBringUp(cluster: string, asked: string, all: readonly BringUpHeader[]): OperatorError {
  const known = all.slice(0, 10).map(({ bringUpId, label }) => {
    return label === null ? bringUpId : `${bringUpId} (${label})`
  })
  const more = all.length > known.length ? ` and ${all.length - known.length} earlier ones` : ''
  return new OperatorError(
    'bring-up-not-found',
    `The cluster ${cluster} has no bring-up ${asked}.`,
    known.length === 0
      ? 'No attempt of the lifecycle scripts is known of it yet: sync it first.'
      : `It has ${known.join(', ')}${more}.`,
  )
}

function severalNamed(name: string, named: readonly ClusterRow[]): OperatorError {
  return new OperatorError(
    'cluster-not-found',
    `${named.length} clusters have the name ${name}.`,
    `Name one by its id: ${named.map(({ clusterId }) => clusterId).join(', ')}.`,
  )
}

function noneNamed(name: string, all: readonly ClusterRow[]): OperatorError {
  const known = all.slice(0, 10).map((cluster) => cluster.name)
  return new OperatorError(
    'cluster-not-found',
    `The database holds no cluster ${name}.`,
    known.length === 0
      ? `Copy it first: hyperscope sync ${name}`
      : `It holds ${known.join(', ')}; copy another with hyperscope sync.`,
  )
}
