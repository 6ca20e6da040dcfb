// Two syncs of one file, started at the same moment, before there is a file: one of them runs, the other one is told so within a
// second of when the first one got its turn, and the file is that of one undisturbed sync.
import { join } from 'node:path'
import { type DemoServer, startDemoServer } from '../../ingest/demo/demo-server.ts'
import { type CommandResult, commandEnd, startCommand } from '../command.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { demoEnvironment, temporaryFolder } from '../synced-demo.ts'
import { otherRows } from './other-rows.ts'
import type { PromiseFigure } from './promise-figure.ts'

const mostMs = 1000

/** A machine that is busy with other things may be late once; a program that waits is late again. */
const mostTries = 3

interface Ended extends CommandResult {
  readonly atMs: number
}

interface Pair {
  /** How long the one that may not run took to say so; undefined: not one of them ran and the other one was told. */
  readonly toldAfterMs: number | undefined
  readonly said: string
}

interface World {
  readonly server: DemoServer
  /** When the first request of a pair arrived. */
  turnMs: number
}

/** Two syncs of one file. */
async function pairOfSyncs(world: World, path: string): Promise<Pair> {
  const words = ['sync', world.server.cluster.settings.clusterName, '--db', path]
  const ended = async (): Promise<Ended> => {
    const result = await commandEnd(startCommand(words, demoEnvironment(world.server)))
    return { ...result, atMs: performance.now() }
  }
  world.turnMs = 0
  const both = await Promise.all([ended(), ended()])
  const [ran, told] = both.toSorted((a, b) => (a.code ?? 1) - (b.code ?? 1))
  const isRight =
    ran?.code === 0 && told?.code === 5 && told.stderr.includes('Another hyperscope is writing')
  const said = both.map(({ code, stderr }) => `${code}: ${stderr}`).join(' and ')
  return { toldAfterMs: isRight ? told.atMs - world.turnMs : undefined, said }
}

function problemsOf({ toldAfterMs, said }: Pair): readonly string[] {
  if (toldAfterMs === undefined) return [`they ended with ${said}`]
  return toldAfterMs > mostMs ? [`the second one was told after ${toldAfterMs} ms`] : []
}

/** Starts so many pairs, one after the other. */
export async function startPairs(options: {
  readonly pairs: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const folder = temporaryFolder()
  const server = await startDemoServer({
    ...{ instances: 8, seed: options.seed, quotas: 'none', latencyMs: 25 },
    fault: () => {
      world.turnMs ||= performance.now()
      return undefined
    },
  })
  const world: World = { server, turnMs: 0 }
  const whole = join(folder, 'whole.db')
  await syncInto(endpointOf(server), whole)
  const expected = rowsOf(whole)
  const broken: string[] = []
  let [longestMs, late] = [0, 0]
  for (let pair = 0; pair < options.pairs; pair += 1) {
    const path = join(folder, `${pair}-${late}.db`)
    const told = await pairOfSyncs(world, path)
    if ((told.toldAfterMs ?? 0) > mostMs && late + 1 < mostTries) {
      late += 1
      pair -= 1
      continue
    }
    late = 0
    longestMs = Math.max(longestMs, told.toldAfterMs ?? 0)
    const problems = [...problemsOf(told), ...otherRows(path, expected)]
    broken.push(...problems.map((text) => `pair ${pair}: ${text}`))
  }
  await server.close()
  return {
    promise: 'of two syncs of one file one runs, and the other is told so within a second',
    ...{ trials: options.pairs, broken },
    seen: `the second one was told after at most ${Math.round(longestMs)} ms`,
  }
}
