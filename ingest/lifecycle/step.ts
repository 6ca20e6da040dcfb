import type { Matcher } from './matcher.ts'

/**
 * How a step shows in the log: an entry of data/markers.json.
 * `opened`, `succeeded` and `failed` name a group `step`; `failed` may name `exit_code`. `trace` is a line that only
 * quotes a command (`+ cmd`), in which nothing counts.
 */
export interface StepRule {
  readonly dialect: string
  readonly kind: 'opened' | 'succeeded' | 'failed' | 'trace'
  readonly matcher: Matcher
}

/** Where lines outside every step belong. */
export const entrypointStep = '(entrypoint)'

/** One run of a sub-script or named section inside the execution stage. */
export interface StepRun {
  /** 1, 2, … in order of first lines. */
  readonly ordinal: number
  /** As the log names it, without arguments: `./mount_fsx.sh`. */
  readonly step: string
  /** undefined: it ran inside no other step. */
  readonly parentOrdinal: number | undefined
  readonly startedMs: number
  readonly endedMs: number
  readonly outcome: 'succeeded' | 'failed' | 'unfinished'
  readonly firstLine: number
  readonly lastLine: number
}
