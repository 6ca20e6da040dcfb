// SIGKILL at random points of real syncs: after each, the file must be whole and hold all that the killed process had said was
// safe; the sync that ends at last must leave exactly the rows of an undisturbed one.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DemoServer, startDemoServer } from '../../ingest/demo/demo-server.ts'
import { type SeededRandom, seededRandom } from '../../ingest/demo/seeded-random.ts'
import { rowsOf } from '../ingest/sync/synced-demo.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { fileProblems } from './file-problems.ts'
import { type KilledChild, killedChild } from './killed-child.ts'
import { otherRows } from './other-rows.ts'
import type { PromiseFigure } from './promise-figure.ts'

const child = fileURLToPath(new URL('sync-child.ts', import.meta.url))

/** Syncs that run beside each other, on files of their own. */
const lanes = 2

export interface KillOptions {
  readonly kills: number
  readonly seed: number
  readonly instances: number
}

/** Starts a sync and kills it so long after it is ready; `Infinity`: lets it end. */
function runSync(server: DemoServer, path: string, killAfterMs: number): Promise<KilledChild> {
  const { clusterName } = server.cluster.settings
  return killedChild([child, server.url, clusterName, path], killAfterMs)
}

interface Work {
  readonly server: DemoServer
  readonly expected: Readonly<Record<string, string>>
  /** What an undisturbed sync takes. */
  readonly wholeMs: number
  readonly folder: string
  readonly kills: number
  killed: number
  readonly broken: string[]
  files: number
}

async function lane(work: Work, random: SeededRandom): Promise<void> {
  while (work.killed < work.kills) {
    work.files += 1
    await killUntilWhole(work, random, join(work.folder, `${work.files}.db`))
  }
}

/** Kills one sync after another on the same file, until one gets through or no kill is left. */
async function killUntilWhole(work: Work, random: SeededRandom, path: string): Promise<void> {
  let safeEvents = 0
  let run: KilledChild
  do {
    run = await runSync(work.server, path, nextKill(work, random))
    safeEvents += Number(run.lines.at(-1) ?? 0)
    work.broken.push(
      ...fileProblems(path, { safeEvents, cluster: work.server.cluster }).map(
        (text) => `${path}: ${text}`,
      ),
    )
    if (run.killed) work.killed += 1
  } while (run.killed)
  work.broken.push(...otherRows(path, work.expected).map((text) => `${path}: ${text}`))
}

function nextKill(work: Work, random: SeededRandom): number {
  return work.killed < work.kills ? random.fraction() * work.wholeMs : Infinity
}

/** Kills that many syncs. What is killed when follows the seed, up to what the machine's scheduler does. */
export async function killSyncs({ kills, seed, instances }: KillOptions): Promise<PromiseFigure> {
  const server = await startDemoServer({
    ...{ instances, seed, quotas: 'none', pageLimits: { events: 300 } },
  })
  try {
    const folder = temporaryFolder()
    const whole = join(folder, 'whole.db')
    const { tookMs } = await runSync(server, whole, Infinity)
    const expected = rowsOf(whole)
    const wholeMs = tookMs * 1.25
    const work: Work = {
      ...{ server, expected, wholeMs, folder, kills },
      ...{ killed: 0, files: 0, broken: [] },
    }
    await Promise.all(
      Array.from({ length: lanes }, (_, index) => lane(work, seededRandom('kill', seed, index))),
    )
    return {
      promise:
        'killed anywhere, a sync loses and doubles nothing; run again it ends with the same rows',
      ...{ trials: work.killed, broken: work.broken },
      seen: `${work.files} files, an undisturbed sync takes ${Math.round(tookMs)} ms`,
    }
  } finally {
    await server.close()
  }
}
