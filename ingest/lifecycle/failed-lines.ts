import type { LogLine } from './log-line.ts'

/** From so many different steps on, a line is what failing instances print anyway. */
const spreadSteps = 3

/**
 * What failed instances print, by the step they failed in. A line that is printed in many different steps (`umount: not mounted`
 * from a trap, a `chown` that finds no user) follows from failing; it does not say why.
 */
export class FailedLines {
  readonly #steps = new Map<number, Set<string>>()

  /** Counts the lines of one more failed log, read with the table of all the others. */
  add(lines: readonly LogLine[]): void {
    const step = lastStep(lines)
    if (step === '') return
    for (const { templateIndex } of lines) {
      const steps = this.#steps.get(templateIndex) ?? new Set()
      steps.add(step)
      this.#steps.set(templateIndex, steps)
    }
  }

  /** True for a line that failed instances print in whatever step they fail. */
  isConsequence(line: LogLine): boolean {
    return (this.#steps.get(line.templateIndex)?.size ?? 0) >= spreadSteps
  }
}

/** The step that began last, as its line names it; empty when no line names a step. */
export function lastStep(lines: readonly LogLine[]): string {
  const opening =
    lines.findLast((line) => line.signs.step > 0 && line.shape !== 'trace')?.message ?? ''
  const [, name = ''] = /[:\]] ?(\S+)/.exec(opening) ?? []
  return name
}
