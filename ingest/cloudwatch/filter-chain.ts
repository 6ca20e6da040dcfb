import type { LogEvent } from '../log-source.ts'
import { EdgeEvents } from './edge-events.ts'
import { type ChainPage, filteredPages } from './filtered-pages.ts'
import type { LogsApi } from './logs-api.ts'
import type { StreamPart } from './read-queue.ts'

/** What a chain needs to be begun. */
export interface ChainStart {
  readonly logs: LogsApi
  readonly logGroupName: string
  readonly parts: readonly StreamPart[]
  /** Asks for every stream whose name begins so; the parts are all that is wanted of them. */
  readonly prefix?: string | undefined
  readonly toMs: number
  /** As of ChainRequest. */
  readonly isEnough: () => boolean
}

/** One chain of FilterLogEvents over some streams; it can be ended behind any page and what is left be read by others. */
export class FilterChain {
  readonly parts: readonly StreamPart[]
  readonly #pages: AsyncGenerator<ChainPage>
  readonly #fromMs: ReadonlyMap<string, number>
  readonly #left: ReadonlyMap<string, EdgeEvents>
  readonly #lastEventMs: number
  #edge = new EdgeEvents()
  #firstMs: number | undefined
  #completeToMs: number
  /** Pages so far. */
  pagesRead = 0
  /** Set where others have nothing to do: the chain is asked to end behind its next page. */
  isAskedToSplit = false

  constructor({ logs, logGroupName, parts, prefix, toMs, isEnough }: ChainStart) {
    this.parts = parts
    const fromMs = Math.min(...parts.map((part) => part.fromMs))
    const streamNames = parts.map(({ stream }) => stream.name)
    const request = { logGroupName, streamNames, fromMs, toMs, isEnough }
    this.#pages = filteredPages(logs, prefix === undefined ? request : { ...request, prefix })
    this.#fromMs = new Map(parts.map((part) => [part.stream.name, part.fromMs]))
    this.#left = new Map(
      parts.flatMap(({ stream, edge }) => (edge === undefined ? [] : [[stream.name, edge.copy()]])),
    )
    this.#lastEventMs = Math.max(0, ...parts.map(({ stream }) => stream.lastEventMs ?? 0))
    this.#completeToMs = fromMs
  }

  /** Whether it reads its streams from their beginning. */
  get isWhole(): boolean {
    return this.parts.every(({ fromMs }) => fromMs === 0)
  }

  /** The next page with what each stream asked for; undefined: the chain has ended. */
  async next(): Promise<ChainPage | undefined> {
    const { value, done } = await this.#pages.next()
    if (done === true) return undefined
    const events = this.#asked(value.events)
    this.pagesRead += 1
    this.#firstMs ??= value.events[0]?.atMs
    this.#edge = this.#edge.moved(value.completeToMs, value.events)
    this.#completeToMs = value.completeToMs
    return { ...value, events }
  }

  /**
   * How many pages are left, by how much of the time up to the last known event has been read. Infinity: not known, as
   * the list of streams may not have heard of their latest events.
   */
  pagesLeft(): number {
    const firstMs = this.#firstMs
    if (firstMs === undefined) return Number.POSITIVE_INFINITY
    const read = this.#completeToMs - firstMs
    const left = this.#lastEventMs - this.#completeToMs
    if (left <= 0) return 0
    return read <= 0 ? Number.POSITIVE_INFINITY : (this.pagesRead * left) / read
  }

  /** What is left of the streams, to be read by others. The chain must not be read further. */
  rest(): readonly StreamPart[] {
    return this.parts.map(({ stream, fromMs }) => {
      // The chain may not have come to where a stream goes on that was taken over from another.
      const restMs = Math.max(this.#completeToMs, fromMs)
      const unmet = this.#left.get(stream.name)
      const edge = unmet === undefined ? this.#edge : this.#edge.and(unmet, restMs)
      return { stream, fromMs: restMs, edge }
    })
  }

  /** A chain begins where the earliest of its streams does: the others have no use for what lies before their own start. */
  #asked(events: readonly LogEvent[]): readonly LogEvent[] {
    // A prefix brings streams that nobody asked for.
    const wanted = events.filter(({ streamName, atMs }) => {
      const fromMs = this.#fromMs.get(streamName)
      return fromMs !== undefined && atMs >= fromMs
    })
    if (this.#left.size === 0) return wanted
    return wanted.filter((event) => this.#left.get(event.streamName)?.unseen([event]).length !== 0)
  }
}
