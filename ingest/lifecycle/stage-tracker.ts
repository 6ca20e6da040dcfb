import type { Silent } from './silence.ts'
import type { StageRun } from './stage.ts'

type SilentRun = StageRun & Silent
type RunningStage = { -readonly [Key in keyof SilentRun]: SilentRun[Key] }

/** Follows the stages of one attempt. A stage that never shows has no run. */
export class StageTracker {
  #runs: RunningStage[] = []

  get stage(): StageRun['stage'] | undefined {
    return this.#runs.at(-1)?.stage
  }

  /** `implied`: no marker says that the stage before it is over. */
  enter(stage: StageRun['stage'], atMs: number, implied: 'implied' | 'marked'): void {
    const before = this.#runs.at(-1)
    if (before?.stage === stage) {
      this.#confirm(atMs, implied)
      return
    }
    if (before !== undefined) {
      before.outcome = 'succeeded'
      before.endedMs = Math.max(before.startedMs, atMs)
      before.implied = implied === 'implied'
    }
    this.#runs.push({
      stage,
      startedMs: atMs,
      endedMs: atMs,
      outcome: 'unfinished',
      implied: false,
      longestSilenceMs: 0,
    })
  }

  /** A line came after this many milliseconds of silence. */
  heard(silenceMs: number): void {
    const last = this.#runs.at(-1)
    if (last !== undefined) last.longestSilenceMs = Math.max(last.longestSilenceMs, silenceMs)
  }

  /** Takes back a stage that was only implied, for a marker that shows it had not begun. */
  withdraw(stage: StageRun['stage']): void {
    this.#runs = this.#runs.filter((run) => run.stage !== stage)
  }

  /** A stage that was implied, and then shows by its marker, began with the marker. */
  #confirm(atMs: number, implied: 'implied' | 'marked'): void {
    const [before, now] = this.#runs.slice(-2)
    if (implied === 'implied' || now === undefined || before?.implied !== true) return
    before.implied = false
    before.endedMs = Math.max(before.startedMs, atMs)
    now.startedMs = before.endedMs
    before.longestSilenceMs = Math.max(before.longestSilenceMs, now.longestSilenceMs)
    now.longestSilenceMs = 0
  }

  finish(outcome: StageRun['outcome'], atMs: number): SilentRun[] {
    const last = this.#runs.at(-1)
    if (last !== undefined) {
      last.outcome = outcome
      last.endedMs = Math.max(last.startedMs, atMs)
    }
    return this.#runs.map((run) => ({ ...run }))
  }
}
