import { setTimeout as wait } from 'node:timers/promises'

/** The clock that waits and paces go by; tests own it. */
export interface Timing {
  /** Milliseconds on a clock that never steps back. Its origin means nothing: only differences count. */
  nowMs(): number
  /** Ends after `ms`, or throws as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export const realTiming: Timing = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
}
