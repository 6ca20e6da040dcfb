import type { CandidateLine, FailureCase } from './decisive-choice.ts'
import type { ErrorLine, FailureClues } from './decisive-line.ts'
import { rankedLines } from './decisive-line-ranking.ts'
import type { ExplainRules } from './explain-log.ts'
import type { Novelty } from './healthy-lines.ts'
import type { Line } from './line.ts'
import { isReport, type LogLine, logLine } from './log-line.ts'
import { plainText } from './plain-text.ts'
import { reasonsOf } from './shown-lines.ts'
import { TemplateTable } from './template-table.ts'

/** Lines around the error lines that the ranking needs to see. */
const linesBefore = 60
const linesAfter = 20
/** A step that goes on for long after its first error is not read to its end. */
const mostLines = 400
/** Lines without an error word that the ranking thinks much of. */
const mostOthers = 6
const leastScore = 1
const longestText = 4096
/** Lines remembered word for word: instances of one fleet print the same ones. */
const mostRemembered = 20_000

/** Lines around the error lines of a failed attempt, first and last; undefined: it has no error line. */
export function caseLines({ errors }: FailureClues): { first: number; last: number } | undefined {
  const [from, to] = [errors[0]?.ordinal, errors.at(-1)?.ordinal]
  if (from === undefined || to === undefined) return undefined
  const first = Math.max(1, from - linesBefore)
  return { first, last: Math.min(to + linesAfter, first + mostLines) }
}

/** Makes cases of clues: ranks the error lines of failed attempts among the lines around them. */
export class FailureCases {
  readonly #rules: ExplainRules
  readonly #table = new TemplateTable()
  readonly #remembered = new Map<string, LogLine>()

  constructor(rules: ExplainRules) {
    this.#rules = rules
  }

  /** `lines`: those that `caseLines` asks for, in order. The outcome depends on what is handed in alone. */
  caseOf(clues: FailureClues, lines: readonly Line[]): FailureCase {
    const { errors, ...rest } = clues
    const read = lines.map(({ text }) => this.#read(text))
    const unknown = lines.map((): Novelty => 'unknown')
    const errorAt = new Map(errors.map((error) => [error.ordinal, error]))
    const found: CandidateLine[] = []
    let others = 0
    for (const ranked of rankedLines(read, unknown, this.#rules.weights)) {
      const line = lines[ranked.index] as Line
      const error = errorAt.get(line.ordinal)
      if (error === undefined) {
        const isWorthIt = ranked.score >= leastScore && others < mostOthers
        if (!isWorthIt || !speaks(read[ranked.index] as LogLine)) continue
        others += 1
      }
      errorAt.delete(line.ordinal)
      found.push({
        ...(error ?? stander(line)),
        templateKey: this.#templateKey(line.text),
        rankingScore: Math.round(ranked.score * 100) / 100,
        rankingReasons: reasonsOf(ranked, this.#rules.weights),
      })
    }
    const unread = Array.from(errorAt.values(), (error) => this.#unread(error))
    return { ...rest, lines: [...found, ...unread].sort((a, b) => a.ordinal - b.ordinal) }
  }

  #read(text: string): LogLine {
    const known = this.#remembered.get(text)
    if (known !== undefined) return known
    const line = logLine(text, this.#rules.reader, this.#table)
    if (this.#remembered.size >= mostRemembered) this.#remembered.clear()
    this.#remembered.set(text, line)
    return line
  }

  #templateKey(text: string): string {
    return this.#table.templates[this.#table.indexOf(text)]?.templateId ?? ''
  }

  #unread(error: ErrorLine): CandidateLine {
    const templateKey = this.#templateKey(error.text)
    return { ...error, templateKey, rankingScore: 0, rankingReasons: [] }
  }
}

/** Not a command, a place in a call stack, or a mere report of what failed before it. */
function speaks(line: LogLine): boolean {
  return line.shape === 'text' && line.signs.step === 0 && !isReport(line)
}

function stander({ ordinal, text }: Line): ErrorLine {
  const shown = plainText(text).slice(0, longestText)
  return { ordinal, text: shown, weight: 0, exception: false, late: false }
}
