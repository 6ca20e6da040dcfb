// CloudWatch Logs in virtual time: token buckets, latency, pages that are partly filled or empty, others in the account who
// use a share of the quota. A sync of an hour takes seconds, and the same seed gives the same calls.

import { defaultCallLimits } from '../../../ingest/cloudwatch/aws-call.ts'
import { AwsCaller } from '../../../ingest/cloudwatch/aws-caller.ts'
import type { FilteredEvent, FilteredPage } from '../../../ingest/cloudwatch/filtered-page.ts'
import type { LogsApi } from '../../../ingest/cloudwatch/logs-api.ts'
import { PageCounter } from '../../../ingest/cloudwatch/page-counts.ts'
import type { StreamPage } from '../../../ingest/cloudwatch/stream-page.ts'
import type { Timing } from '../../../ingest/cloudwatch/timing.ts'
import { seededRandom } from '../../../ingest/demo/seeded-random.ts'
import type { ReadingCounts, StreamToRead } from '../../../ingest/log-source.ts'

export interface Simulation {
  readonly streams: number
  /** Bytes of messages of one stream; `unequal`: from a tenth to three times that. */
  readonly streamBytes: number
  readonly unequal?: boolean
  readonly messageBytes?: number
  readonly filterPerSecond: number
  readonly getPerSecond: number
  readonly latencyMs?: number
  /** Mean share of a page that is filled; 1: all of it. */
  readonly fill?: number
  readonly emptyShare?: number
  /** Share of both quotas that others use. */
  readonly foreignShare?: number
  /** For so long from the beginning on, this share of all calls is throttled, however slowly they come. */
  readonly storm?: { readonly share: number; readonly ms: number }
  readonly seed?: number
}

const pageBytes = 2 ** 20
const eventOverheadBytes = 26
const startMs = 1_795_399_440_000
const streamMs = 900_000

/** Sleepers wake in the order of their time, as soon as nobody has anything else to do. */
export class VirtualTiming implements Timing {
  readonly #sleepers: { readonly atMs: number; readonly wake: () => void }[] = []
  #nowMs = 0
  #isPumping = false

  nowMs(): number {
    return this.#nowMs
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    return new Promise((wake) => {
      const atMs = this.#nowMs + ms
      const place = this.#sleepers.findLastIndex((sleeper) => sleeper.atMs <= atMs)
      this.#sleepers.splice(place + 1, 0, { atMs, wake })
      if (!this.#isPumping) this.#pump()
    })
  }

  #pump(): void {
    this.#isPumping = true
    setImmediate(() => {
      const next = this.#sleepers.shift()
      this.#isPumping = false
      if (next === undefined) return
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.wake()
      if (this.#sleepers.length > 0) this.#pump()
    })
  }
}

/** A bucket that holds one second's worth of calls. */
class Bucket {
  readonly #perSecond: number
  readonly #timing: Timing
  #tokens: number
  #filledMs = 0

  constructor(perSecond: number, timing: Timing) {
    this.#perSecond = perSecond
    this.#timing = timing
    this.#tokens = perSecond
  }

  take(): boolean {
    const nowMs = this.#timing.nowMs()
    const earned = ((nowMs - this.#filledMs) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#perSecond, this.#tokens + earned)
    this.#filledMs = nowMs
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}

/** What the service and its client have counted. */
export interface SimulatedCounts {
  readonly calls: number
  readonly throttles: number
  readonly byOperation: Readonly<Record<string, number>>
}

export class SimulatedLogs {
  readonly timing = new VirtualTiming()
  readonly streams: readonly StreamToRead[]
  readonly totalBytes: number
  readonly #simulation: Simulation
  readonly #caller: AwsCaller
  readonly #buckets: Readonly<Record<'filter' | 'get', Bucket>>
  readonly #filtered = new PageCounter()
  readonly #got = new PageCounter()
  readonly #events = new Map<string, FilteredEvent[]>()
  readonly #chains = new Map<string, FilteredEvent[]>()
  #calls = 0

  constructor(simulation: Simulation) {
    this.#simulation = simulation
    const { filterPerSecond, getPerSecond, foreignShare = 0 } = simulation
    this.#buckets = {
      filter: new Bucket(filterPerSecond * (1 - foreignShare), this.timing),
      get: new Bucket(getPerSecond * (1 - foreignShare), this.timing),
    }
    this.#caller = new AwsCaller({
      ...{ region: 'us-west-2', profile: undefined, limits: defaultCallLimits, skewMs: () => 0 },
      ...{ timing: this.timing, signal: new AbortController().signal, jitter: () => 0.5 },
      rates: { 'logs:FilterLogEvents': filterPerSecond, 'logs:GetLogEvents': getPerSecond },
      log: () => undefined,
      refreshCredentials: async () => undefined,
    })
    this.streams = this.#inventStreams()
    this.totalBytes = [...this.#events.values()].flat().reduce((sum, e) => sum + sizeOf(e), 0)
  }

  /** The client's side, as PlannedRead knows it. */
  get api(): LogsApi {
    return this as unknown as LogsApi
  }

  get region(): string {
    return 'us-west-2'
  }

  counts(): SimulatedCounts {
    return this.#caller.counts()
  }

  reading(): ReadingCounts {
    const { filterPerSecond, getPerSecond } = this.#simulation
    return {
      ...{ filter: this.#filtered.counts(), get: this.#got.counts() },
      ...{ filterPerSecond, getPerSecond },
    }
  }

  callsInFlight(action: 'logs:FilterLogEvents' | 'logs:GetLogEvents'): number {
    return this.#caller.callsInFlight(action)
  }

  /** Messages of a stream, in order. */
  messagesOf(name: string): readonly string[] {
    return (this.#events.get(name) ?? []).map(({ message }) => message)
  }

  /** Events of a stream, in order. */
  eventsOf(name: string): readonly FilteredEvent[] {
    return this.#events.get(name) ?? []
  }

  /** The least time in which both quotas can bring every event, in ms: full use of both from the first moment on. */
  boundMs(): number {
    const {
      filterPerSecond,
      getPerSecond,
      fill = 1,
      emptyShare = 0,
      foreignShare = 0,
    } = this.#simulation
    const perFilter = pageBytes * fill * (1 - emptyShare)
    const meanBytes = this.totalBytes / this.streams.length
    const perGet = meanBytes / (Math.ceil(meanBytes / perFilter) + 1)
    const free = 1 - foreignShare
    const perSecond = (filterPerSecond * perFilter + getPerSecond * perGet) * free
    // One second's worth of calls lies in the buckets.
    return Math.max(0, this.totalBytes / perSecond - 1) * 1000
  }

  async filterLogEvents(input: {
    readonly logStreamNames?: readonly string[]
    readonly logStreamNamePrefix?: string
    readonly startTime?: number | undefined
    readonly endTime?: number | undefined
    readonly nextToken?: string | undefined
  }): Promise<FilteredPage> {
    const page = await this.#caller.call({
      action: 'logs:FilterLogEvents',
      subject: '',
      send: async () => {
        await this.#arrive('filter')
        const key = input.nextToken ?? this.#newChain(input)
        const [chain = '', from = '0'] = key.split('/')
        const events = this.#page(this.#chains.get(chain) ?? [], Number(from))
        const next = Number(from) + events.length
        const isLast = next >= (this.#chains.get(chain)?.length ?? 0)
        await this.#leave(events)
        return { events, nextToken: isLast ? undefined : `${chain}/${next}` }
      },
      isComplete: () => true,
    })
    this.#filtered.add(page.events, page.nextToken !== undefined)
    return page
  }

  async getLogEvents(input: {
    readonly logStreamName: string
    readonly startTime?: number | undefined
    readonly nextToken?: string | undefined
  }): Promise<StreamPage> {
    const page = await this.#caller.call({
      action: 'logs:GetLogEvents',
      subject: '',
      send: async () => {
        await this.#arrive('get')
        const all = this.#events.get(input.logStreamName) ?? []
        const first = all.findIndex(({ atMs }) => atMs >= (input.startTime ?? 0))
        const from = Number.parseInt(
          input.nextToken ?? String(first === -1 ? all.length : first),
          10,
        )
        const events = this.#page(all, from)
        await this.#leave(events)
        // A token that comes back says that the stream has ended; an empty page before its end does not.
        const isEmpty = events.length === 0 && from < all.length
        const nextForwardToken = `${from + events.length}${isEmpty ? ` ${this.#calls}` : ''}`
        return { events, nextForwardToken }
      },
      isComplete: () => true,
    })
    this.#got.add(page.events, false)
    return page
  }

  async #arrive(bucket: 'filter' | 'get'): Promise<void> {
    this.#calls += 1
    if (!this.#isInStorm() && this.#buckets[bucket].take()) return
    await this.#sleep(this.#latencyMs() / 2)
    throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })
  }

  #isInStorm(): boolean {
    const { storm = { share: 0, ms: 0 }, seed = 1 } = this.#simulation
    if (this.timing.nowMs() >= storm.ms) return false
    return seededRandom(seed, 'storm', this.#calls).fraction() < storm.share
  }

  async #leave(events: readonly FilteredEvent[]): Promise<void> {
    const bytes = events.reduce((sum, event) => sum + sizeOf(event), 0)
    await this.#sleep(this.#latencyMs() + (120 * bytes) / pageBytes)
  }

  #sleep(ms: number): Promise<void> {
    return this.timing.sleep(ms, new AbortController().signal)
  }

  #latencyMs(): number {
    const { latencyMs = 250, seed = 1 } = this.#simulation
    return latencyMs * (0.7 + 0.6 * seededRandom(seed, 'latency', this.#calls).fraction())
  }

  #newChain(input: Parameters<SimulatedLogs['filterLogEvents']>[0]): string {
    const fromMs = input.startTime ?? 0
    const { logStreamNames, logStreamNamePrefix = '' } = input
    const names =
      logStreamNames ??
      [...this.#events.keys()].filter((name) => name.startsWith(logStreamNamePrefix))
    const events = names.flatMap((name) =>
      (this.#events.get(name) ?? []).filter(({ atMs }) => atMs >= fromMs),
    )
    const chain = String(this.#chains.size)
    this.#chains.set(
      chain,
      events.sort((a, b) => a.atMs - b.atMs),
    )
    return `${chain}/0`
  }

  /** An empty page is one of many with more behind it; the last one is never empty. */
  #page(events: readonly FilteredEvent[], from: number): readonly FilteredEvent[] {
    const { fill = 1, emptyShare = 0, seed = 1 } = this.#simulation
    const random = seededRandom(seed, 'fill', this.#calls)
    if (from < events.length && random.fraction() < emptyShare) return []
    const limit = fill === 1 ? pageBytes : pageBytes * (fill + (random.fraction() - 0.5) * 0.4)
    let bytes = 0
    let to = from
    while (to < events.length && to - from < 10_000) {
      bytes += sizeOf(events[to] as FilteredEvent)
      if (bytes > limit) break
      to += 1
    }
    return events.slice(from, to)
  }

  #inventStreams(): readonly StreamToRead[] {
    const { streams, streamBytes, unequal = false, messageBytes = 500, seed = 1 } = this.#simulation
    const padding = 'x'.repeat(messageBytes - eventOverheadBytes - 20)
    return Array.from({ length: streams }, (_, index) => {
      const name = `LifecycleConfig/worker/i-${index}`
      const random = seededRandom(seed, 'stream', index)
      const share = unequal ? 0.1 + 2.9 * random.fraction() ** 2 : 1
      const count = Math.round((streamBytes * share) / messageBytes)
      const offsetMs = random.integer(0, 300_000)
      const events = Array.from({ length: count }, (__, place) => ({
        streamName: name,
        // Some lines of a stream share their millisecond.
        atMs: startMs + offsetMs + Math.floor(((place - (place % 3)) / count) * streamMs),
        message: `${index} ${place} ${padding}`,
        eventId: `${index}-${place}`,
      }))
      this.#events.set(name, events)
      const lastEventMs = events.at(-1)?.atMs
      return { name, fromMs: 0, isUrgent: false, lastEventMs }
    })
  }
}

function sizeOf({ message }: FilteredEvent): number {
  return message.length + eventOverheadBytes
}
