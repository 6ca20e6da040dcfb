import type { CallCounts } from '../log-source.ts'
import type { SavedEvents } from '../store/line-store.ts'
import type { SyncCounts } from '../store/sync-run-store.ts'
import { Heartbeat } from './heartbeat.ts'
import { instanceReaders } from './instance-readers.ts'
import { type ReadingFigures, readingFigures } from './quota-bound.ts'
import type { SyncProgress, SyncRequest } from './sync-report.ts'

/** What a running sync knows of itself: counts, phase, notes. One object a sync, handed to each of its parts. */
export class SyncState {
  readonly request: SyncRequest
  readonly startedMs: number
  readonly notes: string[] = []
  readonly changedStreams = new Set<number>()
  clusterId = ''
  clusterName = ''
  /** AWS's clock when the sync began: what `hung` is judged against. */
  asOfMs = 0
  phase: SyncProgress['phase'] = 'inventory'
  instancesDescribed = 0
  instancesToDescribe = 0
  streams = 0
  streamsDone = 0
  streamsSkipped = 0
  pages = 0
  events = 0
  lateEvents = 0
  repeatedEvents = 0
  lines = 0
  bytes = 0
  /** undefined: no events have been read. */
  figures: ReadingFigures | undefined
  isPartial = false
  /** A part of the sync has failed: the others end after what they have in hand. */
  isStopping = false
  readonly heartbeat: Heartbeat

  /** What the source had cost before: it may have served other syncs. */
  readonly #countsBefore: CallCounts

  constructor(request: SyncRequest) {
    this.request = request
    this.heartbeat = new Heartbeat(this)
    this.startedMs = request.now()
    this.#countsBefore = request.source.counts()
  }

  /** Runs the reading of events and measures it against the quota. */
  async measureReading(read: () => Promise<void>): Promise<void> {
    const before = this.request.source.reading()
    const beganMs = this.request.now()
    try {
      await read()
    } finally {
      const tookMs = Math.round(this.request.now() - beganMs)
      this.figures = readingFigures(tookMs, before, this.request.source.reading())
    }
  }

  /** What this sync has cost so far. */
  callCounts(): CallCounts {
    const now = this.request.source.counts()
    const before = this.#countsBefore
    const operations = Object.entries(now.byOperation).map(
      ([name, calls]) => [name, calls - (before.byOperation[name] ?? 0)] as const,
    )
    return {
      calls: now.calls - before.calls,
      throttles: now.throttles - before.throttles,
      retries: now.retries - before.retries,
      byOperation: Object.fromEntries(operations.filter(([, calls]) => calls > 0)),
    }
  }

  /** AWS's clock; the local one before the first answer. */
  serviceNowMs(): number {
    return this.request.source.serviceNowMs() ?? this.request.now()
  }

  elapsedMs(): number {
    return this.request.now() - this.startedMs
  }

  /** Called once it is known which cluster this is. */
  begin(cluster: { readonly clusterId: string; readonly name: string }): void {
    this.clusterId = cluster.clusterId
    this.clusterName = cluster.name
    this.asOfMs = this.serviceNowMs()
    this.report()
  }

  /** The same sentence is noted once. */
  note(sentence: string): void {
    if (!this.notes.includes(sentence)) this.notes.push(sentence)
  }

  addSaved(streamId: number, saved: SavedEvents): void {
    if (saved.events > 0) this.changedStreams.add(streamId)
    this.events += saved.events
    this.lateEvents += saved.lateEvents
    this.repeatedEvents += saved.repeatedEvents
    this.lines += saved.lines
    instanceReaders(this.request.rules).expect(this.lines, this.changedStreams.size)
    this.bytes += saved.bytes
  }

  counts(): SyncCounts {
    const { streams, streamsSkipped, pages, events, lateEvents, repeatedEvents } = this
    return {
      ...{ streams, streamsChanged: this.changedStreams.size, streamsSkipped },
      ...{ pages, events, lateEvents, repeatedEvents, lines: this.lines, bytes: this.bytes },
    }
  }

  /** Tells the caller where the sync stands. */
  report(): void {
    const { calls, throttles } = this.callCounts()
    const elapsedMs = this.elapsedMs()
    const progress: SyncProgress = {
      ...{ clusterName: this.clusterName, phase: this.phase },
      instancesDescribed: this.instancesDescribed,
      instancesToDescribe: this.instancesToDescribe,
      ...{ streamsDone: this.streamsDone, streamsTotal: this.streams },
      ...{ events: this.events, bytes: this.bytes, calls, throttles, elapsedMs },
      msLeft: this.#msLeft(elapsedMs),
    }
    this.request.onProgress(progress)
    this.heartbeat.beat(progress)
  }

  /** Events and descriptions are copied side by side: the longer one counts. */
  #msLeft(elapsedMs: number): number | undefined {
    // A tenth of the way is the least from which the rest can be told.
    if (this.phase !== 'events' || this.streamsDone * 10 < this.streams) return undefined
    const left = (done: number, total: number) =>
      total === 0 ? 0 : (elapsedMs * (total - done)) / Math.max(1, done)
    return Math.round(
      Math.max(
        left(this.streamsDone, this.streams),
        left(this.instancesDescribed, this.instancesToDescribe),
      ),
    )
  }
}
