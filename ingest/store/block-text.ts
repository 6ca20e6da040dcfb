// Writes the JSON of blocks straight from the bytes of events, exactly as ./log-block.ts makes it of texts.

import type { EventText } from './event-text.ts'
import { blockChecksum, blockTextLimit, deflatedBlock, type LogBlock } from './log-block.ts'
import { gramsOfBlock } from './search-gram.ts'

export interface CheckedBlock extends LogBlock {
  /** `blockChecksum` of it. */
  readonly checksum: number
  /** `gramsOfBlock` of it. */
  readonly grams: Uint8Array
}

/** A block, and its text as long as it is at hand. */
interface WrittenBlock {
  readonly block: CheckedBlock
  /** The block's JSON, not deflated; holds until the next block is asked for. */
  readonly json: Buffer
}

const comma = 0x2c
const quote = 0x22
const backslash = 0x5c
const newline = 0x0a
const opening = 0x5b
const closing = 0x5d
const zero = 0x30

/** Of each byte how JSON.stringify writes it where it does not stand for itself. */
const escaped = Array.from({ length: 256 }, (_, code) => {
  const text = JSON.stringify(String.fromCharCode(code)).slice(1, -1)
  return code < 0x80 && text.length > 1 ? Buffer.from(text) : undefined
})
const isPlain = Uint8Array.from(escaped, (text) => (text === undefined ? 1 : 0))

/** Most bytes of a character, and of what stands around a line. */
const mostOfByte = 6
const mostAround = 64

/** Takes events in order and cuts them into blocks; lines and events of the stream are counted from 1. */
export class BlockText {
  #json: Buffer = Buffer.allocUnsafeSlow(4 * blockTextLimit)
  #at = 0
  #firstLine = 1
  #firstEvent = 1
  #firstMs = 0
  #maxMs = 0
  #lines = 0
  #events = 0
  #characters = 0

  /** Begins another stream. */
  begin(): void {
    this.#firstLine = 1
    this.#firstEvent = 1
  }

  /** The blocks of some events at these places; the last one ends with the last of them. */
  *blocks(text: EventText, places: ArrayLike<number>): Generator<WrittenBlock> {
    for (let index = 0; index < places.length; index += 1) {
      this.#add(text, places[index] as number)
      if (this.#characters >= blockTextLimit) yield this.#end()
    }
    if (this.#events > 0) yield this.#end()
  }

  #add(text: EventText, place: number): void {
    const atMs = text.atMs[place] as number
    if (this.#events === 0) {
      this.#firstMs = atMs
      this.#maxMs = atMs
    }
    this.#maxMs = Math.max(this.#maxMs, atMs)
    const lines = text.lines[place] as number
    const from = text.from[place] as number
    const end = text.end[place] as number
    this.#reserve((end - from) * mostOfByte + lines * mostAround)
    if (lines === 1) this.#line(text.bytes, from, end, atMs)
    else this.#severalLines(text.bytes, { from, end, lines, atMs })
    this.#events += 1
    this.#characters += (text.characters[place] as number) + 1
  }

  #line(bytes: Buffer, from: number, end: number, atMs: number): void {
    const continued = this.#lines - this.#events
    this.#begin(atMs)
    this.#string(bytes, from, end)
    if (continued > 0) this.#number(continued)
    this.#close()
  }

  #severalLines(
    bytes: Buffer,
    event: {
      readonly from: number
      readonly end: number
      readonly lines: number
      readonly atMs: number
    },
  ): void {
    const continued = this.#lines - this.#events
    let from = event.from
    for (let line = 0; line < event.lines; line += 1) {
      const next = line === event.lines - 1 ? event.end : bytes.indexOf(newline, from)
      this.#begin(event.atMs)
      this.#string(bytes, from, next)
      this.#number(continued + line)
      this.#number(line === 0 ? event.lines - 1 : 0)
      this.#close()
      from = next + 1
    }
  }

  #begin(atMs: number): void {
    const json = this.#json
    json[this.#at] = this.#lines === 0 ? opening : comma
    json[this.#at + 1] = opening
    this.#at += 2
    this.#digits(atMs - this.#firstMs)
    json[this.#at] = comma
    json[this.#at + 1] = quote
    this.#at += 2
  }

  /** The rest of a string whose first quote is written. */
  #string(bytes: Buffer, from: number, end: number): void {
    const json = this.#json
    let to = this.#at
    for (let at = from; at < end; at += 1) {
      const code = bytes[at] as number
      if (isPlain[code] === 1) {
        json[to] = code
        to += 1
      } else to = this.#escape(code, to)
    }
    json[to] = quote
    this.#at = to + 1
  }

  #escape(code: number, to: number): number {
    if (code === quote || code === backslash) {
      this.#json[to] = backslash
      this.#json[to + 1] = code
      return to + 2
    }
    const text = escaped[code] as Buffer
    this.#json.set(text, to)
    return to + text.length
  }

  #number(value: number): void {
    this.#json[this.#at] = comma
    this.#at += 1
    this.#digits(value)
  }

  #digits(value: number): void {
    if (value < 0 || value > 0x7fff_ffff) {
      this.#at += this.#json.write(String(value), this.#at, 'latin1')
      return
    }
    let length = 1
    for (let power = 10; power <= value; power *= 10) length += 1
    let rest = value
    for (let at = this.#at + length - 1; at >= this.#at; at -= 1) {
      this.#json[at] = zero + (rest % 10)
      rest = (rest / 10) | 0
    }
    this.#at += length
  }

  #close(): void {
    this.#json[this.#at] = closing
    this.#at += 1
    this.#lines += 1
  }

  /** Makes room for so many more bytes and the end of the block. */
  #reserve(bytes: number): void {
    if (this.#at + bytes + 1 <= this.#json.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#json.length * 2, this.#at + bytes + 1))
    this.#json.copy(larger, 0, 0, this.#at)
    this.#json = larger
  }

  #end(): WrittenBlock {
    this.#json[this.#at] = closing
    const json = this.#json.subarray(0, this.#at + 1)
    const block: LogBlock = {
      ...{ firstLine: this.#firstLine, lines: this.#lines },
      ...{ firstEvent: this.#firstEvent, events: this.#events },
      ...{ firstMs: this.#firstMs, maxMs: this.#maxMs, ...deflatedBlock(json, 'small') },
    }
    this.#firstLine += this.#lines
    this.#firstEvent += this.#events
    this.#at = 0
    this.#lines = 0
    this.#events = 0
    this.#characters = 0
    return { block: { ...block, checksum: blockChecksum(block), grams: gramsOfBlock(json) }, json }
  }
}
