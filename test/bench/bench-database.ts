import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import { syncInto } from '../ingest/sync/synced-demo.ts'

export interface BenchDatabase {
  readonly path: string
  readonly instances: number
}

const folder = mkdtempSync(join(tmpdir(), 'hyperscope-bench-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Synced demo clusters by size: one that several subjects measure is made once. */
const made = new Map<number, Promise<string>>()

/**
 * A demo cluster of so many instances, synced into a file of its own that a measurement may write to. `kept`: a folder
 * that holds such files as `demo-INSTANCES.db` from an earlier run, and gets those that are missing.
 */
export async function benchDatabase(
  instances: number,
  kept: string | undefined,
): Promise<BenchDatabase> {
  const stored = join(kept ?? folder, `demo-${instances}.db`)
  if (!made.has(instances)) made.set(instances, synced(instances, stored))
  await made.get(instances)
  const path = join(mkdtempSync(join(folder, 'copy-')), 'demo.db')
  copyFileSync(stored, path)
  // A kept file of an earlier release is brought up to this one, and counted.
  SyncDatabase.open(path).close()
  return { path, instances }
}

const mostSyncs = 3

async function synced(instances: number, path: string): Promise<string> {
  if (existsSync(path)) return path
  const server = await startDemoServer({ instances, quotas: 'none' })
  try {
    const { clusterName } = server.cluster.settings
    // What a busy machine did not serve in time, the next sync fetches.
    for (let left = mostSyncs; left > 0; left -= 1) {
      const { outcome } = await syncInto({ url: server.url, clusterName }, path)
      if (outcome === 'complete') return path
    }
  } finally {
    await server.close()
  }
  // Nothing is measured on instances without lines.
  rmSync(path, { force: true })
  throw new Error(
    `The sync of ${instances} instances is not complete: run the bench again when the machine is less busy.`,
  )
}
