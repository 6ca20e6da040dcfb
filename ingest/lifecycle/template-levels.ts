import { byteBit, byteBits } from './byte-class.ts'
import { HashIndex } from './hash-index.ts'
import type { Hash } from './line-hash.ts'

// The second level of templates. The mask knows values by their shape; a user name or a host's nickname has none. What
// gives them away is that many otherwise equal templates differ in just that place. For every place, the templates that
// are equal but for it form a slot; a slot with many different words is a variable.
//
// The outcome depends on the set of templates alone: not on their order, not on how often each was seen.

/** A slot needs this many different words before its place counts as a variable. */
const slotWords = 5
/** A template needs this many other fixed words for one of its places to be a variable. */
const fixedWords = 2
const rounds = 3
/** Places after this one are never variables: a line that long is data. */
const longestTemplate = 48
/** Parts of a template that are told apart: places and what stands between them. */
const mostParts = 2 * longestTemplate
export const wildCard = '<*>'

interface Tokens {
  readonly parts: readonly string[]
  /** Numbers of the parts: equal parts, equal numbers. */
  readonly words: Int32Array
  /** Places in `parts` that may turn out to be variables. */
  readonly places: readonly number[]
  /** Sum over all parts, so that the sum without one of them is one subtraction away. */
  readonly sum: number
}

/** Each template with its variables found; same order and length as the input. */
export function generalisedTemplates(templates: readonly string[]): readonly string[] {
  let current = templates
  const tokeniser = new Tokeniser()
  for (let round = 0; round < rounds; round += 1) {
    const renamed = generalised([...new Set(current)], tokeniser)
    if (renamed.size === 0) return current
    current = current.map((template) => renamed.get(template) ?? template)
  }
  return current
}

/** The templates that have variables, with the form they take. */
function generalised(templates: readonly string[], tokeniser: Tokeniser): Map<string, string> {
  const tokens = templates.map((template) => tokeniser.tokensOf(template))
  const slots = new Slots()
  const slotIds = tokens.map((token) =>
    token.places.map((place) => slots.add(slotOf(token, place), token.words[place] as number)),
  )
  const renamed = new Map<string, string>()
  for (const [at, token] of tokens.entries()) {
    const ids = slotIds[at] as number[]
    const variables = token.places.filter((_, order) => slots.isVariable(ids[order] as number))
    if (variables.length > 0) renamed.set(templates[at] as string, withWildCards(token, variables))
  }
  return renamed
}

/** The different words of each slot; most slots hold one, so a set is made for the second only. */
class Slots {
  readonly #index = new HashIndex()
  readonly #hash: Hash = { high: 0, low: 0 }
  readonly #firstWords: number[] = []
  readonly #words = new Map<number, Set<number>>()

  /** Notes a word of a slot; the slot's number. */
  add(slot: number, word: number): number {
    this.#hash.high = Math.floor(slot / 0x1_0000_0000)
    this.#hash.low = slot >>> 0
    const known = this.#index.find(this.#hash)
    if (known < 0) {
      this.#index.add(this.#hash, this.#firstWords.length)
      return this.#firstWords.push(word) - 1
    }
    if (this.#firstWords[known] !== word) this.#addFurther(known, word)
    return known
  }

  #addFurther(slot: number, word: number): void {
    const words = this.#words.get(slot) ?? new Set()
    if (words.size < slotWords - 1) words.add(word)
    this.#words.set(slot, words)
  }

  isVariable(slot: number): boolean {
    return (this.#words.get(slot)?.size ?? 0) >= slotWords - 1
  }
}

/** A number for a template without one of its places: 53 bits, so two slots share one as good as never. */
function slotOf(token: Tokens, place: number): number {
  return token.sum - placed(token.words[place] as number, place) + placed(0, place)
}

/** Below 2^45, so that the sum over a line stays exact. */
function placed(word: number, place: number): number {
  const high = Math.imul(word + 0x9e3779b9, (place << 1) | 0x85ebca6b) >>> 19
  const low = mixed(Math.imul(word ^ 0x27d4eb2f, 0x165667b1) + Math.imul(place, 0x5bd1e995))
  return high * 0x1_0000_0000 + low
}

function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  const twice = Math.imul(once ^ (once >>> 12), 0x297a2d39)
  return (twice ^ (twice >>> 15)) >>> 0
}

function withWildCards({ parts }: Tokens, places: readonly number[]): string {
  const replaced = [...parts]
  for (const place of places) replaced[place] = wildCard
  return collapsed(replaced.join(''))
}

/** Wild cards with only blanks and light punctuation between them are one. */
function collapsed(template: string): string {
  return template.replace(/<\*>(?:[ ,:=.-]*<\*>)+/g, wildCard)
}

/** Cuts templates into tokens, each template once. */
class Tokeniser {
  /** From 1; 0 stands for the hole in a slot. */
  readonly #numbers = new Map<string, number>()
  readonly #known = new Map<string, Tokens>()

  tokensOf(template: string): Tokens {
    const known = this.#known.get(template) ?? this.#cut(template)
    this.#known.set(template, known)
    return known
  }

  #cut(template: string): Tokens {
    const parts = partsOf(template)
    const words = Int32Array.from(parts, (part) => this.#numberOf(part))
    const fixed: number[] = []
    let sum = 0
    for (const [place, part] of parts.entries()) {
      sum += placed(words[place] as number, place)
      if (part !== wildCard && isWord(part)) fixed.push(place)
    }
    const places = fixed.filter((place) => place > 0 && place < longestTemplate)
    return { parts, words, places: fixed.length > fixedWords ? places : [], sum }
  }

  #numberOf(part: string): number {
    const known = this.#numbers.get(part) ?? this.#numbers.size + 1
    this.#numbers.set(part, known)
    return known
  }
}

/** Words and what stands between them, in turn; data at the end of an over-long template stays in one part. */
function partsOf(template: string): string[] {
  const parts: string[] = []
  let from = 0
  let inside = -1
  for (let at = 0; at < template.length && parts.length < mostParts; at += 1) {
    const isMark = isSeparator(template, at)
    if (inside >= 0 && Number(isMark) !== inside) {
      parts.push(template.slice(from, at))
      from = at
    }
    inside = Number(isMark)
  }
  parts.push(template.slice(from))
  return parts
}

/** The angle brackets of a wild card belong to it. */
function isSeparator(template: string, at: number): boolean {
  const code = template.charCodeAt(at)
  if (code === 0x3c) return !template.startsWith(wildCard, at)
  if (code === 0x3e) return at < 2 || !template.startsWith(wildCard, at - 2)
  return code < 0x80 && ((byteBits[code] as number) & byteBit.separator) !== 0
}

function isWord(part: string): boolean {
  const code = part.charCodeAt(0)
  return code >= 0x80 || ((byteBits[code] as number) & (byteBit.letter | byteBit.digit)) !== 0
}
