// The demo cluster: who is in it, what happens to each instance, and its log streams, which are written only when asked
// for, each from the seed and its own index alone.
import type { AttemptScene } from './attempt-log.ts'
import { demoFates, earlierFates } from './demo-fates.ts'
import type { DemoFate, DemoInstance, DemoSeat, EarlierRun } from './demo-instance.ts'
import { demoInventory } from './demo-inventory.ts'
import { layoutWording } from './demo-layout.ts'
import {
  type DemoOptions,
  type DemoSettings,
  demoSettings,
  demoSnapshotAfterMs,
} from './demo-options.ts'
import type { DemoScript } from './demo-script.ts'
import { type DemoEvent, demoEventId, demoStream } from './demo-stream.ts'
import type { TimelineScene } from './demo-timeline.ts'
import { attemptScenes, earlierRun, earlierScene } from './earlier-bring-up.ts'
import { eksScript } from './eks-script.ts'
import type { DemoStream } from './log-delivery.ts'
import { seededRandom } from './seeded-random.ts'
import { slurmScript } from './slurm-script.ts'

/** An invented cluster with known truth. Equal options give an equal cluster, byte for byte. */
export interface DemoCluster {
  readonly settings: DemoSettings
  readonly clusterId: string
  readonly accountId: string
  readonly arn: string
  readonly createdMs: number
  /** The moment for which the truth is stated. */
  readonly snapshotMs: number
  readonly logGroupName: string
  readonly script: DemoScript
  readonly instances: readonly DemoInstance[]
  /** Lifecycle streams by name, whether or not they exist yet at any given moment. */
  readonly streamOwners: ReadonlyMap<string, DemoInstance>
  /** The attempts of an instance in the present bring-up, whether or not they have begun. */
  attempts(instance: DemoInstance): readonly AttemptScene[]
  /** Its attempts in the earlier one. */
  earlierAttempts(instance: DemoInstance): readonly AttemptScene[]
  /** undefined: the instance never gets a stream. The last thousand streams asked for are kept. */
  stream(instance: DemoInstance): DemoStream | undefined
  /** The events of a stream, in CloudWatch's order. */
  events(instance: DemoInstance): readonly DemoEvent[]
}

const dayMs = 24 * 3600_000
const keptStreams = 1024
const oldImage = 'ami-0d1f6f2f8b3a41c07'
const newImage = 'ami-0a93be7c52e6604d1'

function firstRunMs(seat: DemoSeat, fate: DemoFate, settings: DemoSettings): number {
  const random = seededRandom(settings.seed, 'launch', seat.index)
  const { startedMs } = settings
  if (fate.startsBeforeSnapshotMs !== undefined) {
    return startedMs + demoSnapshotAfterMs - fate.startsBeforeSnapshotMs
  }
  if (seat.role === 'controller') return startedMs + 5_000
  if (seat.role === 'login') return startedMs + random.integer(15_000, 25_000)
  // The first three to come up are through before the controller is, and give up on it.
  if (fate.cause?.slug === 'slurm-controller-unreachable') {
    return startedMs + random.integer(8_000, 20_000)
  }
  if (!fate.listed) return startedMs + random.integer(1_080_000, 1_140_000)
  // What hangs has been silent for long enough at the snapshot to be told from what is slow.
  const wave = fate.state === 'hung' ? 1 : seat.launchWave
  return startedMs + 140_000 + (wave - 1) * 85_000 + random.integer(0, 80_000)
}

interface Fates {
  readonly fate: DemoFate
  readonly earlier: EarlierRun | undefined
}

function demoInstance(seat: DemoSeat, fates: Fates, settings: DemoSettings): DemoInstance {
  const { fate, earlier } = fates
  const random = seededRandom(settings.seed, 'boot', seat.index)
  const runMs = firstRunMs(seat, fate, settings)
  const bootMs = random.integer(75_000, 110_000)
  // Controller and login instances are older: what runs on them now, as on those of the earlier bring-up, is a software
  // update.
  const isOld = seat.role !== 'compute'
  return {
    ...seat,
    ...fates,
    firstRunMs: runMs,
    launchedMs: isOld ? settings.startedMs - 20 * dayMs : (earlier?.startMs ?? runMs) - bootMs,
    softwareUpdatedMs: isOld || earlier !== undefined ? settings.startedMs : undefined,
    imageId: fate.state === 'succeeded-but-rolled-back' ? oldImage : newImage,
    desiredImageId: newImage,
  }
}

/** A replacement takes the slot of an instance that AWS no longer lists. */
function withSlotsPassedOn(instances: readonly DemoInstance[]): readonly DemoInstance[] {
  const replacements = instances.filter(({ fate }) => fate.startsBeforeSnapshotMs !== undefined)
  const replaced = instances.filter(({ fate }) => !fate.listed)
  const passed = new Map(replacements.map((to, place) => [to.index, replaced[place]]))
  return instances.map((instance) => {
    const from = passed.get(instance.index)
    if (from === undefined) return instance
    const { nodeLogicalId, privateIp, hostname, availabilityZone, availabilityZoneId, subnetId } =
      from
    return {
      ...instance,
      nodeLogicalId,
      privateIp,
      hostname,
      availabilityZone,
      availabilityZoneId,
      subnetId,
    }
  })
}

/** Remembers the streams asked for last: a sync reads a stream over several pages. */
function streamCache(write: (instance: DemoInstance) => DemoStream | undefined) {
  const kept = new Map<number, DemoStream | undefined>()
  return (instance: DemoInstance): DemoStream | undefined => {
    const stream = kept.has(instance.index) ? kept.get(instance.index) : write(instance)
    kept.delete(instance.index)
    kept.set(instance.index, stream)
    const oldest = kept.keys().next().value
    if (kept.size > keptStreams && oldest !== undefined) kept.delete(oldest)
    return stream
  }
}

function streamEvents(
  instance: DemoInstance,
  stream: DemoStream | undefined,
): readonly DemoEvent[] {
  if (stream === undefined) return []
  return stream.messages.map((message, place) => {
    const atMs = stream.atMs[place] ?? 0
    const eventId = demoEventId({ index: instance.index, atMs }, place)
    return { atMs, ingestedMs: stream.ingestedMs[place] ?? 0, message, eventId }
  })
}

function inventInstances(settings: DemoSettings): readonly DemoInstance[] {
  const seats = demoInventory(settings)
  const fates = demoFates(seats, settings)
  const before = earlierFates(seats, fates, settings)
  return withSlotsPassedOn(
    seats.flatMap((seat) => {
      const fate = fates[seat.index]
      if (fate === undefined) return []
      const earlier = earlierRun(seat, before[seat.index], settings)
      return demoInstance(seat, { fate, earlier }, settings)
    }),
  )
}

/** Invents a cluster. Throws OperatorError `invalid-option` for an impossible number of instances. */
export function demoCluster(options: DemoOptions = {}): DemoCluster {
  const settings = demoSettings(options)
  const wording = layoutWording(settings.layout)
  const random = seededRandom(settings.seed, 'cluster', settings.clusterName)
  const clusterId = `c${random.hex(11)}`
  const accountId = '111122223333'
  const instances = inventInstances(settings)
  const script = settings.orchestrator === 'eks' ? eksScript : slurmScript
  const scene = (instance: DemoInstance): TimelineScene => ({ settings, script, instance })
  const stream = streamCache((instance) => demoStream(scene(instance)))
  const withStream = instances.filter(({ fate }) => fate.state !== 'no-stream')
  return {
    settings,
    clusterId,
    accountId,
    arn: `arn:aws:sagemaker:${settings.region}:${accountId}:cluster/${clusterId}`,
    createdMs: settings.startedMs - 20 * dayMs,
    snapshotMs: settings.startedMs + demoSnapshotAfterMs,
    logGroupName: wording.logGroup(settings.clusterName, clusterId),
    script,
    instances,
    streamOwners: new Map(withStream.map((instance) => [wording.logStream(instance), instance])),
    attempts: (instance) => attemptScenes(scene(instance)),
    earlierAttempts: (instance) => attemptScenes(earlierScene(scene(instance))),
    stream,
    events: (instance) => streamEvents(instance, stream(instance)),
  }
}
