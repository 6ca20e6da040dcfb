// Two syncs of one file, started at the same moment, before there is a file: one of them runs, the other one is told so within a
// second of when it came to the file, and the file is that of one undisturbed sync.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DemoServer, startDemoServer } from '../../ingest/demo/demo-server.ts'
import { type CommandResult, commandEnd, startCommand } from '../command.ts'
import { endpointOf, rowsOf, syncInto } from '../ingest/sync/synced-demo.ts'
import { demoEnvironment, temporaryFolder } from '../synced-demo.ts'
import { otherRows } from './other-rows.ts'
import type { PromiseFigure } from './promise-figure.ts'

const cameToFile = fileURLToPath(new URL('came-to-file.ts', import.meta.url))

const mostMs = 1000
const mostHoldMs = 60_000

/** A machine that is busy with other things may be late once; a program that waits is late again. */
const mostTries = 3

interface Pair {
  /** How long the one that may not run took to say so; undefined: not one of them ran and the other one was told. */
  readonly toldAfterMs: number | undefined
  readonly said: string
}

interface World {
  readonly server: DemoServer
  /**
   * Until then AWS has both syncs of a pair wait, so that no one is done before the other one starts: until one has ended, or where
   * both run, so long.
   */
  holdUntilMs: number
}

/** Two syncs of one file. */
async function pairOfSyncs(world: World, path: string): Promise<Pair> {
  const words = ['sync', world.server.cluster.settings.clusterName, '--db', path]
  const env = {
    ...demoEnvironment(world.server),
    NODE_OPTIONS: `--import=${cameToFile} --no-warnings`,
  }
  const ended = async (): Promise<CommandResult> => {
    const result = await commandEnd(startCommand(words, env))
    world.holdUntilMs = 0
    return result
  }
  world.holdUntilMs = performance.now() + mostHoldMs
  const both = await Promise.all([ended(), ended()])
  const [ran, told] = both.toSorted((a, b) => (a.code ?? 1) - (b.code ?? 1))
  const isRight =
    ran?.code === 0 && told?.code === 5 && told.stderr.includes('Another hyperscope is writing')
  const said = both.map(({ code, stderr }) => `${code}: ${stderr}`).join(' and ')
  return { toldAfterMs: isRight ? lastWords(told.stderr).tookMs : undefined, said }
}

function lastWords(stderr: string): { readonly tookMs: number } {
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as { tookMs: number }
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
    fault: () => (performance.now() < world.holdUntilMs ? { kind: 'throttle' } : undefined),
  })
  const world: World = { server, holdUntilMs: 0 }
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
