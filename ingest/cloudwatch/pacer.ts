// Keeps one operation at the rate that AWS accepts. A token bucket holds a second's worth of calls; its rate
// starts at the published quota, falls to seven tenths when AWS throttles, and creeps back by two percent of
// the quota a second. Other programs in the account share the quota, so the published figure is only a start.
// Where no figure is published, the rate doubles every second from a guess until AWS throttles for the first time.
import type { Quota } from './quota.ts'
import type { Timing } from './timing.ts'

const cutFactor = 0.7
// Calls in flight at the moment of a cut are throttled for the same reason: they do not cut again.
const cutPauseMs = 1000
const growthPerSecond = 0.02
const slowestPerSecond = 0.2

export class Pacer {
  /** The highest rate that is tried; Infinity: not met yet. */
  #ceiling: number
  readonly #timing: Timing
  #perSecond: number
  #tokens: number
  #refilledMs: number
  #lastCutMs = Number.NEGATIVE_INFINITY

  constructor(quota: Quota, timing: Timing) {
    this.#ceiling = quota.published ? quota.callsPerSecond : Number.POSITIVE_INFINITY
    this.#timing = timing
    this.#perSecond = quota.callsPerSecond
    this.#tokens = Math.max(1, quota.callsPerSecond)
    this.#refilledMs = timing.nowMs()
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
    this.#lastCutMs = nowMs
    if (this.#ceiling === Number.POSITIVE_INFINITY) this.#ceiling = this.#perSecond
    this.#perSecond = Math.max(slowestPerSecond, this.#perSecond * cutFactor)
    this.#tokens = Math.min(this.#tokens, 0)
  }

  succeeded(): void {
    // One call's share of the growth of a second in which `perSecond` calls succeed.
    const growth =
      this.#ceiling === Number.POSITIVE_INFINITY
        ? 1
        : (this.#ceiling * growthPerSecond) / this.#perSecond
    this.#perSecond = Math.min(this.#ceiling, this.#perSecond + growth)
  }

  #refill(): void {
    const nowMs = this.#timing.nowMs()
    const earned = ((nowMs - this.#refilledMs) / 1000) * this.#perSecond
    this.#refilledMs = nowMs
    this.#tokens = Math.min(Math.max(1, this.#perSecond), this.#tokens + earned)
  }
}
