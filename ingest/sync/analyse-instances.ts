import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { PendingStream } from '../store/analysis-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { type InstanceReaders, instanceReaders } from './instance-readers.ts'
import { type ReadInstance, saveReadings } from './save-readings.ts'

/** Instances that are stored between two looks at signals and timers. */
const instancesAtOnce = 10

/** Bytes of blocks that are written again between two such looks, about. */
const repackedAtOnce = 8 * 2 ** 20

interface Pending {
  readonly instanceId: string
  readonly streams: readonly PendingStream[]
}

/**
 * Says of every instance with new lines, or lines analysed with other rules, what its log says. Pure function of the
 * stored lines and the rules, an instance at a time: cut off anywhere, the next call goes on. Returns how many
 * instances were analysed; stops early, without error, when `signal` is aborted.
 */
export async function analyseInstances(
  database: SyncDatabase,
  clusterId: string,
  options: {
    readonly rules: LifecycleRules
    readonly signal: AbortSignal
    /** Only these; default: every one that needs it. */
    readonly instanceIds?: ReadonlySet<string>
    readonly onInstances?: (done: number, total: number) => void
  },
): Promise<number> {
  const { rules, instanceIds } = options
  const streams = database.analysis
    .pending(clusterId, rules.fingerprint)
    .filter(({ instanceId }) => instanceIds?.has(instanceId) ?? true)
  const pending = Array.from(
    Map.groupBy(streams, ({ instanceId }) => instanceId),
    ([instanceId, streams]): Pending => ({ instanceId, streams }),
  )
  const readers = instanceReaders(rules)
  readers.expect(
    streams.reduce((sum, { lines }) => sum + lines, 0),
    pending.length,
  )
  let done = 0
  try {
    for await (const part of readInOrder(database, { pending, readers, signal: options.signal })) {
      database.atOnce(() => saveReadings(database, clusterId, part))
      done += part.length
      options.onInstances?.(done, pending.length)
      await database.log.pause(options.signal)
    }
  } catch (error) {
    readers.reset()
    throw error
  }
  return done
}

/** Readings in the order of the instances, some at a time; ends early when `signal` is aborted. */
async function* readInOrder(
  database: SyncDatabase,
  work: {
    readonly pending: readonly Pending[]
    readonly readers: InstanceReaders
    readonly signal: AbortSignal
  },
): AsyncGenerator<readonly ReadInstance[]> {
  const { pending, readers, signal } = work
  const underWay: Promise<ReadInstance | undefined>[] = []
  let read: ReadInstance[] = []
  const take = (reading: ReadInstance | undefined) => reading !== undefined && read.push(reading)
  for (const [index, { instanceId, streams }] of pending.entries()) {
    if (signal.aborted) break
    if (index % instancesAtOnce === 0) {
      await repack(database, pending.slice(index, index + instancesAtOnce), signal)
    }
    const reading = readers
      .read(streams, { lines: database.lines, signal })
      .then((reading) => reading && { instanceId, reading })
    // An error is thrown when its turn has come; until then it is not one that nobody catches.
    reading.catch(() => undefined)
    underWay.push(reading)
    while (underWay.length >= readers.atOnce) take(await underWay.shift())
    if (read.length < instancesAtOnce) continue
    yield read
    read = []
  }
  for (const reading of underWay) take(await reading)
  if (read.length > 0) yield read
}

/** Some blocks in one transaction, as far as `signal` is not aborted. */
async function repack(
  database: SyncDatabase,
  pending: readonly Pending[],
  signal: AbortSignal,
): Promise<void> {
  const steps = repacked(database, pending)
  for (let isDone = false; !isDone && !signal.aborted; ) {
    isDone = database.atOnce(() => {
      let bytes = 0
      for (;;) {
        const step = steps.next()
        if (step.done) return true
        bytes += step.value
        if (bytes >= repackedAtOnce) return false
      }
    })
    if (!isDone) await database.log.pause(signal)
  }
}

function* repacked({ lines }: SyncDatabase, pending: readonly Pending[]): Generator<number> {
  for (const { streams } of pending) {
    for (const { streamId } of streams) yield* lines.repack(streamId)
  }
}
