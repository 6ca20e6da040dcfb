// Events that arrive late, many of one millisecond, and clocks that are off, in a bring-up that is synced again and again while it goes
// on, some syncs interrupted. What arrives within half an hour the next sync copies; what comes later still, up to two hours, one that
// reads everything again; then the file holds exactly the model's events, in its order.
import type { DemoCluster } from '../../ingest/demo/demo-cluster.ts'
import type { DemoStream } from '../../ingest/demo/log-delivery.ts'
import { type SeededRandom, seededRandom } from '../../ingest/demo/seeded-random.ts'
import { overlapMs } from '../../ingest/sync/scan-plan.ts'
import { withDemo } from '../ingest/sync/synced-demo.ts'
import { tryToSync } from './chaos-harness.ts'
import { differences, modelEvents, storedEvents } from './event-model.ts'
import { fileProblems } from './file-problems.ts'
import type { PromiseFigure } from './promise-figure.ts'

export interface LatenessOptions {
  readonly seeds: number
  readonly firstSeed: number
  readonly instances: number
}

const hourMs = 3_600_000
/** Of 100 events so many are late. */
const latePercent = 5
/** Events of one millisecond. */
const burst = 1000
const offMs = [-24 * hourMs, -hourMs, -40 * 60_000, hourMs] as const
/** The agent itself sends every few seconds. */
const promptMs = 10_000

/** Every third instance's clock is off. */
function clocksOff(random: SeededRandom, instances: number): Readonly<Record<number, number>> {
  const indexes = Array.from({ length: instances }, (_, index) => index)
  return Object.fromEntries(
    indexes.filter(() => random.chance(1 / 3)).map((index) => [index, random.pick(offMs)]),
  )
}

/** The same events: some arrive later, a thousand bear one time. */
function delayed(stream: DemoStream, random: SeededRandom): DemoStream {
  const events = stream.messages.length
  const from = random.integer(0, Math.max(0, events - 1))
  const atMs = stream.atMs.map((ms, place) =>
    place >= from && place < from + burst ? (stream.atMs[from] ?? ms) : ms,
  )
  const ingestedMs = stream.ingestedMs.map((ms) => ms + lateMs(random))
  return { ...stream, atMs, ingestedMs }
}

function lateMs(random: SeededRandom): number {
  if (!random.chance(latePercent / 100)) return 0
  // Half of them within what a sync reads again.
  const mostMs = random.chance(0.5) ? overlapMs - promptMs : 2 * hourMs
  return random.integer(1000, mostMs)
}

/** Has the streams of a cluster arrive late. */
function delay(cluster: DemoCluster, seed: number): void {
  const punctual = cluster.stream
  const kept = new Map<number, DemoStream | undefined>()
  const stream: DemoCluster['stream'] = (instance) => {
    const { index } = instance
    if (!kept.has(index)) {
      const written = punctual(instance)
      kept.set(index, written && delayed(written, seededRandom('late', seed, index)))
    }
    return kept.get(index)
  }
  const events: DemoCluster['events'] = (instance) => {
    const known = stream(instance)
    return (known?.messages ?? []).map((message, place) => ({
      ...{ message, eventId: `${place}` },
      ...{ atMs: known?.atMs[place] ?? 0, ingestedMs: known?.ingestedMs[place] ?? 0 },
    }))
  }
  Object.assign(cluster, { stream, events })
}

interface Told {
  readonly problems: readonly string[]
  readonly syncs: number
  readonly late: number
}

async function story(seed: number, { instances }: LatenessOptions): Promise<Told> {
  const random = seededRandom('lateness', seed)
  const clockOffMs = clocksOff(random, instances)
  const options = { instances, seed, clockOffMs, pageLimits: { events: random.integer(100, 900) } }
  let [nowMs, syncs] = [0, 0]
  const problems: string[] = []
  let late = 0
  await withDemo({ ...options, nowMs: () => nowMs }, async (world) => {
    const { cluster } = world.server
    delay(cluster, seed)
    nowMs = cluster.settings.startedMs + 60_000
    for (; nowMs < cluster.snapshotMs; nowMs += random.integer(60_000, 600_000)) {
      await tryToSync(world, random.chance(0.3) ? random.integer(1, 20) : 0)
      syncs += 1
    }
    // From here on nothing is written, and all that is late arrives.
    for (const hours of [0, 3]) {
      nowMs = cluster.snapshotMs + hours * hourMs
      await world.sync()
      syncs += 1
    }
    const inTime = modelEvents(world, nowMs, ({ atMs, ingestedMs }, index) => {
      const lateByMs = ingestedMs - atMs + (clockOffMs[index] ?? 0)
      if (lateByMs > promptMs) late += 1
      return lateByMs < overlapMs
    })
    problems.push(...missing(storedEvents(world), inTime))
    await world.sync({ reading: 'everything' })
    problems.push(...differences(storedEvents(world), modelEvents(world, nowMs)))
    const { events } = await world.sync()
    if (events > 0) problems.push(`${events} events are new to a sync of what is there`)
    problems.push(...fileProblems(world.path))
  })
  return { problems, syncs: syncs + 2, late }
}

/** Equal events count one by one. */
function missing(rows: readonly string[], wanted: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1)
  const lost = wanted.filter((row) => {
    const left = counts.get(row) ?? 0
    counts.set(row, left - 1)
    return left <= 0
  })
  return lost.length === 0 ? [] : [`${lost.length} events are missing, the first is ${lost[0]}`]
}

/** Tells so many stories, each of its own seed. */
export async function comeLate(options: LatenessOptions): Promise<PromiseFigure> {
  const broken: string[] = []
  let [syncs, late] = [0, 0]
  for (let seed = options.firstSeed; seed < options.firstSeed + options.seeds; seed += 1) {
    const told = await story(seed, options)
    broken.push(...told.problems.map((text) => `seed ${seed}: ${text}`))
    syncs += told.syncs
    late += told.late
  }
  return {
    promise: 'what arrives late, in the same millisecond or by a clock that is off is copied once',
    ...{ trials: options.seeds, broken },
    seen: `${syncs} syncs, ${late} late events`,
  }
}
