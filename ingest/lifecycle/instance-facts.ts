import type { AttemptOutcome } from './attempt.ts'
import type { Pace } from './pace.ts'
import type { Stage } from './stage.ts'

/** An attempt, as far as the state of its instance depends on it. */
export interface AttemptFacts {
  readonly startedMs: number
  /** Time of its last line. */
  readonly endedMs: number
  readonly outcome: AttemptOutcome
  /** Where it stands or ended. */
  readonly stage: Stage
  readonly step: string | undefined
  /** When the step, else the stage, that it stands in began. */
  readonly phaseStartedMs: number
  /** undefined: it did not fail. */
  readonly failedStage: Stage | undefined
  /** It failed and no line says why. */
  readonly lostTail: boolean
  /** Markers in it, unrecognised ones not counted. */
  readonly markers: number
}

/** All that the state of an expected instance rests on. */
export interface InstanceFacts {
  /** AWS lists it. */
  readonly listed: boolean
  readonly awsMessage: string | undefined
  readonly streams: number
  /** Of these, the ones that no sync has read to their end yet. */
  readonly unreadStreams: number
  readonly events: number
  readonly lines: number
  /** In order, over all its streams. */
  readonly attempts: readonly AttemptFacts[]
  /** The image it runs and the one it should run; undefined: unknown. */
  readonly imageId: string | undefined
  readonly desiredImageId: string | undefined
  /** Of its instance group. */
  readonly softwareUpdateStatus: string | undefined
}

/** The fleet that an instance is judged against. */
export interface FleetFacts {
  /** Time of the last sync: what silence is measured to. */
  readonly asOfMs: number
  readonly pace: readonly Pace[]
}
