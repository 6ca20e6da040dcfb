// Which line says why an attempt failed. Inside the failed step it is the first line of the highest weight that the rules
// call an error: neither a wrapper, nor noise, nor a trace, nor the inside of a traceback. The first, because scripts go on
// after an error and later ones follow from it; of the highest weight, because warnings come before what they warn of.
// The exception line of a traceback counts when nothing says more. Two outputs share one log, so a cause may stand a few
// lines behind the line that reports the failure. The pass keeps one candidate for each step that may still turn out to
// be the failed one, never the lines.
import type { Line } from './line.ts'
import type { LineClass } from './line-rules.ts'
import type { TracebackPart } from './traceback.ts'

/** Where a line stands: ordinal of the innermost step, `outsideSteps`, or `beforeExecution`. */
export type LineScope = number
export const outsideSteps = 0
export const beforeExecution = -1

/** The line that says why, and why this one: sentences. */
export interface DecisiveLine {
  readonly ordinal: number
  readonly text: string
  readonly reasons: readonly string[]
}

interface Candidate {
  readonly ordinal: number
  readonly text: string
  readonly weight: number
  readonly exception: boolean
  /** Other error lines in the same place that were passed over. */
  others: number
}

/** Lines after the report of a failure in which its cause may still stand. */
const linesAfterReport = 40
const longestText = 4096
/** Failed steps that were survived are remembered, but not without end. */
const mostScopes = 200

/** Follows the lines of one attempt and keeps what may become its decisive line. */
export class DecisiveLineSearch {
  readonly #inScope = new Map<LineScope, Candidate>()
  #afterReport: Candidate | undefined
  #reportedAt: number | undefined
  #wrapperAt: number | undefined

  add(
    line: Line,
    text: string,
    found: { lineClass: LineClass; part: TracebackPart; scope: LineScope },
  ): void {
    if (found.lineClass.trace || found.part === 'inside') return
    const rule = found.lineClass.line
    if (rule?.kind === 'wrapper') this.#wrapperAt = line.ordinal
    const exception = found.part === 'exception'
    const weight = rule === undefined && exception ? 2 : rule?.kind === 'error' ? rule.weight : 0
    if (weight === 0) return
    const shown = text.slice(0, longestText)
    this.#keep(found.scope, { ordinal: line.ordinal, text: shown, weight, exception, others: 0 })
  }

  /** A line has said that the attempt, or a step of it, failed. */
  failureReported(line: Line): void {
    this.#reportedAt ??= line.ordinal
  }

  /** The attempt went on: what was reported did not end it. */
  survived(): void {
    this.#reportedAt = undefined
    this.#afterReport = undefined
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

  /** `scope` is where the attempt failed, `place` its name in the reasons. undefined: no line says why. */
  choose(scope: LineScope, place: string): DecisiveLine | undefined {
    const inside = this.#best(scope)
    const after = this.#afterReport
    const late =
      after !== undefined && (inside === undefined || (inside.weight === 1 && after.weight > 1))
    const best = late ? after : inside
    if (best === undefined) return undefined
    return { ordinal: best.ordinal, text: best.text, reasons: this.#reasons(best, place) }
  }

  #keep(scope: LineScope, candidate: Candidate): void {
    const reportedAt = this.#reportedAt
    if (reportedAt === undefined || candidate.ordinal > reportedAt + linesAfterReport) {
      this.#inScope.set(scope, better(this.#inScope.get(scope), candidate))
      if (this.#inScope.size > mostScopes) this.#inScope.delete(oldest(this.#inScope.keys()))
    } else {
      this.#afterReport = better(this.#afterReport, candidate)
    }
  }

  #best(scope: LineScope): Candidate | undefined {
    let best: Candidate | undefined
    for (const [candidateScope, candidate] of this.#inScope) {
      const inside = scope > outsideSteps ? candidateScope >= scope : candidateScope === scope
      if (inside) best = earlierOrHeavier(best, candidate)
    }
    return best
  }

  #reasons(best: Candidate, place: string): string[] {
    const reasons = [`Line ${best.ordinal} is the first line of ${place} that ${says(best)}.`]
    if (best.exception) reasons.push('It is the exception that ends a Python traceback.')
    if (best.others > 0) reasons.push(passedOver(best.others))
    if (this.#wrapperAt !== undefined && this.#wrapperAt !== best.ordinal) {
      reasons.push(`Line ${this.#wrapperAt} only reports that a command failed.`)
    }
    const reportedAt = this.#reportedAt
    if (reportedAt !== undefined && best.ordinal > reportedAt) {
      reasons.push(
        `It comes after line ${reportedAt}, which reports the failure: outputs that share a log arrive out of order.`,
      )
    }
    return reasons
  }
}

function passedOver(others: number): string {
  if (others === 1) return '1 other error line there comes later or says less.'
  return `${others} other error lines there come later or say less.`
}

function oldest(scopes: Iterable<LineScope>): LineScope {
  return Math.min(...scopes)
}

function says(candidate: Candidate): string {
  if (candidate.weight >= 3) return 'names a cause'
  return candidate.weight === 2 ? 'reports an error' : 'hints at an error; none there says more'
}

function better(known: Candidate | undefined, candidate: Candidate): Candidate {
  if (known === undefined) return candidate
  if (candidate.weight > known.weight) return { ...candidate, others: known.others + 1 }
  known.others += 1
  return known
}

function earlierOrHeavier(known: Candidate | undefined, candidate: Candidate): Candidate {
  if (known === undefined || candidate.weight > known.weight) return candidate
  return candidate.weight === known.weight && candidate.ordinal < known.ordinal ? candidate : known
}
