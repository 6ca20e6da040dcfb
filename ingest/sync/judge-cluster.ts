import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { analyseInstances } from './analyse-instances.ts'
import { judgeFleetAndLines } from './choose-decisive-lines.ts'
import { instanceReaders } from './instance-readers.ts'
import { judgeGroups } from './judge-groups.ts'

/**
 * Says what the lines of a cluster say: of each instance with new lines or other rules, then of the fleet and the
 * lines that say why, then of its failure groups. Returns how many instances were analysed. `signal` aborted: the rest of the instances waits for the
 * next call, and the fleet is judged by what is known.
 */
export async function judgeCluster(
  database: SyncDatabase,
  clusterId: string,
  options: {
    readonly rules: LifecycleRules
    readonly signal: AbortSignal
    readonly onInstances?: (done: number, total: number) => void
  },
): Promise<number> {
  const instances = await analyseInstances(database, clusterId, options)
  await instanceReaders(options.rules).rest()
  judgeFleetAndLines(database, clusterId)
  judgeGroups(database, clusterId, options.rules)
  return instances
}
