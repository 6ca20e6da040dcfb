import type { Line } from './line.ts'
import type { Silent } from './silence.ts'
import type { StepRule, StepRun } from './step.ts'

type SilentRun = StepRun & Silent
type OpenRun = { -readonly [Key in keyof SilentRun]: SilentRun[Key] } & {
  readonly section: string | undefined
}

/** Steps inside steps; a log that opens more without closing any does not mean it. */
const deepest = 50

/** The step that last reported a failure from which nothing has recovered. */
export interface FailedStep {
  readonly name: string
  /** Its run; 0: the log names no run of it. */
  readonly ordinal: number
  /** True: a line named it. False: it was open when a line said that something failed. */
  readonly named: boolean
}

/**
 * Follows the steps of one attempt line by line. Two rules settle who failed. A step that a line names wins over the
 * innermost open one. And the first named one wins over the steps around it, which only report the same failure
 * again, unless a step has begun or succeeded since: then the failure was survived.
 */
export class StepTracker {
  readonly #runs: OpenRun[] = []
  readonly #open: OpenRun[] = []
  #failed: FailedStep | undefined

  /** Ordinal of the innermost open step; 0: none is open. */
  get innermost(): number {
    return this.#open.at(-1)?.ordinal ?? 0
  }

  get depth(): number {
    return this.#open.length
  }

  get innermostName(): string | undefined {
    return this.#open.at(-1)?.step
  }

  get failed(): FailedStep | undefined {
    return this.#failed
  }

  get count(): number {
    return this.#runs.length
  }

  open(rule: StepRule, step: string, line: Line): void {
    this.#failed = undefined
    const before = this.#open.findLastIndex((run) => run.section === rule.section)
    if (rule.section !== undefined && before >= 0) this.#close(before, 'succeeded', line)
    if (this.#open.length >= deepest) this.#close(deepest - 1, 'unfinished', line)
    const run: OpenRun = {
      ordinal: this.#runs.length + 1,
      step,
      parentOrdinal: this.#open.at(-1)?.ordinal,
      startedMs: line.atMs,
      endedMs: line.atMs,
      outcome: 'unfinished',
      firstLine: line.ordinal,
      lastLine: line.ordinal,
      longestSilenceMs: 0,
      section: rule.section,
    }
    this.#runs.push(run)
    this.#open.push(run)
  }

  /** A line came after this many milliseconds of silence: every open step was silent for so long. */
  heard(silenceMs: number): void {
    for (const run of this.#open) run.longestSilenceMs = Math.max(run.longestSilenceMs, silenceMs)
  }

  /** Returns the ordinal of the step that ended; 0: none such was open. */
  succeed(rule: StepRule, step: string | undefined, line: Line): number {
    const place = this.#placeOf(rule, step)
    if (place < 0) return 0
    this.#failed = undefined
    return this.#close(place, 'succeeded', line)
  }

  /** As `succeed`, for a section whose end does not say how it went. */
  end(rule: StepRule, line: Line): number {
    const place = this.#placeOf(rule, undefined)
    if (place < 0) return 0
    const ordinal = this.#open[place]?.ordinal ?? 0
    const failedInside = this.#failed !== undefined && this.#failed.ordinal >= ordinal
    this.#close(place, failedInside ? 'failed' : 'succeeded', line)
    return failedInside ? 0 : ordinal
  }

  /** Returns whether there is a step that can have failed. */
  fail(rule: StepRule, step: string | undefined, line: Line): boolean {
    const place = this.#placeOf(rule, step)
    const run = this.#open[place]
    const name = step ?? run?.step
    if (name === undefined) return false
    const failed = { name, ordinal: run?.ordinal ?? 0, named: step !== undefined }
    if (this.#overrides(failed)) this.#failed = failed
    if (place >= 0) this.#close(place, 'failed', line)
    return true
  }

  /** `line` is the attempt's last one before its end; steps that are still open end with it. */
  finish(outcome: StepRun['outcome'], line: Line): SilentRun[] {
    this.#close(0, outcome, line)
    return this.#runs.map(({ section: _section, ...run }) => run)
  }

  #overrides(failed: FailedStep): boolean {
    const known = this.#failed
    if (known === undefined || !known.named) return true
    return known.ordinal === 0 && failed.ordinal > 0
  }

  #placeOf(rule: StepRule, step: string | undefined): number {
    if (step === undefined) {
      return this.#open.findLastIndex((run) => run.section === rule.section)
    }
    const exact = this.#open.findLastIndex((run) => run.step === step)
    if (exact >= 0) return exact
    return this.#open.findLastIndex((run) => baseName(run.step) === baseName(step))
  }

  /** Ends the open steps from this place inwards; returns the ordinal of the outermost of them. */
  #close(place: number, outcome: StepRun['outcome'], line: Line): number {
    const closed = this.#open.splice(place)
    for (const run of closed) {
      run.outcome = outcome
      run.endedMs = Math.max(run.startedMs, line.atMs)
      run.lastLine = Math.max(run.firstLine, line.ordinal)
    }
    return closed[0]?.ordinal ?? 0
  }
}

/** `./utils/x.sh` and `/tmp/bucket/src/utils/x.sh` are one script. */
function baseName(step: string): string {
  return step.slice(step.lastIndexOf('/') + 1)
}
