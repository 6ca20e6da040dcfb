import { attemptLog, type WrittenLine } from './attempt-log.ts'
import type { DemoInstance } from './demo-instance.ts'
import { layoutWording } from './demo-layout.ts'
import type { TimelineScene } from './demo-timeline.ts'
import { attemptScenes, earlierScene } from './earlier-bring-up.ts'
import { type DemoStream, deliver } from './log-delivery.ts'
import { seededRandom } from './seeded-random.ts'
import { unmarkedLog } from './unmarked-log.ts'

/** One event as CloudWatch holds it. */
export interface DemoEvent {
  readonly atMs: number
  /** Invisible before this time. */
  readonly ingestedMs: number
  readonly message: string
  readonly eventId: string
}

function writtenLines(scene: TimelineScene): WrittenLine[] {
  const { settings, instance } = scene
  if (instance.fate.state === 'no-markers') {
    return unmarkedLog(instance, seededRandom(settings.seed, instance.index, 'unmarked'))
  }
  const lines = attemptScenes(scene).flatMap(attemptLog)
  const { oddMarker } = layoutWording(settings.layout)
  if (!instance.fate.oddMarker || oddMarker === undefined) return lines
  const place = Math.floor(lines.length / 2)
  const writtenMs = lines[place]?.writtenMs ?? 0
  return lines.toSpliced(place, 0, { writtenMs, text: oddMarker })
}

// About one stream of a hundred has a batch that arrives late, by up to a third of an hour: some only after the snapshot.
function lateByMs({ settings, instance }: TimelineScene): number {
  const random = seededRandom(settings.seed, instance.index, 'late')
  const isEnded = instance.fate.state === 'succeeded' && instance.role === 'compute'
  return isEnded && random.chance(0.012) ? random.integer(90, 1300) * 1000 : 0
}

/** The whole log stream of an instance, by its own clock; undefined: it never gets one. */
export function demoStream(scene: TimelineScene): DemoStream | undefined {
  const offMs = scene.settings.clockOffMs[scene.instance.index] ?? 0
  const stream = punctualStream(scene)
  if (stream === undefined || offMs === 0) return stream
  return { ...stream, atMs: stream.atMs.map((ms) => ms + offMs) }
}

function punctualStream(scene: TimelineScene): DemoStream | undefined {
  const { settings, instance } = scene
  if (instance.fate.state === 'no-stream') return undefined
  const name = layoutWording(settings.layout).logStream(instance)
  const random = seededRandom(settings.seed, instance.index, 'delivery')
  const present = deliver(name, writtenLines(scene), { random, lateByMs: lateByMs(scene) })
  if (instance.earlier === undefined) return present
  const lines = attemptScenes(earlierScene(scene)).flatMap(attemptLog)
  const then = seededRandom(settings.seed, instance.index, 'earlier delivery')
  return joined(deliver(name, lines, { random: then, lateByMs: 0 }), present)
}

function joined(earlier: DemoStream, later: DemoStream): DemoStream {
  return {
    name: later.name,
    atMs: Float64Array.of(...earlier.atMs, ...later.atMs),
    ingestedMs: Float64Array.of(...earlier.ingestedMs, ...later.ingestedMs),
    messages: [...earlier.messages, ...later.messages],
  }
}

/** When the first lines of an instance are written. */
export function streamBeginsMs({ earlier, firstRunMs }: DemoInstance): number {
  return earlier?.startMs ?? firstRunMs
}

/** CloudWatch's event ids are 56 digits that grow with time; these do, and name stream and place. */
export function demoEventId(
  stream: { readonly index: number; readonly atMs: number },
  place: number,
): string {
  const digits = `${stream.atMs}${String(stream.index).padStart(6, '0')}${String(place).padStart(7, '0')}`
  return `3${digits.padStart(55, '9')}`
}

/** What is left of a stream whose log group was created again at this time; undefined: nothing. */
export function sinceCreated(stream: DemoStream, createdMs: number): DemoStream | undefined {
  const places = [...stream.ingestedMs.keys()].filter(
    (place) => (stream.ingestedMs[place] ?? 0) >= createdMs,
  )
  if (places.length === 0) return undefined
  return {
    name: stream.name,
    atMs: Float64Array.from(places, (place) => stream.atMs[place] ?? 0),
    ingestedMs: Float64Array.from(places, (place) => stream.ingestedMs[place] ?? 0),
    messages: places.map((place) => stream.messages[place] ?? ''),
  }
}
