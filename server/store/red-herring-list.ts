import type { Database, Statement } from 'better-sqlite3'
import { type Matcher, mayMatch } from '../../ingest/lifecycle/matcher.ts'
import { plainText } from '../../ingest/lifecycle/plain-text.ts'
import { re2Matcher } from '../../ingest/re2-matcher.ts'
import type { RedHerringRecord } from '../../views/red-herrings.ts'

const selectRedHerrings = /* sql */ `
  SELECT red_herring_id AS redHerringId,
         pattern        AS pattern,
         sample         AS sample,
         created_ms     AS createdMs
    FROM red_herring
   ORDER BY red_herring_id
   LIMIT 1000
`

/** What the user calls harmless. */
export class RedHerringList {
  readonly #all: Statement<[], RedHerringRecord>
  readonly #matchers = new Map<string, Matcher>()

  constructor(database: Database) {
    this.#all = database.prepare(selectRedHerrings)
  }

  /** In the order in which they were made; at most 1,000. */
  all(): readonly RedHerringRecord[] {
    return this.#all.all()
  }

  /** The first one that a line is; undefined: it is none. */
  matching(text: string): RedHerringRecord | undefined {
    return this.#matchingOf(this.all(), text)
  }

  /** Ordinals of the lines that are one. */
  among(lines: readonly { readonly ordinal: number; readonly text: string }[]): readonly number[] {
    const all = this.all()
    if (all.length === 0) return []
    return lines
      .filter(({ text }) => this.#matchingOf(all, text) !== undefined)
      .map(({ ordinal }) => ordinal)
  }

  #matchingOf(all: readonly RedHerringRecord[], text: string): RedHerringRecord | undefined {
    const plain = plainText(text)
    const lowered = plain.toLowerCase()
    return all.find(({ pattern }) => {
      const matcher = this.#matcherOf(pattern)
      return mayMatch(matcher, lowered) && matcher.test(plain)
    })
  }

  #matcherOf(pattern: string): Matcher {
    const known = this.#matchers.get(pattern) ?? re2Matcher(pattern)
    this.#matchers.set(pattern, known)
    return known
  }
}
