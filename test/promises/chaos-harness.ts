// A model-based test of the sync: the demo's own list of events is the model; a bring-up is synced while it goes on, every call of
// every operation fails with a probability in one of many ways, syncs are interrupted, events arrive late. In the end the file must
// hold exactly the model's events, in its order.

import type { Fault, FaultPlan } from '../../ingest/demo/fault.ts'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { type DemoWorld, withDemo } from '../ingest/sync/synced-demo.ts'
import { differences, modelEvents, storedEvents } from './event-model.ts'
import { fileProblems } from './file-problems.ts'
import type { PromiseFigure } from './promise-figure.ts'

/** What passes by itself: a sync must come through. */
const passing = [
  { kind: 'throttle' },
  { kind: 'server-error', httpStatus: 500 },
  { kind: 'server-error', httpStatus: 503 },
  { kind: 'empty-body' },
  { kind: 'html' },
  { kind: 'truncated-json' },
  { kind: 'cut' },
  { kind: 'reset' },
  { kind: 'empty-page' },
  { kind: 'repeated-page' },
] as const satisfies readonly Fault[]

export interface ChaosOptions {
  readonly seeds: number
  readonly firstSeed: number
  readonly instances: number
  /** Share of the calls that fail. */
  readonly faults: number
}

/** Which call fails how follows from its number alone, whatever the order of arrival. */
function randomFaults(seed: number, share: number, count: () => void): FaultPlan {
  return (operation, call) => {
    const random = seededRandom('chaos', seed, operation, call)
    if (!random.chance(share)) return undefined
    count()
    return random.pick(passing)
  }
}

/** One sync that may be interrupted, or give up: what it has copied stays, and the story goes on. */
export async function tryToSync(world: DemoWorld, stopAtReport: number): Promise<boolean> {
  let reports = 0
  try {
    const { outcome } = await world.sync({
      onProgress: (_, abort) => {
        reports += 1
        if (reports === stopAtReport) abort()
      },
    })
    return outcome === 'complete'
  } catch (error) {
    if (error instanceof OperatorError) return false
    throw error
  }
}

interface Story {
  readonly problems: readonly string[]
  readonly faults: number
  readonly syncs: number
}

async function story(seed: number, { instances, faults: share }: ChaosOptions): Promise<Story> {
  const random = seededRandom('story', seed)
  let [nowMs, faults, syncs] = [0, 0, 0]
  let problems: readonly string[] = []
  const fault = randomFaults(seed, share, () => {
    faults += 1
  })
  const options = { instances, seed, pageLimits: { events: random.integer(100, 900) } }
  await withDemo({ ...options, fault, nowMs: () => nowMs }, async (world) => {
    const { cluster } = world.server
    for (let sync = random.integer(0, 2); sync > 0; sync -= 1) {
      nowMs = cluster.snapshotMs - sync * random.integer(60_000, 600_000)
      await tryToSync(world, random.integer(1, 60))
      syncs += 1
    }
    nowMs = cluster.snapshotMs
    do syncs += 1
    while (!(await tryToSync(world, 0)) && syncs < 20)
    problems = [
      ...differences(storedEvents(world), modelEvents(world, nowMs)),
      ...fileProblems(world.path),
    ]
  })
  return { problems, faults, syncs }
}

/** Tells so many stories, each of its own seed. */
export async function chaos(options: ChaosOptions): Promise<PromiseFigure> {
  const broken: string[] = []
  let [faults, syncs] = [0, 0]
  for (let seed = options.firstSeed; seed < options.firstSeed + options.seeds; seed += 1) {
    const told = await story(seed, options)
    broken.push(...told.problems.map((text) => `seed ${seed}: ${text}`))
    faults += told.faults
    syncs += told.syncs
  }
  return {
    promise:
      'what CloudWatch holds is what the file holds, whatever calls fail and whenever events arrive',
    ...{ trials: options.seeds, broken },
    seen: `${syncs} syncs, ${faults} failed calls`,
  }
}
