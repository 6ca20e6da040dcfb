import type { Database, Statement } from 'better-sqlite3'
import { coverageStates } from '../../ingest/lifecycle/coverage.ts'
import type { ClusterRow } from '../../views/clusters.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import type { CoverageCount } from '../../views/ledger.ts'

// Walks instance_by_state.
const selectCoverage = /* sql */ `
  SELECT cluster_id AS clusterId,
         state      AS state,
         instances  AS instances
    FROM coverage
   LIMIT 20000
`

const selectBringUps = /* sql */ `
  SELECT cluster_id AS clusterId,
         count(*)   AS bringUps
    FROM bring_up
   GROUP BY cluster_id
   LIMIT 1000
`

type CoverageRow = CoverageCount & { readonly clusterId: string }

/** What the list of clusters says beyond their headers. */
export class ClusterListStore {
  readonly #coverage: Statement<[], CoverageRow>
  readonly #bringUps: Statement<[], { readonly clusterId: string; readonly bringUps: number }>

  constructor(database: Database) {
    this.#coverage = database.prepare(selectCoverage)
    this.#bringUps = database.prepare(selectBringUps)
  }

  /** In the order given. */
  rows(clusters: readonly ClusterHeader[]): readonly ClusterRow[] {
    const states = Map.groupBy(this.#coverage.all(), ({ clusterId }) => clusterId)
    const bringUps = new Map(this.#bringUps.all().map((row) => [row.clusterId, row.bringUps]))
    return clusters.map((cluster) => ({
      ...cluster,
      coverage: inOrder(states.get(cluster.clusterId) ?? []),
      bringUpCount: bringUps.get(cluster.clusterId) ?? 0,
    }))
  }
}

function inOrder(rows: readonly CoverageRow[]): readonly CoverageCount[] {
  return coverageStates.flatMap((state) =>
    rows.filter((row) => row.state === state).map(({ instances }) => ({ state, instances })),
  )
}
