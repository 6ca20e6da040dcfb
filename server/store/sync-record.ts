import type { SyncRecord } from '../../views/sync.ts'
import type { SyncRunRecord } from '../../views/sync-facts.ts'
import type { Stores } from './stores.ts'

const mostSyncs = 50
/** A sync beats every second while it copies, and while it judges only at the beginning. */
const longestSilenceMs = 30_000
const longestJudgementMs = 600_000

/** `nowMs`: the clock of this machine, which is that of the sync. */
export function syncRecord(stores: Stores, nameOrId: string, nowMs: number): SyncRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const syncRuns = stores.syncRuns.runs(cluster.clusterId, mostSyncs)
  return { cluster, syncRuns, ...stateOf(syncRuns[0], nowMs) }
}

function stateOf(
  run: SyncRunRecord | undefined,
  nowMs: number,
): Pick<SyncRecord, 'state' | 'silentMs'> {
  if (run === undefined) return { state: 'none', silentMs: null }
  if (run.outcome !== 'running') return { state: 'ended', silentMs: null }
  if (run.heartbeatMs === null) return { state: 'silent', silentMs: null }
  const silentMs = Math.max(0, nowMs - run.heartbeatMs)
  const longest = run.phase === 'analysis' ? longestJudgementMs : longestSilenceMs
  return { state: silentMs > longest ? 'silent' : 'running', silentMs }
}
