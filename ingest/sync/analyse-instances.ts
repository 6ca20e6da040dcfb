import { setImmediate } from 'node:timers/promises'
import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { PendingStream } from '../store/analysis-store.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { type InstanceReaders, instanceReaders } from './instance-readers.ts'
import { type ReadInstance, saveReadings } from './save-readings.ts'

/** Instances that are stored between two looks at signals and timers. */
const instancesAtOnce = 10

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
      await database.log.room(options.signal)
      await setImmediate()
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
  const underWay: Promise<ReadInstance>[] = []
  let read: ReadInstance[] = []
  for (const [index, { instanceId, streams }] of pending.entries()) {
    if (signal.aborted) break
    if (index % instancesAtOnce === 0) {
      repack(database, pending.slice(index, index + instancesAtOnce))
    }
    const reading = readers
      .read(streams, database.lines)
      .then((reading) => ({ instanceId, reading }))
    // An error is thrown when its turn has come; until then it is not one that nobody catches.
    reading.catch(() => undefined)
    underWay.push(reading)
    while (underWay.length >= readers.atOnce) read.push((await underWay.shift()) as ReadInstance)
    if (read.length < instancesAtOnce) continue
    yield read
    read = []
  }
  read.push(...(await Promise.all(underWay)))
  if (read.length > 0) yield read
}

function repack(database: SyncDatabase, pending: readonly Pending[]): void {
  database.atOnce(() => {
    for (const { streams } of pending) {
      for (const { streamId } of streams) database.lines.repack(streamId)
    }
  })
}
