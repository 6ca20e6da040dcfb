// Keeps one operation at the rate that AWS accepts. A token bucket holds a little less than a second's worth of calls, as
// AWS's own is thought to hold one; its rate starts at the published quota, falls when AWS throttles to what AWS has
// accepted of late, and creeps back by two percent of the quota a second, far more slowly around the rate that was
// throttled last. Other programs in the account share the quota, so the published figure is only a start.
// Where no figure is published, the rate doubles every second in which it is used up, from a guess, until AWS throttles for the
// first time; then it falls to two fifths.
import type { Quota } from './quota.ts'
import type { Timing } from './timing.ts'

/** A cut takes the rate to what was accepted since the last one, but by no less and no more than this. */
const smallestCut = 0.93
const largestCut = 0.7
/** Where no figure is published: the rate has more than doubled while AWS's bucket was emptied. */
const firstCut = 0.4
/** Seconds' worth of calls that may be sent at once. */
const burstSeconds = 0.9
// Calls in flight at the moment of a cut are throttled for the same reason: they do not cut again.
const cutPauseMs = 1000
const growthPerSecond = 0.02
/** Within this share of the rate that was throttled last, growth is slow: it is near what AWS accepts. */
const nearCut = 0.04
const growthNearCutPerSecond = 0.001
const slowestPerSecond = 0.2

export class Pacer {
  /** The highest rate that is tried; Infinity: not met yet. */
  #ceiling: number
  readonly #timing: Timing
  #perSecond: number
  #tokens: number
  #refilledMs: number
  #lastCutMs = Number.NEGATIVE_INFINITY
  /** Calls that AWS has accepted since then. Of the first ones a second's worth was saved up before: they say nothing of its rate. */
  #accepted: number
  #acceptedSinceMs: number
  /** The rate that was throttled last. */
  #lastCutRate = Number.POSITIVE_INFINITY

  constructor(quota: Quota, timing: Timing) {
    this.#ceiling = quota.published ? quota.callsPerSecond : Number.POSITIVE_INFINITY
    this.#timing = timing
    this.#perSecond = quota.callsPerSecond
    this.#tokens = this.#mostTokens()
    this.#refilledMs = timing.nowMs()
    this.#acceptedSinceMs = timing.nowMs()
    this.#accepted = quota.published ? -quota.callsPerSecond : 0
  }

  /** The rate as learned so far. */
  get callsPerSecond(): number {
    return this.#perSecond
  }

  /** Ends when the next call may be sent. Callers are served in the order in which they asked. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    this.#refill()
    this.#tokens -= 1
    if (this.#tokens >= 0) return
    try {
      await this.#timing.sleep((-this.#tokens / this.#perSecond) * 1000, signal)
    } catch (error) {
      this.#tokens += 1
      throw error
    }
  }

  throttled(): void {
    const nowMs = this.#timing.nowMs()
    if (nowMs - this.#lastCutMs < cutPauseMs) return
    const sinceMs = nowMs - this.#acceptedSinceMs
    const accepted = sinceMs > 0 ? (this.#accepted * 1000) / sinceMs : Number.POSITIVE_INFINITY
    this.#lastCutMs = nowMs
    this.#accepted = 0
    this.#acceptedSinceMs = nowMs
    const isFirst = this.#ceiling === Number.POSITIVE_INFINITY
    if (isFirst) this.#ceiling = this.#perSecond
    this.#lastCutRate = this.#perSecond
    const cutTo = isFirst
      ? firstCut * this.#perSecond
      : Math.max(largestCut * this.#perSecond, accepted)
    this.#perSecond = Math.max(slowestPerSecond, Math.min(smallestCut * this.#perSecond, cutTo))
    this.#tokens = Math.min(this.#tokens, 0)
  }

  succeeded(): void {
    this.#accepted += 1
    // Each growth is one call's share of that of a second in which `perSecond` calls succeed.
    if (this.#ceiling === Number.POSITIVE_INFINITY) {
      // A rate that nobody asks for in full says nothing of what AWS accepts.
      this.#refill()
      if (this.#tokens < 1) this.#perSecond += 1
      return
    }
    const isNear = Math.abs(this.#perSecond / this.#lastCutRate - 1) <= nearCut
    const perSecond = isNear ? growthNearCutPerSecond : growthPerSecond
    const growth = (this.#ceiling * perSecond) / this.#perSecond
    this.#perSecond = Math.min(this.#ceiling, this.#perSecond + growth)
  }

  #mostTokens(): number {
    return Math.max(1, this.#perSecond * burstSeconds)
  }

  #refill(): void {
    const nowMs = this.#timing.nowMs()
    const earned = ((nowMs - this.#refilledMs) / 1000) * this.#perSecond
    this.#refilledMs = nowMs
    this.#tokens = Math.min(this.#mostTokens(), this.#tokens + earned)
  }
}
