import type { Attempt } from '../lifecycle/attempt.ts'
import { causesOfLine } from '../lifecycle/known-cause.ts'
import { type LineClassifier, lineClassifier } from '../lifecycle/line-rules.ts'
import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { ScannedLine } from '../lifecycle/scanned-line.ts'
import { SecretCount } from '../lifecycle/secret-count.ts'
import type { TextBytes } from '../lifecycle/text-bytes.ts'
import type { KnownCauseLine } from '../store/known-cause-store.ts'

type LineRange = Pick<Attempt, 'firstLine' | 'lastLine'>

/** What is noted of the lines of a stream while the analysis reads them: templates, matching known causes, secrets. */
export class LineNotes {
  readonly secrets: SecretCount
  readonly #rules: LifecycleRules
  readonly #numberOf: (line: TextBytes) => number
  readonly #classifier: LineClassifier
  /** Of each line read, from the first. */
  readonly #templates: number[] = []
  readonly #causeLines: { readonly knownCause: string; readonly ordinal: number }[] = []

  /** `numberOf`: gives the template of a line a number. */
  constructor(rules: LifecycleRules, numberOf: (line: TextBytes) => number) {
    this.#numberOf = numberOf
    this.#rules = rules
    this.#classifier = lineClassifier(rules)
    this.secrets = new SecretCount(rules.secrets)
  }

  /** How many lines were read. */
  get lines(): number {
    return this.#templates.length
  }

  /** Passes the lines of a stream on, and notes each. */
  *read(lines: Iterable<ScannedLine>): Generator<ScannedLine> {
    for (const line of lines) {
      this.#templates.push(this.#numberOf(line))
      this.#note(line)
      yield line
    }
  }

  #note(line: ScannedLine): void {
    const { plain } = line
    const shape = this.#classifier.shapeOf(plain)
    if (shape.mayHaveCause) {
      for (const { cause } of causesOfLine(plain.text, this.#rules.knownCauses)) {
        this.#causeLines.push({ knownCause: cause.id, ordinal: line.ordinal })
      }
    }
    // What a terminal does not show can be a secret all the same.
    if (plain !== line || shape.mayHaveSecret) this.secrets.add(line)
  }

  /** The number of each template of the attempt, with the ordinal of its first line there. */
  templatesOf({ firstLine, lastLine }: LineRange): ReadonlyMap<number, number> {
    const first = new Map<number, number>()
    for (let ordinal = firstLine; ordinal <= lastLine; ordinal += 1) {
      const number = this.#templates[ordinal - 1]
      if (number !== undefined && !first.has(number)) first.set(number, ordinal)
    }
    return first
  }

  /** Each known cause that matches a line of the attempt: the first such line, and how many there are. */
  causesOf({ firstLine, lastLine }: LineRange): readonly KnownCauseLine[] {
    const own = this.#causeLines.filter(
      ({ ordinal }) => ordinal >= firstLine && ordinal <= lastLine,
    )
    return [...Map.groupBy(own, ({ knownCause }) => knownCause)].map(([knownCause, found]) => ({
      ...{ knownCause, lineOrdinal: found[0]?.ordinal ?? firstLine, lines: found.length },
    }))
  }
}
