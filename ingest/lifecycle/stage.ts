import type { MarkerKind } from './marker.ts'

/** A phase between markers. */
export type Stage = 'start' | 'download' | 'execution' | 'done'

/** In the order in which an attempt goes through them. */
export const stages: readonly Stage[] = ['start', 'download', 'execution', 'done']

/** The stage an attempt is in once it has written this marker; undefined: the marker does not move it. */
export const stageAfterMarker = {
  'log-started': 'start',
  'download-started': 'download',
  'download-completed': 'execution',
  'script-succeeded': 'done',
  'script-failed': 'done',
  unrecognised: undefined,
} as const satisfies Record<MarkerKind, Stage | undefined>

/** One pass of an attempt through a stage. */
export interface StageRun {
  readonly stage: Exclude<Stage, 'done'>
  readonly startedMs: number
  /** Time of the last line so far when it has not ended. */
  readonly endedMs: number
  readonly outcome: 'succeeded' | 'failed' | 'unfinished'
  /** True: its end has no marker of its own; the first script line after a download implies it. */
  readonly implied: boolean
}
