// How the streams of a log group are read at the pace of the quota.
//
// A page of FilterLogEvents packs a mebibyte out of up to 100 streams, a call of GetLogEvents reads one stream and needs
// another call to prove its end; both have a quota of their own. So both are used at once: as many chains of
// FilterLogEvents as keep its quota busy at the latency measured take streams in batches from one end of the queue, as
// many readers of single streams as keep the quota of GetLogEvents busy take them from the other end. A chain follows one
// token after the other, so the last ones would go on alone at the pace of one call a round trip: whoever finds the queue
// empty asks the chain with the most left to end behind its next page and to give half of its streams away. A stream is
// read by one reader at a time and from front to back; where the next one goes on, what was yielded of that very
// millisecond is left out.
//
// Streams that were read before have rarely grown: where they are many, one chain over all of them, by the beginning of
// their names, asks whether they have. What it does not finish in a dozen pages is read as above.
import type { LogPage, ReadRequest } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import { FilterChain } from './filter-chain.ts'
import type { ChainPage } from './filtered-pages.ts'
import type { LogsApi } from './logs-api.ts'
import { PageQueue } from './page-queue.ts'
import { ReadQueue, type StreamPart } from './read-queue.ts'
import { streamPages } from './stream-pages.ts'

/** Pages that may wait to be stored. */
const waitingPages = 8
/** Pages in which the question whether many streams have grown must be answered. */
const knownPages = 12
/** A chain with less left than this is not worth two half-filled last pages. */
const worthSplittingPages = 2

/** The pages of the request; see LogSource.read. */
export async function* plannedRead(logs: LogsApi, request: ReadRequest): AsyncGenerator<LogPage> {
  const run = new PlannedRead(logs, request)
  yield* run.pages()
}

class PlannedRead {
  readonly #logs: LogsApi
  readonly #request: ReadRequest
  readonly #queue: ReadQueue
  readonly #pages = new PageQueue<LogPage>(waitingPages)
  readonly #chains = new Set<FilterChain>()
  /** Readers that have work in hand. */
  #busy = 0
  /** Wake those who wait for work. */
  #waiting: (() => void)[] = []
  #mayGetEvents = true

  constructor(logs: LogsApi, request: ReadRequest) {
    this.#logs = logs
    this.#request = request
    this.#queue = new ReadQueue(request.streams)
  }

  async *pages(): AsyncGenerator<LogPage> {
    const known = this.#queue.takeKnown()
    const workers = [
      ...(known === undefined ? [] : [this.#finish(this.#readKnown(known))]),
      ...Array.from({ length: this.#wantedChains() }, () => this.#readBatches()),
      ...Array.from({ length: this.#wantedReaders() }, () => this.#readSingles()),
    ]
    const all = Promise.all(workers).then(() => this.#pages.close())
    try {
      yield* this.#pages.pages()
    } finally {
      // The consumer may have had enough: nothing of this read goes on behind its back.
      this.#pages.close()
      this.#wake()
      await all
    }
  }

  #wantedChains(): number {
    return Math.min(this.#logs.callsInFlight('logs:FilterLogEvents'), this.#request.streams.length)
  }

  /** A single stream more needs a single call more; few streams are read faster by the chains alone. */
  #wantedReaders(): number {
    const inFlight = this.#logs.callsInFlight('logs:GetLogEvents')
    return Math.min(inFlight, Math.max(0, this.#request.streams.length - this.#wantedChains()))
  }

  async #readKnown(known: NonNullable<ReturnType<ReadQueue['takeKnown']>>): Promise<void> {
    this.#busy += 1
    const { toMs } = this.#request
    const chain = this.#chain(known)
    const streamNames = known.parts.map(({ stream }) => stream.name)
    try {
      for (let pages = 0; pages < knownPages; pages += 1) {
        const page = await chain.next()
        if (page === undefined) return
        await this.#pages.push({ ...page, streamNames, failure: undefined, notes: [] })
        if (page.completeToMs >= toMs) return
      }
      this.#queue.giveBack(chain.rest())
    } catch (error) {
      await this.#passOver(known.parts, error)
    }
  }

  async #readBatches(): Promise<void> {
    const take = () => {
      const batch = this.#queue.takeBatch(this.#wantedChains())
      return batch.length === 0 ? undefined : batch
    }
    for (let parts = await this.#work(take); parts !== undefined; parts = await this.#work(take)) {
      await this.#finish(this.#readChains(parts))
    }
  }

  async #readSingles(): Promise<void> {
    const take = () => (this.#mayGetEvents ? this.#queue.takeOne() : undefined)
    for (let part = await this.#work(take); part !== undefined; part = await this.#work(take)) {
      await this.#finish(this.#readStream(part))
    }
  }

  async #finish(reading: Promise<void>): Promise<void> {
    try {
      await reading
    } catch (error) {
      this.#pages.close({ error })
    } finally {
      this.#busy -= 1
      this.#wake()
    }
  }

  /** What `take` finds as soon as there is anything; undefined: nothing is left to do. */
  async #work<Work>(take: () => Work | undefined): Promise<Work | undefined> {
    for (;;) {
      if (this.#pages.isClosed) return undefined
      const work = take()
      if (work !== undefined) {
        this.#busy += 1
        return work
      }
      if (this.#busy === 0 && this.#queue.size === 0) return undefined
      this.#askForHalf()
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #askForHalf(): void {
    if (this.#queue.size > 0) return
    const [most] = [...this.#chains]
      .filter(({ parts, isAskedToSplit }) => parts.length > 1 && !isAskedToSplit)
      .sort((a, b) => b.pagesLeft() - a.pagesLeft())
    if (most !== undefined && most.pagesLeft() >= worthSplittingPages) most.isAskedToSplit = true
  }

  async #readChains(first: readonly StreamPart[]): Promise<void> {
    let parts = first
    while (parts.length > 0) {
      const chain = this.#chain({ parts })
      this.#chains.add(chain)
      try {
        parts = await this.#followChain(chain)
      } catch (error) {
        parts = await this.#passOver(parts, error)
      } finally {
        this.#chains.delete(chain)
      }
    }
  }

  #chain(of: { readonly parts: readonly StreamPart[]; readonly prefix?: string }): FilterChain {
    const { logGroupName, toMs } = this.#request
    const isEnough = () => this.#pages.isClosed
    return new FilterChain({ logs: this.#logs, logGroupName, ...of, toMs, isEnough })
  }

  /** Returns what this reader goes on with: nothing, or the half that it keeps. */
  async #followChain(chain: FilterChain): Promise<readonly StreamPart[]> {
    const streamNames = chain.parts.map(({ stream }) => stream.name)
    for (;;) {
      const page = await chain.next()
      if (page === undefined) return []
      await this.#pages.push({ ...page, streamNames, failure: undefined, notes: [] })
      if (this.#pages.isClosed) return []
      if (page.completeToMs >= this.#request.toMs) {
        if (chain.isWhole) this.#queue.learn(chain.parts.length, chain.pagesRead)
        return []
      }
      if (chain.isAskedToSplit) {
        const rest = chain.rest()
        const middle = Math.ceil(rest.length / 2)
        this.#queue.giveBack(rest.slice(middle))
        return rest.slice(0, middle)
      }
      // Its progress may make it the one to be split.
      this.#wake()
    }
  }

  async #readStream(part: StreamPart): Promise<void> {
    const { logGroupName, toMs } = this.#request
    const { stream, fromMs } = part
    const streamNames = [stream.name]
    const left = part.edge?.copy()
    try {
      for await (const page of streamPages(this.#logs, {
        ...{ logGroupName, streamName: stream.name, fromMs, toMs },
        isEnough: () => this.#pages.isClosed,
      })) {
        const events = left?.unseen(page.events) ?? page.events
        await this.#pages.push({ ...page, events, streamNames, failure: undefined, notes: [] })
        if (this.#pages.isClosed) return
      }
    } catch (error) {
      if (error instanceof OperatorError && error.code === 'access-denied') {
        await this.#doWithoutGetEvents(part, error)
      } else await this.#passOver([part], error)
    }
  }

  /** FilterLogEvents alone reads everything, too. What is refused is refused before anything was yielded. */
  async #doWithoutGetEvents(part: StreamPart, error: OperatorError): Promise<void> {
    this.#queue.giveBack([part])
    if (!this.#mayGetEvents) return
    this.#mayGetEvents = false
    const note = `${error.message} So the logs are read with FilterLogEvents alone, more slowly. ${error.nextStep}`
    await this.#pages.push(pageOf([], { notes: [note] }))
  }

  /** A failure that may pass ends the reading of these streams, the others go on. Nothing of them is left to read now. */
  async #passOver(parts: readonly StreamPart[], error: unknown): Promise<readonly StreamPart[]> {
    if (!(error instanceof OperatorError) || !isPassing(error)) throw error
    await this.#pages.push(pageOf(parts, { failure: error }))
    return []
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}

function pageOf(parts: readonly StreamPart[], rest: Partial<LogPage>): LogPage {
  const page: ChainPage = { events: [], completeToMs: 0, goneStreams: [] }
  const streamNames = parts.map(({ stream }) => stream.name)
  return { ...page, streamNames, failure: undefined, notes: [], ...rest }
}

/** Another part of the read may succeed, and the next sync goes on with this one. */
function isPassing(error: OperatorError): boolean {
  return error.code === 'aws-unreachable' || error.code === 'aws-unexpected-answer'
}
