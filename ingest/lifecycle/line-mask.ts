// One linear scan from a line to its masked form: cut into words and separators, each word judged once by the bits of its
// bytes. No regular expression: a chain of them costs ten times as much, and a hostile line could stop it.

import { byteBit, byteBits, isDigit, isTypographicQuote } from './byte-class.ts'
import { MaskedLine } from './masked-line.ts'
import { orphanEnd, writeVisible } from './visible-line.ts'
import { isSchemeEnd, sentenceEnd, urlEnd } from './word-shape.ts'

/** One word on its way into the mask. */
export interface Word {
  bytes: Uint8Array
  from: number
  to: number
  /** The or-ed bits of its bytes. */
  bits: number
}

/** Writes one word, or what stands for it. */
export interface WordMask {
  word(word: Word, masked: MaskedLine): void
  /** `from` is the scheme's first letter. */
  url(word: Word, masked: MaskedLine): void
}

const { digit, letter, separator, control, mayEnd } = byteBit
const stops = separator | mayEnd
const fullStop = 0x2e
const lineFeed = 0x0a
/** Bytes of a typographic quote in UTF-8. */
const quoteLength = 3

/** Masks lines with one rule for words. Holds a buffer: one line at a time. */
export class LineMask {
  readonly masked = new MaskedLine()
  readonly #wordMask: WordMask
  #visible: Uint8Array = new Uint8Array(1024)
  readonly #word: Word = { bytes: new Uint8Array(0), from: 0, to: 0, bits: 0 }

  constructor(wordMask: WordMask) {
    this.#wordMask = wordMask
  }

  /** Masks a line from a place on; the result is in `masked` until the next call. */
  mask(bytes: Uint8Array, from: number, end: number): MaskedLine {
    const { masked } = this
    masked.reset(end - from)
    this.#word.bytes = bytes
    let at = from
    while (at < end) {
      const bits = byteBits[bytes[at] as number] as number
      if ((bits & control) !== 0) return this.#maskVisible(bytes, from, end)
      at =
        (bits & separator) === 0 ? this.#takeWord(bytes, at, end) : this.#takeMark(bytes, at, end)
    }
    masked.finish()
    return masked
  }

  #maskVisible(raw: Uint8Array, from: number, end: number): MaskedLine {
    if (this.#visible.length <= end - from) this.#visible = new Uint8Array(2 * (end - from))
    const visible = this.#visible
    const length = writeVisible(raw, { from, end }, visible)
    visible[length] = lineFeed
    return this.mask(visible, 0, length)
  }

  #takeMark(bytes: Uint8Array, at: number, end: number): number {
    const code = bytes[at] as number
    if (code === 0x5b) {
      const orphan = orphanEnd(bytes, at, end)
      if (orphan > at) return orphan
    }
    // `<1 sec`: the sign is part of the number.
    const isBound = (code === 0x3c || code === 0x3e) && isDigit(bytes[at + 1])
    if (!isBound || bytes[at - 1] !== 0x20) this.masked.separator(code)
    return at + 1
  }

  #takeWord(bytes: Uint8Array, from: number, end: number): number {
    const word = this.#word
    word.from = from
    const at = this.#scan(bytes, from, end)
    if ((word.bits & (letter | digit)) === 0) {
      this.masked.copy(bytes, from, at)
      return at
    }
    if (isSchemeEnd(bytes, at)) {
      word.to = urlEnd(bytes, at, end)
      this.#wordMask.url(word, this.masked)
      return word.to
    }
    word.to = sentenceEnd(bytes, from, at)
    this.#wordMask.word(word, this.masked)
    this.masked.copy(bytes, word.to, at)
    return at
  }

  /** The end of the word, or of the quote that stands in its place; its bits go into `#word`. */
  #scan(bytes: Uint8Array, from: number, end: number): number {
    let bits = 0
    let at = from
    for (; at < end; at += 1) {
      const own = byteBits[bytes[at] as number] as number
      if ((own & stops) !== 0 && ((own & separator) !== 0 || endsWord(bytes, at, from))) break
      bits |= own
    }
    this.#word.bits = bits
    return at === from ? from + quoteLength : at
  }
}

/** A typographic quote ends a word, and so do two full stops in a row: `disabled.......0`. */
function endsWord(bytes: Uint8Array, at: number, from: number): boolean {
  if (bytes[at] === fullStop) return at > from && bytes[at + 1] === fullStop
  return isTypographicQuote(bytes, at)
}
