// Every call to AWS goes through here. The SDK makes one attempt; what to do with a failed one is decided here,
// because the SDK gives up on throttling after seconds, takes an empty answer for an answer without events, and
// repeats neither a broken answer nor a call whose credentials have just expired.
import type { CallCounts } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import type { AwsCall, CallIdentity, CallLimits } from './aws-call.ts'
import { type AwsFault, awsFault, faultDetail, UnexpectedAnswer } from './aws-fault.ts'
import * as failure from './aws-operator-error.ts'
import type { UsedAction } from './iam-policy.ts'
import { Pacer } from './pacer.ts'
import { quotaOf } from './quota.ts'
import type { Timing } from './timing.ts'

export interface AwsCallerOptions {
  readonly region: string
  readonly profile: string | undefined
  readonly signal: AbortSignal
  readonly timing: Timing
  readonly limits: CallLimits
  /** 0 to 1; spreads the waits of programs that fail at the same moment. */
  readonly jitter: () => number
  /** Calls a second by action, in place of the published quotas. */
  readonly rates: Readonly<Partial<Record<UsedAction, number>>>
  /** Told of every wait that an operator would wonder about, as a sentence. */
  readonly log: (sentence: string) => void
  /** Service clock minus local clock, ms. */
  readonly skewMs: () => number | undefined
  readonly refreshCredentials: () => Promise<void>
}

const longestWaitMs = 30_000
const throttleWaitMs = 500
const retryWaitMs = 2000
const waitWorthTellingMs = 5000
/** What a call is thought to take before one has been measured. */
const firstLatencyMs = 300
/** The weight of the latest call in the mean of them. */
const latencyWeight = 0.1
/** Room for calls that take longer than the mean. */
const inFlightRoom = 1.4

/** What one call has been through so far. */
interface Story {
  throttles: number
  failures: number
  firstFailureMs: number
  refreshed: boolean
  skewCorrected: boolean
}

export class AwsCaller {
  readonly #options: AwsCallerOptions
  readonly #pacers = new Map<UsedAction, Pacer>()
  readonly #counts = { calls: 0, throttles: 0, retries: 0 }
  readonly #byOperation: Record<string, number> = {}
  readonly #latencyMs = new Map<UsedAction, number>()

  constructor(options: AwsCallerOptions) {
    this.#options = options
  }

  counts(): CallCounts {
    return { ...this.#counts, byOperation: { ...this.#byOperation } }
  }

  /** Calls of an action that must be under way at once for its quota to be used up, by the latency measured so far. */
  callsInFlight(action: UsedAction): number {
    const latencyMs = this.#latencyMs.get(action) ?? firstLatencyMs
    const { callsPerSecond } = this.#pacer(action)
    return Math.ceil((callsPerSecond * latencyMs * inFlightRoom) / 1000) + 1
  }

  /** Calls a second that the quota of an action allows, as published or asked for. */
  quotaPerSecond(action: UsedAction): number {
    return this.#options.rates[action] ?? quotaOf(action, this.#options.region).callsPerSecond
  }

  get region(): string {
    return this.#options.region
  }

  /**
   * The answer to one call. Throttling is waited out without end; a broken network or answer is tried again a
   * limited number of times. Throws OperatorError, an `expected` refusal as it came, or the signal's reason.
   */
  async call<Output>(call: AwsCall<Output>): Promise<Output> {
    const story: Story = {
      throttles: 0,
      failures: 0,
      firstFailureMs: 0,
      refreshed: false,
      skewCorrected: false,
    }
    for (;;) {
      await this.#pacer(call.action).take(this.#options.signal)
      try {
        return await this.#attempt(call)
      } catch (error) {
        this.#options.signal.throwIfAborted()
        await this.#afterFailure(call, story, error)
      }
    }
  }

  async #attempt<Output>(call: AwsCall<Output>): Promise<Output> {
    this.#count(call.action)
    const limit = AbortSignal.timeout(this.#options.limits.attemptMs)
    const sentMs = this.#options.timing.nowMs()
    let output: Output
    try {
      output = await call.send(AbortSignal.any([this.#options.signal, limit]))
    } catch (error) {
      if (limit.aborted) throw new DOMException('The answer never ended.', 'TimeoutError')
      throw error
    }
    if (!call.isComplete(output)) throw new UnexpectedAnswer('an answer without its contents')
    this.#pacer(call.action).succeeded()
    this.#measure(call.action, this.#options.timing.nowMs() - sentMs)
    return output
  }

  #measure(action: UsedAction, ms: number): void {
    const before = this.#latencyMs.get(action) ?? ms
    this.#latencyMs.set(action, before + (ms - before) * latencyWeight)
  }

  /** Ends when the call may be tried again; throws where it may not. */
  async #afterFailure(call: CallIdentity, story: Story, error: unknown): Promise<void> {
    const context = { ...this.#options, action: call.action, subject: call.subject }
    const decisions: Record<AwsFault, () => Promise<void> | never> = {
      throttled: () => this.#waitOutThrottling(call, story),
      unreachable: () => this.#retry(call, story, error),
      'unexpected-answer': () => this.#retry(call, story, error),
      'credentials-expired': () =>
        this.#refreshOnce(story, failure.credentialsExpired(context, error)),
      'clock-skewed': () =>
        this.#correctClockOnce(story, () =>
          failure.clockSkewed(context, this.#options.skewMs(), error),
        ),
      'credentials-missing': () => fail(failure.credentialsMissing(context, error)),
      'credentials-refused': () => fail(failure.credentialsRefused(context, error)),
      'access-denied': () => fail(failure.accessDenied(context, error)),
      refused: () => fail(isExpected(call, error) ? error : failure.refused(context, error)),
      bug: () => fail(error),
    }
    await decisions[awsFault(error)]()
  }

  async #waitOutThrottling(call: CallIdentity, story: Story): Promise<void> {
    this.#counts.throttles += 1
    this.#pacer(call.action).throttled()
    const waitMs = this.#stepMs(throttleWaitMs, story.throttles)
    story.throttles += 1
    if (waitMs >= waitWorthTellingMs) {
      this.#options.log(`AWS throttles ${call.action}; next try in ${Math.round(waitMs / 1000)} s.`)
    }
    await this.#options.timing.sleep(waitMs, this.#options.signal)
  }

  async #retry(call: CallIdentity, story: Story, error: unknown): Promise<void> {
    const { limits, timing, signal, log } = this.#options
    const nowMs = timing.nowMs()
    if (story.failures === 0) story.firstFailureMs = nowMs
    const waitMs = this.#stepMs(retryWaitMs, story.failures)
    story.failures += 1
    const impatient = nowMs - story.firstFailureMs > limits.patienceMs
    if (story.failures >= limits.tries || impatient) throw this.#givingUp(call, story, error)
    this.#counts.retries += 1
    log(`${call.action}: ${faultDetail(error)}; next try in ${Math.round(waitMs / 1000)} s.`)
    await timing.sleep(waitMs, signal)
  }

  #givingUp(call: CallIdentity, story: Story, error: unknown): OperatorError {
    const context = { ...this.#options, action: call.action, subject: call.subject }
    return awsFault(error) === 'unexpected-answer'
      ? failure.unexpectedAnswer(context, story.failures, error)
      : failure.unreachable(context, story.failures, error)
  }

  // A profile's process, SSO session or file may hold newer credentials than the ones first read.
  async #refreshOnce(story: Story, expired: OperatorError): Promise<void> {
    if (story.refreshed) throw expired
    story.refreshed = true
    this.#counts.retries += 1
    try {
      await this.#options.refreshCredentials()
    } catch (error) {
      throw new OperatorError(expired.code, expired.message, expired.nextStep, error)
    }
  }

  // The SDK has read the service's time from the refusal and signs the next attempt by it.
  async #correctClockOnce(story: Story, skewed: () => OperatorError): Promise<void> {
    if (story.skewCorrected) throw skewed()
    story.skewCorrected = true
    this.#counts.retries += 1
  }

  #stepMs(firstMs: number, earlier: number): number {
    const fullMs = Math.min(longestWaitMs, firstMs * 2 ** earlier)
    return fullMs * (0.5 + this.#options.jitter() / 2)
  }

  #pacer(action: UsedAction): Pacer {
    const known = this.#pacers.get(action)
    if (known !== undefined) return known
    const { rates, region, timing } = this.#options
    const asked = rates[action]
    const quota =
      asked === undefined ? quotaOf(action, region) : { callsPerSecond: asked, published: true }
    const pacer = new Pacer(quota, timing)
    this.#pacers.set(action, pacer)
    return pacer
  }

  #count(action: UsedAction): void {
    const operation = action.slice(action.indexOf(':') + 1)
    this.#counts.calls += 1
    this.#byOperation[operation] = (this.#byOperation[operation] ?? 0) + 1
  }
}

function isExpected(call: CallIdentity, error: unknown): boolean {
  return error instanceof Error && (call.expected ?? []).includes(error.name)
}

function fail(error: unknown): never {
  throw error
}
