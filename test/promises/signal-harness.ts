// Whatever tells a sync to stop (Ctrl-C, a service manager, a terminal or a pipe that goes away), it ends within three seconds with
// the code of that, and the next sync ends with the rows of an undisturbed one.
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { startDemoServer } from '../../ingest/demo/demo-server.ts'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { commandEnd, startCommand } from '../command.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { demoEnvironment, temporaryFolder } from '../synced-demo.ts'
import { fileProblems } from './file-problems.ts'
import type { PromiseFigure } from './promise-figure.ts'

const mostMs = 3000

interface Stop {
  readonly name: string
  readonly exitCode: number
  send(sync: ChildProcess): void
}

const stops: readonly Stop[] = [
  { name: 'SIGINT', exitCode: 130, send: (sync) => sync.kill('SIGINT') },
  { name: 'SIGTERM', exitCode: 143, send: (sync) => sync.kill('SIGTERM') },
  { name: 'SIGHUP', exitCode: 129, send: (sync) => sync.kill('SIGHUP') },
]

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

/** Stops a sync in each way so many times, each at another page. */
export async function stopBySignals(options: {
  readonly turns: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  const slow = await slowServer(options.seed)
  const quick = await startDemoServer({ instances: 8, seed: options.seed, quotas: 'none' })
  const whole = join(folder, 'whole.db')
  await syncInto(endpointOf(quick), whole)
  const expected = rowsOf(whole)
  const broken: string[] = []
  let longestMs = 0
  for (const { name, exitCode, send } of stops) {
    const random = seededRandom('signal', options.seed, name)
    for (let turn = 0; turn < options.turns; turn += 1) {
      const path = join(folder, `${name}-${turn}.db`)
      const page = slow.nthPage(random.integer(1, 20))
      const words = ['sync', slow.server.cluster.settings.clusterName, '--db', path]
      const sync = startCommand(words, demoEnvironment(slow.server))
      const ended = commandEnd(sync)
      await page
      const sentMs = performance.now()
      send(sync)
      const { code, stderr } = await ended
      const tookMs = performance.now() - sentMs
      longestMs = Math.max(longestMs, tookMs)
      const problems = [...fileProblems(path, 0)]
      if (code !== exitCode) problems.push(`it ended with ${code}: ${stderr.slice(-300)}`)
      if (tookMs > mostMs) problems.push(`it took ${Math.round(tookMs)} ms to end`)
      await syncInto(endpointOf(quick), path)
      if (!isDeepStrictEqual(rowsOf(path), expected)) problems.push('other rows in the end')
      broken.push(...problems.map((text) => `${name}, turn ${turn}: ${text}`))
    }
  }
  await Promise.all([slow.server.close(), quick.close()])
  return {
    promise: 'told to stop, a sync ends within 3 s and can be taken up again',
    ...{ trials: stops.length * options.turns, broken },
    seen: `the longest took ${Math.round(longestMs)} ms`,
  }
}
