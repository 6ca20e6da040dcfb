// Finds every known phrase in a line in one pass over its characters (Aho and Corasick, 1975), however many phrases there
// are and whatever the line holds: patterns that can loop have no place on a path that reads hostile text.

/** A phrase and what it stands for. `#` stands for any number but 0; blanks for any run of blanks. */
export interface Phrase<Meaning> {
  readonly text: string
  readonly meaning: Meaning
  /** True: counts only at the start of the line. */
  readonly atStart: boolean
}

/** A phrase where it was found: `from` and `to` in the normal form of the line. */
export interface Found<Meaning> {
  readonly phrase: Phrase<Meaning>
  readonly from: number
}

/** Lower case, numbers as `#` (0 stays), blanks as one, ASCII quotes. Same wording, same normal form. */
export function normalForm(text: string): string {
  let normal = ''
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 0x30 && code <= 0x39) {
      const end = numberEnd(text, at)
      normal += end === at + 1 && code === 0x30 ? '0' : '#'
      at = end - 1
    } else if (code > 0x20) normal += quoteless(text[at] as string)
    else if (!normal.endsWith(' ')) normal += ' '
  }
  return normal.toLowerCase().trim()
}

function numberEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at += 1
  return at
}

function quoteless(character: string): string {
  if (character === '\u2018' || character === '\u2019') return "'"
  return character === '\u201c' || character === '\u201d' ? '"' : character
}

interface State<Meaning> {
  readonly next: Map<number, number>
  fail: number
  /** Phrases that end here, those of shorter suffixes included. */
  found: Phrase<Meaning>[]
}

export class PhraseIndex<Meaning> {
  readonly #states: State<Meaning>[] = [{ next: new Map(), fail: 0, found: [] }]

  constructor(phrases: Iterable<Phrase<Meaning>>) {
    for (const phrase of phrases) this.#add(phrase)
    this.#link()
  }

  #add(phrase: Phrase<Meaning>): void {
    let state = 0
    for (const character of phrase.text) state = this.#child(state, character.charCodeAt(0))
    this.#at(state).found.push(phrase)
  }

  #child(state: number, code: number): number {
    const known = this.#at(state).next.get(code)
    if (known !== undefined) return known
    this.#states.push({ next: new Map(), fail: 0, found: [] })
    const child = this.#states.length - 1
    this.#at(state).next.set(code, child)
    return child
  }

  #at(state: number): State<Meaning> {
    return this.#states[state] as State<Meaning>
  }

  #link(): void {
    const queue = [...this.#at(0).next.values()]
    for (const state of queue) {
      for (const [code, child] of this.#at(state).next) {
        this.#at(child).fail = this.#step(this.#at(state).fail, code)
        queue.push(child)
      }
      const { found, fail } = this.#at(state)
      found.push(...this.#at(fail).found)
    }
  }

  #step(from: number, code: number): number {
    let state = from
    for (;;) {
      const next = this.#at(state).next.get(code)
      if (next !== undefined) return next
      if (state === 0) return 0
      state = this.#at(state).fail
    }
  }

  /** The phrases in a normal form that stand as whole words, in order of their ends. */
  find(normal: string): Found<Meaning>[] {
    const found: Found<Meaning>[] = []
    let state = 0
    for (let at = 0; at < normal.length; at += 1) {
      state = this.#step(state, normal.charCodeAt(at))
      for (const phrase of this.#at(state).found) {
        const from = at + 1 - phrase.text.length
        if (stands(normal, phrase, from)) found.push({ phrase, from })
      }
    }
    return found
  }
}

function stands<Meaning>(normal: string, phrase: Phrase<Meaning>, from: number): boolean {
  if (phrase.atStart) return from === 0
  const { text } = phrase
  const end = from + text.length
  return (
    isEdge(normal, from - 1, text.charCodeAt(0)) &&
    isEdge(normal, end, text.charCodeAt(text.length - 1))
  )
}

/** A word ends here: the phrase ends in punctuation, or what follows belongs to no word, path or file name. */
function isEdge(normal: string, outside: number, inside: number): boolean {
  if (!isWordCode(inside)) return true
  const code = normal.charCodeAt(outside)
  if (Number.isNaN(code)) return true
  if (code === 0x2e) return !isWordCode(normal.charCodeAt(outside + 1))
  return !isWordCode(code) && code !== 0x2d && code !== 0x5f && code !== 0x2f && code !== 0x2b
}

function isWordCode(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x23
}
