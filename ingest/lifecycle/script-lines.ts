import {
  beforeExecution,
  DecisiveLineSearch,
  type FailureClues,
  outsideSteps,
} from './decisive-line.ts'
import type { Line } from './line.ts'
import type { LineClass } from './line-rules.ts'
import type { Matcher } from './matcher.ts'
import type { Silent } from './silence.ts'
import { entrypointStep, type StepRule, type StepRun } from './step.ts'
import { StepTracker } from './step-tracker.ts'
import type { TextBytes } from './text-bytes.ts'
import type { TracebackPart } from './traceback.ts'

/** Characters of a step's name; a longer one is no name. */
const longestName = 500

/** Where in its attempt a line stands. `after-end`: behind the marker that ended it. */
export type LinePlace = 'before-execution' | 'execution' | 'after-end'

/** A line with all that has been found out about it. */
export interface ReadLine {
  readonly line: Line
  /** As a terminal shows it. */
  readonly plain: TextBytes
  readonly lineClass: LineClass
  readonly part: TracebackPart
}

/** Follows what the scripts of one attempt print: steps, exit codes, candidates for the decisive line. */
export class ScriptLines {
  readonly #steps = new StepTracker()
  readonly #search = new DecisiveLineSearch()
  #exitCode: number | undefined
  #endsInFailure = false
  #endsInException = false

  get stepCount(): number {
    return this.#steps.count
  }

  /** Innermost open step. */
  get step(): string | undefined {
    return this.#steps.innermostName
  }

  /** As the line that named the failed step, or else a wrapper, says. */
  get exitCode(): number | undefined {
    return this.#exitCode
  }

  /** True: the last line that says anything reports a failure. */
  get endsInFailure(): boolean {
    return this.#endsInFailure
  }

  /** True: the entrypoint itself ended in an exception, and nothing was said since. */
  get collapsed(): boolean {
    return this.#endsInException && this.#steps.depth === 0
  }

  /** A line came after this many milliseconds of silence. */
  heard(silenceMs: number): void {
    this.#steps.heard(silenceMs)
  }

  add(read: ReadLine, place: LinePlace): void {
    const { line, plain, lineClass } = read
    this.#look(read, place)
    const { step, line: found } = lineClass
    if (place === 'before-execution') return
    if (found?.kind === 'wrapper')
      this.#exitCode = exitCode(found.matcher, plain.text) ?? this.#exitCode
    // Behind the end only a late report of the failure counts: output through a pipe arrives out of order.
    const counts = place === 'execution' || step?.kind === 'failed'
    if (step !== undefined && counts) this.#follow(step, line, plain.text)
  }

  failureReported(line: Line): void {
    this.#search.failureReported(line)
  }

  /** The step that failed: the one a line names, else the innermost open one, else the entrypoint. */
  failedStep(): string {
    return this.#steps.failed?.name ?? this.#steps.innermostName ?? entrypointStep
  }

  /** What the lines of the place where the attempt failed say about why. */
  clues(stage: 'before-execution' | 'execution'): FailureClues {
    if (stage === 'before-execution') {
      return this.#search.clues(beforeExecution, 'the time before the scripts ran')
    }
    const scope = this.#steps.failed?.ordinal || this.#steps.innermost
    const place = scope === outsideSteps ? 'the lines outside every step' : this.failedStep()
    return this.#search.clues(scope, place)
  }

  /** `last`: the last line before the attempt ended. */
  finish(outcome: StepRun['outcome'], last: Line): (StepRun & Silent)[] {
    return this.#steps.finish(outcome, last)
  }

  #look({ line, plain, lineClass, part }: ReadLine, place: LinePlace): void {
    const scope = place === 'before-execution' ? beforeExecution : this.#steps.innermost
    // A line of the service itself says nothing of why a script failed.
    if (lineClass.marker === undefined || place === 'before-execution') {
      this.#search.add(line, plain, { lineClass, part, scope })
    }
    if (lineClass.trace || plain.end === 0) return
    this.#endsInException = part === 'exception'
    this.#endsInFailure =
      this.#endsInException ||
      lineClass.step?.kind === 'failed' ||
      lineClass.line?.kind === 'wrapper'
  }

  #follow(rule: StepRule, line: Line, text: string): void {
    const step = rule.matcher.groups(text)?.step?.slice(0, longestName)
    if (rule.kind === 'opened' || (rule.kind === 'opened-by-trace' && this.#steps.depth > 0)) {
      this.#steps.open(rule, step ?? text.slice(0, longestName), line)
      if (this.#steps.depth === 1) this.#search.forgetOutsideSteps()
      this.#survived()
    } else if (rule.kind === 'succeeded') {
      this.#ended(this.#steps.succeed(rule, step, line))
    } else if (rule.kind === 'ended') {
      this.#ended(this.#steps.end(rule, line))
    } else if (rule.kind === 'failed' && this.#steps.fail(rule, step, line)) {
      this.#search.failureReported(line)
      this.#exitCode = exitCode(rule.matcher, text) ?? this.#exitCode
    }
  }

  /** `ordinal`: the step that ended well; 0: none did. */
  #ended(ordinal: number): void {
    if (ordinal === 0) return
    this.#search.forgetStep(ordinal)
    if (this.#steps.depth === 0) this.#search.forgetOutsideSteps()
    this.#survived()
  }

  #survived(): void {
    this.#search.survived()
    this.#exitCode = undefined
  }
}

/** A signal ends a process with 128 and its number, as the shell reports it. */
export function exitCode(matcher: Matcher, text: string): number | undefined {
  const groups = matcher.groups(text)
  const code = groups?.exit_code ?? groups?.signal
  if (code === undefined || code.length > 9) return undefined
  return groups?.exit_code === undefined ? 128 + Number(code) : Number(code)
}
