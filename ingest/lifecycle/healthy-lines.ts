import { fineTemplate } from './fine-mask.ts'
import type { LogLine } from './log-line.ts'

/**
 * How new a line is against healthy logs. `unknown`: there are none to compare with. `consequence`: new, but failed
 * instances print it whatever failed.
 */
export type Novelty = 'unknown' | 'new' | 'new-name' | 'consequence' | 'familiar'

/** True for a line that no healthy instance prints, and that does not merely follow from failing. */
export function isNew(novelty: Novelty | undefined): boolean {
  return novelty === 'new' || novelty === 'new-name'
}

/** A line counts as familiar from this share of healthy instances on: one odd healthy instance proves nothing. */
const familiarShare = 0.02

/**
 * What healthy instances print, counted in instances and not in lines: a line that one instance repeats is no commoner.
 */
export class HealthyLines {
  readonly #coarse = new Map<number, number>()
  readonly #fine = new Map<string, number>()
  #instances = 0

  /** Counts the lines of one more healthy log, read with the table that the failed logs are read with. */
  add(lines: Iterable<LogLine>): void {
    this.#instances += 1
    const coarse = new Set<number>()
    const fine = new Set<string>()
    for (const line of lines) {
      coarse.add(line.templateIndex)
      fine.add(fineTemplate(line.message))
    }
    for (const index of coarse) this.#coarse.set(index, (this.#coarse.get(index) ?? 0) + 1)
    for (const template of fine) this.#fine.set(template, (this.#fine.get(template) ?? 0) + 1)
  }

  /** `new-name`: healthy instances print such a line, but not with these names. */
  noveltyOf(line: LogLine): Novelty {
    if (this.#instances === 0) return 'unknown'
    const limit = this.#instances * familiarShare
    if (
      (this.#coarse.get(line.templateIndex) ?? 0) < limit ||
      !this.#coarse.has(line.templateIndex)
    )
      return 'new'
    const fine = this.#fine.get(fineTemplate(line.message)) ?? 0
    return fine >= limit && fine > 0 ? 'familiar' : 'new-name'
  }
}
