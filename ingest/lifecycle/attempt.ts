import type { FailureClues } from './decisive-line.ts'
import type { Marker } from './marker.ts'
import type { Silent } from './silence.ts'
import type { Stage, StageRun } from './stage.ts'
import type { StepRun } from './step.ts'

/** `aborted`: it never ended, and another attempt began after it. `unfinished`: the log just stops. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'aborted' | 'unfinished'

/** Why a failed attempt failed, as far as its own log says. */
export interface AttemptFailure {
  readonly stage: Exclude<Stage, 'done'>
  /** undefined: it failed before execution. `(entrypoint)`: outside every step. */
  readonly step: string | undefined
  readonly exitCode: number | undefined
  /** undefined: no line says why (lost tail). */
  readonly decisiveLine: { readonly ordinal: number; readonly text: string } | undefined
  /** Why this line and not another: sentences. */
  readonly reasons: readonly string[]
  /** What the choice rests on, for a choice against the healthy instances of the fleet. */
  readonly clues: FailureClues
}

/** One run of the lifecycle scripts on one instance. */
export interface Attempt extends Silent {
  readonly startedMs: number
  /** Time of its last line so far. */
  readonly endedMs: number
  readonly outcome: AttemptOutcome
  /** Where it stands or ended. */
  readonly stage: Stage
  /** Innermost step open at its last line. */
  readonly step: string | undefined
  readonly markers: readonly Marker[]
  readonly stageRuns: readonly (StageRun & Silent)[]
  readonly stepRuns: readonly (StepRun & Silent)[]
  /** Present exactly when the outcome is `failed`. */
  readonly failure: AttemptFailure | undefined
  /** The line that ended the longest silence; undefined: it was never silent. */
  readonly longestSilenceLine: number | undefined
  readonly firstLine: number
  readonly lastLine: number
}

/** Everything one log stream says. */
export interface StreamAnalysis {
  /** The dialect of its service markers, else of its steps; undefined: nothing recognised. */
  readonly dialect: string | undefined
  /** In order. A stream with lines has at least one attempt. */
  readonly attempts: readonly Attempt[]
}
