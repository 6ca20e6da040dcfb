// Which lines may say why an attempt failed. Candidates are the lines of the failed step that the rules call an error:
// neither a wrapper, nor noise, nor a trace, nor the inside of a traceback. The exception line of a traceback counts when
// nothing says more. Two outputs share one log, so a cause may stand a few lines behind the line that reports the failure.
// The pass keeps the candidates of each step that may still turn out to be the failed one, never the lines; which of them
// decides, decisive-choice.ts says.
import type { Line } from './line.ts'
import type { LineClass } from './line-rules.ts'
import { shapeHash } from './line-shape.ts'
import { type TextBytes, textBytes } from './text-bytes.ts'
import type { TracebackPart } from './traceback.ts'

/** Where a line stands: ordinal of the innermost step, `outsideSteps`, or `beforeExecution`. */
export type LineScope = number
export const outsideSteps = 0
export const beforeExecution = -1

/** A line that may say why. */
export interface ErrorLine {
  readonly ordinal: number
  readonly text: string
  /** As in the rules: 3 names a cause, 2 reports an error, 1 holds a word that errors hold. */
  readonly weight: number
  /** It ends a traceback. */
  readonly exception: boolean
  /** It stands behind the line that reports the failure. */
  readonly late: boolean
}

/** All that the lines of a failed attempt say about why, before it is compared with any other. */
export interface FailureClues {
  /** Where it failed, as a sentence names it. */
  readonly place: string
  /** In order. A line that repeats another but for its digits is left out, and so are the lightest of very many. */
  readonly errors: readonly ErrorLine[]
  /** Error lines in that place, repeated ones included. */
  readonly errorCount: number
  /** Ordinal of the last line that only reports that a command failed. */
  readonly wrapperAt: number | undefined
  /** Ordinal of the line that reports the failure. */
  readonly reportedAt: number | undefined
}

/** Lines after the report of a failure in which its cause may still stand. */
const linesAfterReport = 40
const longestText = 4096
/** Failed steps that were survived are remembered, but not without end. */
const mostScopes = 200
const mostErrors = 16

/** The error lines of one place, each shape once; of too many the first of the heaviest. */
class ErrorLines {
  readonly #byShape = new Map<number, ErrorLine>()
  #count = 0

  get count(): number {
    return this.#count
  }

  get lines(): readonly ErrorLine[] {
    return [...this.#byShape.values()]
  }

  add(error: ErrorLine): void {
    this.#count += 1
    const shape = shapeHash(textBytes(error.text))
    if (this.#byShape.has(shape)) return
    if (this.#byShape.size >= mostErrors && !this.#dropLighterThan(error.weight)) return
    this.#byShape.set(shape, error)
  }

  /** Drops the last of the lightest lines; false when none is lighter. */
  #dropLighterThan(weight: number): boolean {
    let lightest: [shape: number, error: ErrorLine] | undefined
    for (const entry of this.#byShape) {
      if (lightest === undefined || entry[1].weight <= lightest[1].weight) lightest = entry
    }
    if (lightest === undefined || lightest[1].weight >= weight) return false
    return this.#byShape.delete(lightest[0])
  }
}

/** Follows the lines of one attempt and keeps what may become its decisive line. */
export class DecisiveLineSearch {
  readonly #inScope = new Map<LineScope, ErrorLines>()
  #afterReport = new ErrorLines()
  #reportedAt: number | undefined
  #wrapperAt: number | undefined

  add(
    line: Line,
    plain: TextBytes,
    found: { lineClass: LineClass; part: TracebackPart; scope: LineScope },
  ): void {
    if (found.lineClass.trace || found.part === 'inside') return
    const rule = found.lineClass.line
    if (rule?.kind === 'wrapper') this.#wrapperAt = line.ordinal
    const exception = found.part === 'exception'
    const weight = rule === undefined && exception ? 2 : rule?.kind === 'error' ? rule.weight : 0
    if (weight === 0) return
    const late =
      this.#reportedAt !== undefined && line.ordinal <= this.#reportedAt + linesAfterReport
    const shown = plain.text.slice(0, longestText)
    this.#linesOf(late ? undefined : found.scope).add({
      ...{ ordinal: line.ordinal, text: shown, weight, exception, late },
    })
  }

  /** A line has said that the attempt, or a step of it, failed. */
  failureReported(line: Line): void {
    this.#reportedAt ??= line.ordinal
  }

  /** The attempt went on: what was reported did not end it. */
  survived(): void {
    this.#reportedAt = undefined
    this.#afterReport = new ErrorLines()
    this.#wrapperAt = undefined
  }

  /** This step and all inside it ended well. */
  forgetStep(ordinal: number): void {
    for (const scope of this.#inScope.keys()) {
      if (scope >= ordinal) this.#inScope.delete(scope)
    }
  }

  forgetOutsideSteps(): void {
    this.#inScope.delete(outsideSteps)
  }

  /** `scope` is where the attempt failed, `place` its name in sentences. */
  clues(scope: LineScope, place: string): FailureClues {
    const inside = [...this.#inScope].filter(([own]) =>
      scope > outsideSteps ? own >= scope : own === scope,
    )
    const found = [...inside.map(([, lines]) => lines), this.#afterReport]
    return {
      place,
      errors: found.flatMap(({ lines }) => lines).sort((a, b) => a.ordinal - b.ordinal),
      errorCount: found.reduce((sum, { count }) => sum + count, 0),
      wrapperAt: this.#wrapperAt,
      reportedAt: this.#reportedAt,
    }
  }

  /** `scope` undefined: the lines after the report of the failure. */
  #linesOf(scope: LineScope | undefined): ErrorLines {
    if (scope === undefined) return this.#afterReport
    const known = this.#inScope.get(scope)
    if (known !== undefined) return known
    const lines = new ErrorLines()
    this.#inScope.set(scope, lines)
    if (this.#inScope.size > mostScopes) this.#inScope.delete(Math.min(...this.#inScope.keys()))
    return lines
  }
}
