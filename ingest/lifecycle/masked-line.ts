// A masked line while it is being written: bytes and placeholders in one growing buffer. A run of wild cards with nothing
// but punctuation between them becomes one, so that `10.1.2.3:443` and `(a 3) (b 4)` and `3 4` do not fall apart into
// templates by how many parts a value happens to have.

/** Bytes below this stand for placeholders; a cleaned line holds none of them but the tab, which is written as a blank. */
export const placeholderLimit = 0x1f

const blank = 0x20
const roundOpen = 0x28
const roundClose = 0x29

export class MaskedLine {
  bytes: Uint8Array = new Uint8Array(1024)
  length = 0
  /** Length right after the last placeholder, while only punctuation followed it; -1: a word followed. */
  #mark = -1
  #lastPlaceholder = 0
  /** Brackets that a collapse took away: their closing halves go as well. */
  #dangling = 0

  /** True when, punctuation aside, the last thing written is a placeholder. */
  get afterPlaceholder(): boolean {
    return this.#mark >= 0
  }

  /** Empties the buffer for a line of at most `size` bytes. */
  reset(size: number): void {
    if (this.bytes.length < size * 2 + 64) this.bytes = new Uint8Array(size * 2 + 64)
    this.length = 0
    this.#mark = -1
    this.#dangling = 0
  }

  /** Copies a word that stays as it is. */
  word(from: Uint8Array, start: number, end: number): void {
    this.#mark = -1
    this.copy(from, start, end)
  }

  /** Copies bytes that do not end a run of wild cards: a lone dash, the full stop after a value. */
  copy(from: Uint8Array, start: number, end: number): void {
    const { bytes } = this
    let length = this.length
    for (let at = start; at < end; at += 1) {
      bytes[length] = from[at] as number
      length += 1
    }
    this.length = length
  }

  /** A placeholder; it joins one of its kind before it. */
  placeholder(kind: number): void {
    if (this.#mark >= 0 && this.#lastPlaceholder === kind) {
      this.#dangling += openBrackets(this.bytes, this.#mark, this.length)
      this.length = this.#mark
      return
    }
    this.bytes[this.length] = kind
    this.length += 1
    this.#mark = this.length
    this.#lastPlaceholder = kind
    this.#dangling = 0
  }

  /** Punctuation between words; blanks become one. */
  separator(code: number): void {
    if (code <= blank) {
      if (this.length > 0 && this.bytes[this.length - 1] !== blank) this.#append(blank)
      return
    }
    if (isClosing(code) && this.#closes(code)) return
    this.#append(code)
  }

  /** True when a closing bracket goes with an opening one: collapsed away before, or empty after a wild card. */
  #closes(code: number): boolean {
    if (this.#dangling > 0) {
      this.#dangling -= 1
      return true
    }
    const isEmpty = code === roundClose && this.bytes[this.length - 1] === roundOpen
    if (!isEmpty || this.#mark < 0) return false
    this.length -= 1
    return true
  }

  #append(code: number): void {
    this.bytes[this.length] = code
    this.length += 1
  }

  /** Drops blanks at the end. */
  finish(): void {
    while (this.length > 0 && this.bytes[this.length - 1] === blank) this.length -= 1
  }

  /** The text, each placeholder spelt by `names` (index: its code less one). */
  toText(names: readonly string[]): string {
    const text = decoder.decode(this.bytes.subarray(0, this.length))
    let spelt = ''
    let kept = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === 0 || code >= placeholderLimit) continue
      spelt += text.slice(kept, at) + (names[code - 1] ?? '')
      kept = at + 1
    }
    return spelt + text.slice(kept)
  }
}

const decoder = new TextDecoder()

function isClosing(code: number): boolean {
  return code === roundClose || code === 0x5d || code === 0x7d || code === 0x3e
}

function isOpening(code: number): boolean {
  return code === roundOpen || code === 0x5b || code === 0x7b || code === 0x3c
}

/** Opening brackets without their closing ones between two places; 0 when more close than open. */
function openBrackets(bytes: Uint8Array, from: number, to: number): number {
  let open = 0
  for (let at = from; at < to; at += 1) {
    const code = bytes[at] as number
    if (isOpening(code)) open += 1
    if (isClosing(code)) open -= 1
  }
  return open
}
