// Reads some streams with one chain of FilterLogEvents, whatever happens on the way.
//
// Pages come in a chain of tokens, events in time order over all asked streams. `completeToMs` is the time of
// the last event while a token follows: earlier events have all come, more of that very millisecond may follow.
// The chain can break: a token expires after 24 hours, a stream is deleted, a token comes back. Then a new chain
// starts at `completeToMs`, and events of that millisecond that came before are known by their event id. Nothing
// before `completeToMs` is read again, so ids of earlier pages can be forgotten, save those of the page before:
// AWS has been seen to send a page twice.
import type { LogEvent } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import { isRefusal } from './aws-fault.ts'
import { refused } from './aws-operator-error.ts'
import type { FilteredEvent, FilteredPage } from './filtered-page.ts'
import type { LogsApi } from './logs-api.ts'
import { missingStreams } from './missing-streams.ts'
import { SeenEvents } from './seen-events.ts'

const mostFruitlessChains = 3
// At five calls a second, an hour and a half without a single event.
const mostEmptyPages = 25_000

/** What one chain reads. */
export interface ChainRequest {
  readonly logGroupName: string
  /** 1 to 100 names, or as many as there are with a `prefix`. */
  readonly streamNames: readonly string[]
  /** All streams whose names begin so are asked for, by no name; events of others may then come, too. */
  readonly prefix?: string
  /** Inclusive. */
  readonly fromMs: number
  /** Exclusive. */
  readonly toMs: number
  /** Asked between two calls: true where nobody wants more, so that a run of empty pages ends, too. */
  readonly isEnough?: () => boolean
}

/** What one chain has read: the events of a page, and how far all its streams are. */
export interface ChainPage {
  readonly events: readonly LogEvent[]
  /** Every event of the streams before this time has been yielded, in this page or an earlier one. */
  readonly completeToMs: number
  /** Streams that CloudWatch no longer has; they yield nothing more. */
  readonly goneStreams: readonly string[]
}

/** One chain of page tokens. */
interface Chain {
  readonly fromMs: number
  /** True where it was started because the one before came back to a token. */
  readonly afterRepeat: boolean
  readonly usedTokens: Set<string>
  token: string | undefined
  newEvents: number
}

/**
 * Yields every event of the streams with `fromMs <= atMs < toMs` exactly once, in time order over all of them, and at least
 * one page; the last one is complete to `toMs`.
 */
export async function* filteredPages(
  logs: LogsApi,
  request: ChainRequest,
): AsyncGenerator<ChainPage> {
  const { fromMs, toMs, streamNames } = request
  if (fromMs >= toMs || streamNames.length === 0) {
    yield { events: [], completeToMs: toMs, goneStreams: [] }
    return
  }
  const run = new FilteredPages(logs, request)
  for (;;) {
    if (request.isEnough?.() === true) return
    const page = await run.next()
    if (page === undefined) continue
    yield page
    if (page.completeToMs >= toMs) return
  }
}

class FilteredPages {
  readonly #logs: LogsApi
  readonly #request: ChainRequest
  readonly #seen = new SeenEvents()
  #streamNames: readonly string[]
  #goneStreams: string[] = []
  #completeToMs: number
  #chain: Chain
  #inOrder = true
  #fruitlessChains = 0
  #emptyPages = 0

  constructor(logs: LogsApi, request: ChainRequest) {
    this.#logs = logs
    this.#request = request
    this.#streamNames = request.streamNames
    this.#completeToMs = request.fromMs
    this.#chain = newChain(request.fromMs, false)
  }

  /** The next page that says something; undefined: nothing new in this call, ask again. */
  async next(): Promise<ChainPage | undefined> {
    if (this.#streamNames.length === 0) return this.#page([], this.#request.toMs)
    const answer = await this.#read()
    if (answer === undefined) return undefined
    const events = this.#newEvents(answer.events)
    const { nextToken } = answer
    if (nextToken === undefined || this.#repeatsInVain(nextToken)) {
      return this.#page(events, this.#request.toMs)
    }
    this.#moveCompleteTo(events)
    this.#follow(nextToken)
    if (events.length === 0 && this.#goneStreams.length === 0) return undefined
    return this.#page(events, this.#completeToMs)
  }

  async #read(): Promise<FilteredPage | undefined> {
    const { fromMs, token } = this.#chain
    try {
      return await this.#filter(this.#streamNames, { fromMs, nextToken: token })
    } catch (error) {
      if (isRefusal(error, 'ResourceNotFoundException')) return await this.#dropMissing(error)
      const expired = isRefusal(error, 'InvalidParameterException') && token !== undefined
      if (!expired) throw this.#asOperatorError(error)
      this.#startChain(false)
      return undefined
    }
  }

  #filter(
    streamNames: readonly string[],
    from: { fromMs: number; nextToken?: string | undefined; limit?: number },
  ): Promise<FilteredPage> {
    const { prefix } = this.#request
    return this.#logs.filterLogEvents({
      logGroupName: this.#request.logGroupName,
      ...(prefix === undefined
        ? { logStreamNames: [...streamNames] }
        : { logStreamNamePrefix: prefix }),
      startTime: from.fromMs,
      // FilterLogEvents takes its end time inclusively.
      endTime: this.#request.toMs - 1,
      nextToken: from.nextToken,
      limit: from.limit,
    })
  }

  async #dropMissing(error: Error): Promise<undefined> {
    if (/log ?group/i.test(error.message)) throw this.#groupNotFound(error)
    const missing = new Set(
      await missingStreams(this.#streamNames, (names) => this.#allExist(names)),
    )
    this.#streamNames = this.#streamNames.filter((name) => !missing.has(name))
    this.#goneStreams.push(...missing)
    if (missing.size > 0) this.#fruitlessChains = 0
    // The token belongs to the list of names that it was given for.
    this.#startChain(false)
    return undefined
  }

  async #allExist(names: readonly string[]): Promise<boolean> {
    try {
      await this.#filter(names, { fromMs: this.#request.toMs - 1, limit: 1 })
      return true
    } catch (error) {
      if (!isRefusal(error, 'ResourceNotFoundException')) throw this.#asOperatorError(error)
      if (/log ?group/i.test(error.message)) throw this.#groupNotFound(error)
      return false
    }
  }

  #newEvents(events: readonly FilteredEvent[]): FilteredEvent[] {
    const { fromMs, toMs } = this.#request
    const asked = events.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
    const unseen = this.#seen.unseen(asked)
    this.#chain.newEvents += unseen.length
    if (unseen.length > 0) this.#fruitlessChains = 0
    this.#emptyPages = unseen.length > 0 ? 0 : this.#emptyPages + 1
    if (this.#emptyPages > mostEmptyPages) throw this.#noProgress(`${mostEmptyPages} empty pages`)
    return unseen
  }

  // Two chains over the same time, the second without a single new event: there is nothing more.
  #repeatsInVain(nextToken: string): boolean {
    const { usedTokens, afterRepeat, newEvents } = this.#chain
    return usedTokens.has(nextToken) && afterRepeat && newEvents === 0
  }

  #follow(nextToken: string): void {
    if (this.#chain.usedTokens.has(nextToken)) {
      this.#startChain(true)
      return
    }
    this.#chain.usedTokens.add(nextToken)
    this.#chain.token = nextToken
  }

  #moveCompleteTo(events: readonly FilteredEvent[]): void {
    const last = events.at(-1)
    if (last === undefined) return
    // Should AWS ever leave the time order, nothing is promised before the end of the request.
    this.#inOrder &&= isInOrder(events, this.#completeToMs)
    if (!this.#inOrder) return
    this.#seen.forgetBefore(this.#completeToMs)
    this.#completeToMs = last.atMs
  }

  #startChain(afterRepeat: boolean): void {
    this.#fruitlessChains += 1
    if (this.#fruitlessChains > mostFruitlessChains) {
      throw this.#noProgress(`${mostFruitlessChains} fresh starts without a new event`)
    }
    this.#chain = newChain(this.#completeToMs, afterRepeat)
  }

  #page(events: readonly FilteredEvent[], completeToMs: number): ChainPage {
    const goneStreams = this.#goneStreams
    this.#goneStreams = []
    return { events, completeToMs, goneStreams }
  }

  #groupNotFound(error: unknown): Error {
    return this.#logs.logGroupNotFound('logs:FilterLogEvents', this.#request.logGroupName, error)
  }

  #asOperatorError(error: unknown): unknown {
    if (!isRefusal(error, 'InvalidParameterException')) return error
    const { logGroupName: subject } = this.#request
    const { region } = this.#logs
    return refused({ action: 'logs:FilterLogEvents', subject, region }, error)
  }

  #noProgress(what: string): OperatorError {
    return new OperatorError(
      'aws-unexpected-answer',
      `logs:FilterLogEvents on ${this.#request.logGroupName} makes no progress: ${what}.`,
      'Run the same command again: it goes on where it stopped. If it happens twice, please report it.',
    )
  }
}

function newChain(fromMs: number, afterRepeat: boolean): Chain {
  return { fromMs, afterRepeat, usedTokens: new Set(), token: undefined, newEvents: 0 }
}

function isInOrder(events: readonly FilteredEvent[], fromMs: number): boolean {
  return events.every(({ atMs }, index) => atMs >= (events[index - 1]?.atMs ?? fromMs))
}
