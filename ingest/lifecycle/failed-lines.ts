import { isNew, type Novelty } from './healthy-lines.ts'
import { errorWeight, type LogLine } from './log-line.ts'

/** From so many different steps on, a line is what failing instances print anyway. */
const spreadSteps = 3
/** A complaint that opens at most this share of the failures it appears in follows from them. */
const openingShare = 0.1
const statedWeight = 4

interface Spread {
  readonly steps: Set<string>
  logs: number
  /** Logs whose first new error it is. */
  opens: number
}

/**
 * What failed instances print, by the step they failed in. A line that is printed in many different steps and hardly ever
 * comes first (`umount: not mounted` from a trap, a `chown` that finds no user) follows from failing; it does not say why.
 * The same goes for a complaint that names another tool each time.
 */
export class FailedLines {
  readonly #templates = new Map<number, Spread>()
  readonly #complaints = new Map<string, Spread>()

  /** Counts the lines of one more failed log, read with the table of all the others. */
  add(lines: readonly LogLine[], novelties: readonly Novelty[]): void {
    const step = lastStep(lines)
    if (step === '') return
    for (const index of new Set(lines.map(({ templateIndex }) => templateIndex))) {
      count(this.#templates, index, step)
    }
    const errors = newErrors(lines, novelties)
    for (const text of new Set(errors.map(complaintOf))) count(this.#complaints, text, step)
    const [first] = errors
    if (first === undefined) return
    for (const spread of this.#spreadsOf(first)) spread.opens += 1
  }

  /** True for a line that failed instances print in whatever step they fail. */
  isConsequence(line: LogLine): boolean {
    return this.#spreadsOf(line).some(follows)
  }

  #spreadsOf(line: LogLine): Spread[] {
    const known = [this.#templates.get(line.templateIndex), this.#complaints.get(complaintOf(line))]
    return known.filter((spread) => spread !== undefined)
  }
}

function count<Key>(spreads: Map<Key, Spread>, key: Key, step: string): void {
  const spread = spreads.get(key) ?? { steps: new Set(), logs: 0, opens: 0 }
  spread.steps.add(step)
  spread.logs += 1
  spreads.set(key, spread)
}

function follows(spread: Spread): boolean {
  if (spread.steps.size < spreadSteps) return false
  return spread.opens <= spread.logs * openingShare
}

/** What is wrong, without the names of what it is wrong with. */
function complaintOf(line: LogLine): string {
  return line.signs.because ?? ''
}

/** The errors of the last step that no healthy instance prints. */
function newErrors(lines: readonly LogLine[], novelties: readonly Novelty[]): LogLine[] {
  const from = stepStart(lines)
  return lines.filter((line, at) => {
    const isError = line.signs.because !== undefined && errorWeight(line) >= statedWeight
    return at >= from && isError && isNew(novelties[at])
  })
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
