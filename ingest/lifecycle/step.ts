import type { Line } from './line.ts'
import type { Matcher } from './matcher.ts'

/**
 * How a step shows in the log: an entry of data/markers.json.
 *
 * - `opened` names a group `step`; `opened-by-trace` too, and it counts only inside another step.
 * - `succeeded` and `failed` close the step that their group `step` names, with all that is open inside it; `failed`
 *   may name `exit_code` or `signal`. Without a group `step` they close the innermost step of their section.
 * - `ended` closes the innermost step of its section, which failed if what ran inside it last did.
 * - `trace` is a line that only quotes a command (`+ cmd`), in which nothing but `opened-by-trace` counts.
 */
export interface StepRule {
  readonly dialect: string
  readonly kind: 'opened' | 'opened-by-trace' | 'succeeded' | 'failed' | 'ended' | 'trace'
  readonly matcher: Matcher
  /** Steps of one section run one after the other: the next one ends the one before it. undefined: they nest. */
  readonly section: string | undefined
}

/** Where lines outside every step belong. */
export const entrypointStep = '(entrypoint)'

/** One run of a sub-script or named section inside the execution stage. */
export interface StepRun {
  /** 1, 2, … in order of first lines. */
  readonly ordinal: number
  /** As the log names it, without arguments: `./mount_fsx.sh`. `(entrypoint)`: the log names no step at all. */
  readonly step: string
  /** undefined: it ran inside no other step. */
  readonly parentOrdinal: number | undefined
  readonly startedMs: number
  readonly endedMs: number
  readonly outcome: 'succeeded' | 'failed' | 'unfinished'
  readonly firstLine: number
  readonly lastLine: number
}

/** The only step of an execution whose log names none. */
export function entrypointRun(first: Line, last: Line, outcome: StepRun['outcome']): StepRun {
  return {
    ordinal: 1,
    step: entrypointStep,
    parentOrdinal: undefined,
    startedMs: first.atMs,
    endedMs: Math.max(first.atMs, last.atMs),
    outcome,
    firstLine: first.ordinal,
    lastLine: Math.max(first.ordinal, last.ordinal),
  }
}
