import { causesOfLine } from '../lifecycle/known-cause.ts'
import { type LineClassifier, lineClassifier, type TemplateMemo } from '../lifecycle/line-rules.ts'
import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { ScannedLine } from '../lifecycle/scanned-line.ts'
import { SecretCount } from '../lifecycle/secret-count.ts'
import type { TextBytes } from '../lifecycle/text-bytes.ts'
import type { KnownCauseLine } from '../store/known-cause-store.ts'

/** What is noted of the lines of one attempt. */
export interface AttemptNotes {
  /** The number of each template, with the ordinal of its first line. */
  readonly templates: ReadonlyMap<number, number>
  /** Each known cause that matches a line: the first such line, and how many there are. */
  readonly causes: readonly KnownCauseLine[]
}

/**
 * What is noted of the lines of a stream beside their analysis: templates, matching known causes, secrets. Memory grows with
 * what differs, not with the lines.
 */
export class LineNotes {
  readonly secrets: SecretCount
  readonly #rules: LifecycleRules
  readonly #numberOf: (line: TextBytes, memo: TemplateMemo | undefined) => number
  readonly #classifier: LineClassifier
  readonly #attempts: NotesOfAttempt[] = []
  #lines = 0

  /** `numberOf`: gives the template of a line a number; in `memo` it may find it, and note it for lines of the same shape. */
  constructor(
    rules: LifecycleRules,
    numberOf: (line: TextBytes, memo: TemplateMemo | undefined) => number,
  ) {
    this.#numberOf = numberOf
    this.#rules = rules
    this.#classifier = lineClassifier(rules)
    this.secrets = new SecretCount(rules.secrets)
  }

  /** How many lines were read. */
  get lines(): number {
    return this.#lines
  }

  /** The attempts of the stream, in order. */
  get attempts(): readonly AttemptNotes[] {
    return this.#attempts
  }

  /** The next line is the first one of an attempt. */
  beginAttempt(): void {
    this.#attempts.push({ templates: new Map(), causes: [] })
  }

  /** A line that belongs to the attempt which was begun last. */
  add(line: ScannedLine): void {
    this.#lines += 1
    const { plain } = line
    const shape = this.#classifier.shapeOf(plain)
    const templates = this.#attempts.at(-1)?.templates
    const number = this.#numberOf(line, plain === line ? shape.template : undefined)
    if (templates?.has(number) === false) templates.set(number, line.ordinal)
    if (shape.mayHaveCause) {
      for (const { cause } of causesOfLine(plain.text, this.#rules.knownCauses)) {
        this.#noteCause(cause.id, line)
      }
    }
    // What a terminal does not show can be a secret all the same.
    if (plain !== line || shape.mayHaveSecret || this.secrets.isOpen) this.secrets.add(line)
  }

  #noteCause(knownCause: string, { ordinal }: ScannedLine): void {
    const causes = this.#attempts.at(-1)?.causes
    const known = causes?.find((each) => each.knownCause === knownCause)
    if (known !== undefined) known.lines += 1
    else causes?.push({ knownCause, lineOrdinal: ordinal, lines: 1 })
  }
}

interface NotesOfAttempt {
  readonly templates: Map<number, number>
  readonly causes: (Omit<KnownCauseLine, 'lines'> & { lines: number })[]
}
