// Replaces secrets by names that say what stood there. The same secret has the same name all through one export, so that
// what belongs together stays so; another export may name it otherwise.
import {
  joined,
  pseudonymOf,
  type RedactionLevel,
  type RedactionRule,
  type Secret,
  SecretFinder,
} from './redaction-rule.ts'

/** What one rule replaced in an export. */
export interface Redacted {
  readonly id: string
  readonly meaning: string
  /** Places where something was replaced. */
  readonly replaced: number
  /** The names, by their numbers, and how often each was put. */
  readonly pseudonyms: readonly { readonly name: string; readonly replaced: number }[]
}

interface Pseudonym {
  readonly name: string
  readonly rule: RedactionRule
  replaced: number
}

interface OpenBlock {
  readonly rule: RedactionRule
  lines: number
}

// No key has more lines; a block whose end was lost must not swallow a log.
const longestBlock = 200
const anyKey = ''

/** Long or mixed enough to be nothing but the secret: `slurm`, a password somewhere, is a word elsewhere. */
function isTelling(word: string): boolean {
  return word.length >= 16 || (/[a-z]/.test(word) && /[A-Z]/.test(word) && /[0-9]/.test(word))
}

/**
 * One for each export: `const redactor = new Redactor(loadRedactionRules(), 'secrets')`, then `redactor.line(text, stream)`
 * for all text of logs that leaves, in a fixed order, and `redactor.summary()` at the end. `stream` is whatever tells log
 * streams apart; a key of several lines is followed only through lines of the same stream in their order. Text without
 * a stream of its own (a title, a message of AWS) goes without.
 *
 * A long secret that a rule has seen is replaced from then on wherever it stands as a word, also where no rule would know it.
 */
export class Redactor {
  #finder: SecretFinder
  readonly #pseudonyms = new Map<string, Pseudonym>()
  readonly #counts = new Map<string, number>()
  readonly #open = new Map<string, OpenBlock>()
  /** What a first pass has found. */
  #foretold: ReadonlyMap<string, { readonly rule: RedactionRule }> = new Map()

  constructor(rules: readonly RedactionRule[], level: RedactionLevel) {
    this.#finder = new SecretFinder(rules, level)
  }

  /**
   * One for a second pass over the same text: it counts from nothing, and knows what this one has found, so that a long
   * secret is replaced also before the place that gave it away.
   */
  again(): Redactor {
    const second = new Redactor([], 'none')
    second.#finder = this.#finder
    second.#foretold = this.#pseudonyms
    return second
  }

  /** The text with its secrets replaced; it may hold several lines. */
  line(text: string, stream = anyKey): string {
    if (!text.includes('\n')) return this.#line(text, stream)
    return text
      .split('\n')
      .map((line) => this.#line(line, stream))
      .join('\n')
  }

  /** What was replaced so far: by rule, in the order of their first secrets. */
  summary(): readonly Redacted[] {
    const byRule = Map.groupBy(this.#pseudonyms.values(), ({ rule }) => rule)
    return Array.from(byRule, ([{ id, meaning }, pseudonyms]) => ({
      ...{ id, meaning },
      replaced: pseudonyms.reduce((sum, { replaced }) => sum + replaced, 0),
      pseudonyms: pseudonyms.map(({ name, replaced }) => ({ name, replaced })),
    }))
  }

  #line(line: string, stream: string): string {
    const found = this.#finder.secrets(line)
    const inBlock = this.#open.size === 0 ? [] : this.#inBlock(line, stream)
    const known = this.#pseudonyms.size + this.#foretold.size === 0 ? [] : this.#known(line)
    if (found.length > 0) this.#begin(found, line, stream)
    if (found.length + inBlock.length + known.length === 0) return line
    return this.#replaced(line, joined([...inBlock, ...known, ...found]))
  }

  /** A rule's block begins on this line, and does not end on it. */
  #begin(found: readonly Secret[], line: string, stream: string): void {
    const last = found.findLast(({ rule }) => rule.block !== undefined)
    if (last === undefined || last.rule.block?.end.test(line.slice(last.from))) return
    this.#open.set(stream, { rule: last.rule, lines: 0 })
  }

  #inBlock(line: string, stream: string): readonly Secret[] {
    const open = this.#open.get(stream)
    if (open?.rule.block === undefined) return []
    const { rule } = open
    const { body, end, between } = open.rule.block
    open.lines += 1
    const spans = body.map((walk) => walk.spans(line)).find(({ length }) => length > 0)
    const goesOn = open.lines < longestBlock && !end.test(line)
    if (!goesOn || (spans === undefined && !between.test(line))) this.#open.delete(stream)
    return (spans ?? []).map((span) => ({ ...span, rule }))
  }

  #known(line: string): readonly Secret[] {
    const words = line.matchAll(/[A-Za-z0-9+/_.-]{10,}={0,2}/g)
    return Array.from(words).flatMap(({ 0: word, index }) => {
      if (!isTelling(word)) return []
      const seen = this.#pseudonyms.get(word) ?? this.#foretold.get(word)
      if (seen === undefined) return []
      return [{ from: index, end: index + word.length, rule: seen.rule }]
    })
  }

  #replaced(line: string, secrets: readonly Secret[]): string {
    let text = ''
    let done = 0
    for (const { from, end, rule } of secrets) {
      if (from === end) continue
      text += line.slice(done, from) + this.#pseudonym(line.slice(from, end), rule)
      done = end
    }
    return text + line.slice(done)
  }

  #pseudonym(secret: string, rule: RedactionRule): string {
    const known = this.#pseudonyms.get(secret) ?? this.#newPseudonym(secret, rule)
    known.replaced += 1
    return known.name
  }

  #newPseudonym(secret: string, rule: RedactionRule): Pseudonym {
    const number = (this.#counts.get(rule.id) ?? 0) + 1
    this.#counts.set(rule.id, number)
    const pseudonym = { name: pseudonymOf(rule, number), rule, replaced: 0 }
    this.#pseudonyms.set(secret, pseudonym)
    return pseudonym
  }
}
