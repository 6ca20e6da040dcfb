// Reads one stream with GetLogEvents. Its tokens are not FilterLogEvents': one always comes, and the stream has ended when
// the one that was sent comes back, so that each stream costs one call more than it has pages. Events have no id: a
// reading that starts anew at the last millisecond leaves out, of equal events, as many as it has yielded.
import type { LogEvent } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import { isRefusal } from './aws-fault.ts'
import { refused } from './aws-operator-error.ts'
import { EdgeEvents } from './edge-events.ts'
import type { ChainPage } from './filtered-pages.ts'
import type { LogsApi } from './logs-api.ts'

export interface StreamRequest {
  readonly logGroupName: string
  readonly streamName: string
  /** Inclusive. */
  readonly fromMs: number
  /** Exclusive. */
  readonly toMs: number
  /** As of ChainRequest. */
  readonly isEnough?: () => boolean
}

const mostRestarts = 3
const mostEmptyPages = 25_000

/** Yields every event with `fromMs <= atMs < toMs` exactly once, in CloudWatch's order; the last page is complete to `toMs`. */
export async function* streamPages(
  logs: LogsApi,
  request: StreamRequest,
): AsyncGenerator<ChainPage> {
  const run = new StreamPages(logs, request)
  for (;;) {
    if (request.isEnough?.() === true) return
    const page = await run.next()
    if (page === undefined) continue
    yield page
    if (page.completeToMs >= request.toMs) return
  }
}

class StreamPages {
  readonly #logs: LogsApi
  readonly #request: StreamRequest
  #fromMs: number
  #token: string | undefined
  #completeToMs: number
  #edge = new EdgeEvents()
  /** What a fresh start yields again. */
  #left = new EdgeEvents()
  #restarts = 0
  #emptyPages = 0

  constructor(logs: LogsApi, request: StreamRequest) {
    this.#logs = logs
    this.#request = request
    this.#fromMs = request.fromMs
    this.#completeToMs = request.fromMs
  }

  /** undefined: nothing new in this call, ask again. */
  async next(): Promise<ChainPage | undefined> {
    const { logGroupName, streamName: logStreamName, toMs: endTime } = this.#request
    const input = { logGroupName, logStreamName, endTime, startFromHead: true }
    const nextToken = this.#token
    try {
      const page = await this.#logs.getLogEvents({ ...input, startTime: this.#fromMs, nextToken })
      const isEnd = page.nextForwardToken === nextToken
      this.#token = page.nextForwardToken
      return this.#page(page.events, isEnd)
    } catch (error) {
      return this.#afterRefusal(error)
    }
  }

  #page(events: readonly LogEvent[], isEnd: boolean): ChainPage | undefined {
    const { fromMs, toMs } = this.#request
    const asked = events.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
    const unseen = this.#left.unseen(asked)
    if (isEnd) return { events: unseen, completeToMs: toMs, goneStreams: [] }
    this.#emptyPages = unseen.length > 0 ? 0 : this.#emptyPages + 1
    if (this.#emptyPages > mostEmptyPages) throw this.#noProgress(`${mostEmptyPages} empty pages`)
    if (unseen.length === 0) return undefined
    this.#restarts = 0
    // A page may leave the order of time where a clock has jumped: nothing before its latest event is then promised.
    const lastMs = unseen.at(-1)?.atMs ?? 0
    const inOrder = unseen.every(({ atMs }) => atMs >= this.#completeToMs && atMs <= lastMs)
    if (inOrder) this.#completeToMs = lastMs
    this.#edge = this.#edge.moved(this.#completeToMs, unseen)
    return { events: unseen, completeToMs: this.#completeToMs, goneStreams: [] }
  }

  #afterRefusal(error: unknown): ChainPage | undefined {
    const { logGroupName, streamName, toMs } = this.#request
    if (isRefusal(error, 'ResourceNotFoundException')) {
      if (/log ?group/i.test(error.message)) {
        throw this.#logs.logGroupNotFound('logs:GetLogEvents', logGroupName, error)
      }
      return { events: [], completeToMs: toMs, goneStreams: [streamName] }
    }
    if (!isRefusal(error, 'InvalidParameterException')) throw error
    if (this.#token === undefined) {
      const subject = `${logGroupName}, stream ${streamName}`
      throw refused({ action: 'logs:GetLogEvents', subject, region: this.#logs.region }, error)
    }
    this.#restart()
    return undefined
  }

  /** A token lives for 24 hours: the reading goes on from the last millisecond that it has reached. */
  #restart(): void {
    this.#restarts += 1
    if (this.#restarts > mostRestarts) throw this.#noProgress(`${mostRestarts} fresh starts`)
    this.#token = undefined
    this.#fromMs = this.#completeToMs
    this.#left = this.#edge.copy()
  }

  #noProgress(what: string): OperatorError {
    const { logGroupName, streamName } = this.#request
    return new OperatorError(
      'aws-unexpected-answer',
      `logs:GetLogEvents on ${streamName} of ${logGroupName} makes no progress: ${what} without a new event.`,
      'Run the same command again: it goes on where it stopped. If it happens twice, please report it.',
    )
  }
}
