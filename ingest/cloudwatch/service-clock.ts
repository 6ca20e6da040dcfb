import type { Timing } from './timing.ts'

/** AWS's own clock, read from the HTTP Date of its answers and carried on by the local monotonic clock. */
export class ServiceClock {
  readonly #timing: Timing
  #reading: { serviceMs: number; localMs: number } | undefined

  constructor(timing: Timing) {
    this.#timing = timing
  }

  /** Takes the Date header of an answer; one that is missing or no date changes nothing. */
  read(dateHeader: string | undefined): void {
    const serviceMs = Date.parse(dateHeader ?? '')
    if (Number.isNaN(serviceMs)) return
    this.#reading = { serviceMs, localMs: this.#timing.nowMs() }
  }

  /** Epoch ms, to the second; undefined before any answer. */
  nowMs(): number | undefined {
    if (this.#reading === undefined) return undefined
    return this.#reading.serviceMs + Math.round(this.#timing.nowMs() - this.#reading.localMs)
  }
}
