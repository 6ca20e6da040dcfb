import type { StreamToRead } from '../log-source.ts'
import type { EdgeEvents } from './edge-events.ts'

/** Streams that go on so much earlier than the others, since their clock is behind, would have the time between read of all. */
const farBehindMs = 3_600_000

/** A shorter beginning may fit streams of every kind in the log group. */
const leastPrefix = 3

// The last page of a batch is half empty on the average. Of many streams the last batches need not be smaller than this: a
// chain that others would wait for is split.
const leastBatch = 8
/** Of fewer streams they may be as much smaller. */
const streamsOfLeastBatch = 1000
/** As soon as it is known how many streams fill a page, so many pages are worth a batch. */
const pagesOfLeastBatch = 3

/** What is left of one stream: from when, and what was yielded of that time already. */
export interface StreamPart {
  readonly stream: StreamToRead
  readonly fromMs: number
  /** undefined: nothing of it has been read. */
  readonly edge: EdgeEvents | undefined
}

/** FilterLogEvents takes up to 100 stream names. */
export const mostNames = 100

/**
 * The streams that nobody reads yet. Urgent ones are taken first and apart from the others, in small batches, so that
 * several chains finish them at once; single streams are taken from the other end.
 */
export class ReadQueue {
  readonly #urgent: StreamPart[]
  readonly #rest: StreamPart[]
  #leastBatch: number
  /** Of streams read together from their beginning to their end. */
  readonly #read = { streams: 0, pages: 0 }

  constructor(streams: readonly StreamToRead[]) {
    const parts = streams.map((stream) => ({ stream, fromMs: stream.fromMs, edge: undefined }))
    // Streams that go on at the same time are read together: a chain begins at the earliest of its own.
    const byStart = parts.sort((a, b) => a.fromMs - b.fromMs)
    this.#urgent = byStart.filter(({ stream }) => stream.isUrgent)
    this.#rest = byStart.filter(({ stream }) => !stream.isUrgent)
    const share = Math.ceil((leastBatch * streams.length) / streamsOfLeastBatch)
    this.#leastBatch = Math.min(leastBatch, share)
  }

  get size(): number {
    return this.#urgent.length + this.#rest.length
  }

  /** The next streams to be read together, an even share for each of `chains`; empty: there are none. */
  takeBatch(chains: number): readonly StreamPart[] {
    const list = this.#urgent.length > 0 ? this.#urgent : this.#rest
    const share = Math.ceil(list.length / Math.max(1, chains))
    return list.splice(0, Math.min(mostNames, Math.max(this.#leastBatch, share)))
  }

  /**
   * Streams of which most has been read before, where they are many and their names begin alike: one question by that
   * beginning tells whether any of them has grown. undefined: there are no such.
   */
  takeKnown(): { readonly parts: readonly StreamPart[]; readonly prefix: string } | undefined {
    const all = [...this.#urgent, ...this.#rest].filter(({ fromMs }) => fromMs > 0)
    const latestMs = all.reduce((latest, { fromMs }) => Math.max(latest, fromMs), 0)
    const known = all.filter(({ fromMs }) => fromMs > latestMs - farBehindMs)
    const prefix = commonStart(known.map(({ stream }) => stream.name))
    if (known.length <= mostNames || prefix.length < leastPrefix) return undefined
    const taken = new Set(known)
    for (const list of [this.#urgent, this.#rest]) {
      list.splice(0, list.length, ...list.filter((part) => !taken.has(part)))
    }
    return { parts: known, prefix }
  }

  /** The stream that a batch would take last. */
  takeOne(): StreamPart | undefined {
    return this.#rest.pop() ?? this.#urgent.pop()
  }

  /** So many streams took so many pages when they were read together, from the beginning to the end. */
  learn(streams: number, pages: number): void {
    this.#read.streams += streams
    this.#read.pages += pages
    const worth = Math.round((pagesOfLeastBatch * this.#read.streams) / this.#read.pages)
    this.#leastBatch = Math.max(1, Math.min(mostNames, worth))
  }

  giveBack(parts: readonly StreamPart[]): void {
    this.#rest.push(...parts)
  }
}

function commonStart(names: readonly string[]): string {
  let start = names[0] ?? ''
  for (const name of names) {
    while (!name.startsWith(start)) start = start.slice(0, -1)
  }
  return start
}
