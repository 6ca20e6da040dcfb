// Reads the lines of a block one after the other, straight from the bytes of its JSON: no text is made of a line that
// nobody asks for the text of, which is nearly every line of a healthy instance.
import { plainText } from '../lifecycle/plain-text.ts'
import type { ScannedLine } from '../lifecycle/scanned-line.ts'
import { type TextBytes, textBytes } from '../lifecycle/text-bytes.ts'
import { inflatedBody, type LogBlock, linesOfBlock } from './log-block.ts'

/** Every line of a block, in order; the bytes of one hold until the next is taken. Throws SyntaxError where it holds none. */
export function* scannedLines(block: LogBlock): Generator<ScannedLine> {
  let ordinal = block.firstLine
  for (const json of [inflatedBody, ownForm]) {
    const scan = new EntryScan(json(block, ordinal))
    for (; scan.next(); ordinal += 1) yield new BlockLine(ordinal, block.firstMs + scan.ms, scan)
    if (scan.isAtEnd) return
  }
  throw new SyntaxError(`the block of line ${block.firstLine} holds no line ${ordinal}`)
}

/** Lines from this one on, of JSON that another program has written, as hyperscope writes them. */
function ownForm(block: LogBlock, from: number): Buffer {
  const lines = linesOfBlock(block).filter(({ ordinal }) => ordinal >= from)
  return Buffer.from(
    JSON.stringify(lines.map(({ atMs, text }) => [Math.round(atMs - block.firstMs), `${text}`])),
  )
}

class BlockLine implements ScannedLine {
  readonly ordinal: number
  readonly atMs: number
  readonly bytes: Uint8Array
  readonly end: number
  readonly #json: Buffer
  readonly #from: number
  readonly #to: number
  readonly #isVerbatim: boolean
  #text: string | undefined
  #plain: TextBytes | undefined

  constructor(ordinal: number, atMs: number, scan: EntryScan) {
    this.ordinal = ordinal
    this.atMs = atMs
    this.bytes = scan.bytes
    this.end = scan.end
    this.#json = scan.json
    this.#from = scan.from
    this.#to = scan.to
    this.#isVerbatim = scan.isVerbatim
    this.#plain = scan.isPlain ? this : undefined
  }

  get text(): string {
    this.#text ??= this.#isVerbatim
      ? this.#json.toString('latin1', this.#from + 1, this.#to - 1)
      : (JSON.parse(this.#json.toString('utf8', this.#from, this.#to)) as string)
    return this.#text
  }

  get plain(): TextBytes {
    this.#plain ??= this.#plainForm()
    return this.#plain
  }

  #plainForm(): TextBytes {
    const plain = plainText(this.text)
    return plain === this.text ? this : textBytes(plain)
  }
}

const lineFeed = 0x0a
const quote = 0x22
const comma = 0x2c
const minus = 0x2d
const backslash = 0x5c
const opening = 0x5b
const closing = 0x5d
/** What a letter behind a backslash stands for; 0: it takes more than a look to say. */
const escapes = new Uint8Array(256)
for (const letter of '"\\/') escapes[letter.charCodeAt(0)] = letter.charCodeAt(0)
escapes['t'.charCodeAt(0)] = 0x09

/** Goes from entry to entry of `[[12,"text"],[12,"more text",1]]`. */
class EntryScan {
  readonly json: Buffer
  /** Milliseconds after the first event of the block. */
  ms = 0
  /** The entry's string in `json`, its quotes included. */
  from = 0
  to = 0
  bytes: Uint8Array
  end = 0
  /** Nothing is escaped in the string, and everything is ASCII. */
  isVerbatim = true
  /** False: it may hold what a terminal does not show. */
  isPlain = true
  /** False after `next` has said false: what follows is none of our entries. */
  isAtEnd = false
  #at = 0

  constructor(json: Buffer) {
    this.json = json
    // No string is longer without its escapes.
    this.bytes = new Uint8Array(json.length)
  }

  /** Whether there is another entry, which it then stands on. */
  next(): boolean {
    const { json } = this
    const start = this.#at
    const last = json.length - 1
    // No entry at all: `[]`.
    if (json[last] === closing && (start === last || (start === 0 && last === 1))) {
      this.isAtEnd = true
      return false
    }
    const isNext = json[start] === (start === 0 ? opening : comma) && json[start + 1] === opening
    if (!isNext) return false
    const quoteAt = this.#number(start + 2)
    if (quoteAt < 0 || !this.#string(quoteAt)) return false
    const end = this.#entryEnd(this.to)
    if (end < 0) return false
    this.#at = end
    return true
  }

  /** Reads a whole number and the comma behind it; returns the place after it, -1: it is none. */
  #number(from: number): number {
    const { json } = this
    let at = json[from] === minus ? from + 1 : from
    const first = at
    let value = 0
    for (let code = json[at] as number; code >= 0x30 && code <= 0x39; code = json[at] as number) {
      value = value * 10 + code - 0x30
      at += 1
    }
    if (at === first || at - first > 15 || json[at] !== comma) return -1
    this.ms = first === from ? value : -value
    return at + 1
  }

  /** Reads the string whose first quote stands here. */
  #string(from: number): boolean {
    const { json, bytes } = this
    if (json[from] !== quote) return false
    this.from = from
    let [end, bits, at] = [0, 0, from + 1]
    for (let code = json[at]; code !== quote; code = json[at]) {
      if (code === undefined) return false
      const own = code === backslash ? (escapes[json[at + 1] as number] as number) : code
      if (own === 0) return this.#parsed()
      bytes[end] = own
      bits |= own
      end += 1
      at += code === backslash ? 2 : 1
    }
    this.isPlain = bits <= 0x7f
    this.isVerbatim = this.isPlain && at - from - 1 === end
    this.#finish(at + 1, end)
    return true
  }

  #finish(to: number, end: number): void {
    this.bytes[end] = lineFeed
    this.end = end
    this.to = to
  }

  /** A string with control characters in it: JSON.parse says what it is. */
  #parsed(): boolean {
    const { json } = this
    let at = this.from + 1
    while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1
    if (at >= json.length) return false
    const { bytes, end } = textBytes(JSON.parse(json.toString('utf8', this.from, at + 1)) as string)
    this.bytes.set(bytes.subarray(0, end))
    this.isPlain = false
    this.isVerbatim = false
    this.#finish(at + 1, end)
    return true
  }

  /** The place after the entry whose string ends here: a number or two may follow. -1: something else does. */
  #entryEnd(from: number): number {
    const { json } = this
    let at = from
    while (json[at] !== closing) {
      const code = json[at] as number
      if (code !== comma && !(code >= 0x30 && code <= 0x39)) return -1
      at += 1
    }
    return at + 1
  }
}
