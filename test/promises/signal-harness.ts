// Whatever tells a sync to stop (Ctrl-C, a service manager, a terminal or a pipe that goes away), it ends within three seconds with
// the code of that, a second Ctrl-C ends it at once, and the next sync ends with the rows of an undisturbed one.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { demoEnvironment, temporaryFolder } from '../synced-demo.ts'
import { fileProblems } from './file-problems.ts'
import { otherRows } from './other-rows.ts'
import type { PromiseFigure } from './promise-figure.ts'
import { type Stop, stops } from './stopped-sync.ts'

/** Syncs that run beside each other, each with a server of its own: most of their time they wait. */
const lanes = 2

/** A machine that is busy with other things may make a sync too slow once; what keeps one from ending does so again. */
const mostTries = 3

/** A demo that takes many times as long to read as the harness waits, and says when its nth page is asked for. */
async function slowServer(seed: number) {
  let wanted = Infinity
  let reached: () => void = () => undefined
  const server = await startDemoServer({
    ...{ instances: 8, seed, quotas: 'none', latencyMs: 100, pageLimits: { events: 100 } },
    fault: (operation) => {
      if (operation === 'FilterLogEvents') wanted -= 1
      if (wanted === 0) reached()
      return undefined
    },
  })
  const nthPage = (nth: number): Promise<void> =>
    new Promise((resolve) => {
      wanted = nth
      reached = resolve
    })
  return { server, nthPage }
}

interface Trial {
  readonly stop: Stop
  readonly turn: number
  tries: number
}

interface Work {
  readonly folder: string
  readonly seed: number
  readonly trials: Trial[]
  readonly broken: string[]
  longestMs: number
}

function pathOf({ folder }: Work, { stop, turn, tries }: Trial): string {
  return join(folder, `${stop.name}-${turn}-${tries}.db`)
}

function note(work: Work, { stop, turn }: Trial, problems: readonly string[]): void {
  work.broken.push(...problems.map((text) => `${stop.name}, turn ${turn}: ${text}`))
}

/** Takes trials until there are none. */
async function lane(work: Work, trials: Trial[]): Promise<void> {
  const slow = await slowServer(work.seed)
  for (let trial = trials.shift(); trial !== undefined; trial = trials.shift())
    await tryOnce(trial, slow, { work, trials })
  await slow.server.close()
}

async function tryOnce(
  trial: Trial,
  { server, nthPage }: Awaited<ReturnType<typeof slowServer>>,
  { work, trials }: { readonly work: Work; readonly trials: Trial[] },
): Promise<void> {
  const { stop, turn } = trial
  trial.tries += 1
  const path = pathOf(work, trial)
  const random = seededRandom('signal', work.seed, stop.name, turn)
  const page = nthPage(random.integer(1, 20))
  const words = ['sync', server.cluster.settings.clusterName, '--db', path]
  const sync = stop.start(words, demoEnvironment(server))
  await page
  await sync.stop()
  const sentMs = performance.now()
  const exitCode = await sync.exitCode
  const tookMs = performance.now() - sentMs
  if (tookMs > stop.mostMs && trial.tries < mostTries) {
    trials.push(trial)
    return
  }
  work.longestMs = Math.max(work.longestMs, tookMs)
  const walBytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0
  const problems = [...fileProblems(path, { cluster: server.cluster })]
  if (exitCode !== stop.exitCode) problems.push(`it ended with ${exitCode}`)
  if (tookMs > stop.mostMs) problems.push(`it took ${Math.round(tookMs)} ms to end`)
  if (stop.isClean && walBytes > 0) problems.push(`${walBytes} bytes of write-ahead log are left`)
  note(work, trial, problems)
}

/** Syncs what is left of each trial to its end. */
async function syncOn(work: Work): Promise<void> {
  const server = await startDemoServer({ instances: 8, seed: work.seed, quotas: 'none' })
  const whole = join(work.folder, 'whole.db')
  await syncInto(endpointOf(server), whole)
  const expected = rowsOf(whole)
  for (const trial of work.trials) {
    const path = pathOf(work, trial)
    await syncInto(endpointOf(server), path)
    note(work, trial, otherRows(path, expected))
  }
  await server.close()
}

/** Stops a sync in each way so many times, each at another page. */
export async function stopBySignals(options: {
  readonly turns: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const { turns, seed } = options
  const trials = stops.flatMap((stop) =>
    Array.from({ length: turns }, (_, turn) => ({ stop, turn, tries: 0 })),
  )
  const work: Work = { ...{ folder: temporaryFolder(), seed, trials, broken: [], longestMs: 0 } }
  const waiting = [...trials]
  await Promise.all(Array.from({ length: lanes }, () => lane(work, waiting)))
  await syncOn(work)
  return {
    promise: 'told to stop, a sync ends within 3 s and can be taken up again',
    ...{ trials: trials.length, broken: work.broken },
    seen: `the longest took ${Math.round(work.longestMs)} ms`,
  }
}
