import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { indexLines } from './index-lines.ts'
import { judgeCluster } from './judge-cluster.ts'

export interface ReindexReport {
  readonly clusters: number
  readonly instances: number
  /** False: it was interrupted; the next reindex or sync goes on. */
  readonly isWhole: boolean
}

/** Finds attempts, steps and failures anew in every stored line, of every cluster of the file. */
export async function reindex(
  database: SyncDatabase,
  options: {
    readonly rules: LifecycleRules
    readonly signal: AbortSignal
    readonly onInstances: (done: number, total: number) => void
  },
): Promise<ReindexReport> {
  database.atOnce(() => database.analysis.forgetAll())
  const clusterIds = database.inventory.clusterIds()
  let instances = 0
  for (const clusterId of clusterIds) {
    instances += await judgeCluster(database, clusterId, options)
  }
  await indexLines(database, options.signal)
  return { clusters: clusterIds.length, instances, isWhole: !options.signal.aborted }
}
