import { isNew, type Novelty } from './healthy-lines.ts'
import { errorWeight, type LogLine } from './log-line.ts'

/** From so many different steps on, a line is what failing instances print anyway. */
const spreadSteps = 3
/** A complaint that opens at most this share of the failures it appears in follows from them. */
const openingShare = 0.1
const statedWeight = 4

interface Complaint {
  readonly steps: Set<string>
  logs: number
  /** Logs whose first new error it is. */
  opens: number
}

/**
 * What failed instances print, by the step they failed in. A line that is printed in many different steps (`umount: not
 * mounted` from a trap, a `chown` that finds no user) follows from failing; it does not say why. So does a complaint that
 * names another tool each time, but hardly ever comes first.
 */
export class FailedLines {
  readonly #steps = new Map<number, Set<string>>()
  readonly #complaints = new Map<string, Complaint>()

  /** Counts the lines of one more failed log, read with the table of all the others. */
  add(lines: readonly LogLine[], novelties: readonly Novelty[]): void {
    const step = lastStep(lines)
    if (step === '') return
    for (const { templateIndex } of lines) {
      const steps = this.#steps.get(templateIndex) ?? new Set()
      steps.add(step)
      this.#steps.set(templateIndex, steps)
    }
    const [first, ...later] = complaintsOf(lines, novelties)
    if (first !== undefined) this.#count(first, step).opens += 1
    for (const text of later) if (text !== first) this.#count(text, step)
  }

  #count(text: string, step: string): Complaint {
    const complaint = this.#complaints.get(text) ?? { steps: new Set(), logs: 0, opens: 0 }
    complaint.steps.add(step)
    complaint.logs += 1
    this.#complaints.set(text, complaint)
    return complaint
  }

  /** True for a line that failed instances print in whatever step they fail. */
  isConsequence(line: LogLine): boolean {
    if ((this.#steps.get(line.templateIndex)?.size ?? 0) >= spreadSteps) return true
    const complaint = this.#complaints.get(line.signs.because ?? '')
    if (complaint === undefined || complaint.steps.size < spreadSteps) return false
    return complaint.opens <= complaint.logs * openingShare
  }
}

/** The error phrases of the last step that are new, each once, in order. */
function complaintsOf(lines: readonly LogLine[], novelties: readonly Novelty[]): Set<string> {
  const found = new Set<string>()
  for (let at = stepStart(lines); at < lines.length; at += 1) {
    const line = lines[at] as LogLine
    const { because } = line.signs
    if (because === undefined || !isNew(novelties[at])) continue
    if (errorWeight(line) >= statedWeight) found.add(because)
  }
  return found
}

/** The first line after the last step that began or succeeded. */
export function stepStart(lines: readonly LogLine[]): number {
  return (
    1 +
    lines.findLastIndex(({ signs, shape }) => signs.success + signs.step > 0 && shape !== 'trace')
  )
}

/** The step that began last, as its line names it; empty when no line names a step. */
export function lastStep(lines: readonly LogLine[]): string {
  const opening =
    lines.findLast((line) => line.signs.step > 0 && line.shape !== 'trace')?.message ?? ''
  const [, name = ''] = /[:\]] ?(\S+)/.exec(opening) ?? []
  return name
}
