// Events as bytes: what a file holds becomes the JSON of blocks without a text or an object being made of every line.

import type { StoredEvent } from './log-block.ts'

/** Events of one log stream, their messages in UTF-8 one behind the other. */
export class EventText {
  bytes: Buffer = Buffer.allocUnsafeSlow(1 << 16)
  /** Used of `bytes`. */
  length = 0
  /** How many events there are. */
  size = 0
  /** Of each, epoch ms. */
  atMs = new Float64Array(1 << 9)
  /** Where the message of each begins and ends. */
  from = new Int32Array(1 << 9)
  end = new Int32Array(1 << 9)
  /** UTF-16 code units of each message. */
  characters = new Int32Array(1 << 9)
  /** Lines of each: newlines in it, and one. */
  lines = new Int32Array(1 << 9)
  /** Of all messages. */
  totalCharacters = 0
  isSorted = true

  /** Makes room for so many more bytes. */
  reserve(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + bytes))
    this.bytes.copy(larger, 0, 0, this.length)
    this.bytes = larger
  }

  /** An event whose message ends with the bytes written last. */
  add(
    atMs: number,
    event: { readonly from: number; readonly characters: number; readonly lines: number },
  ): void {
    if (this.size === this.atMs.length) this.#grow()
    const at = this.size
    if (at > 0 && atMs < (this.atMs[at - 1] as number)) this.isSorted = false
    this.atMs[at] = atMs
    this.from[at] = event.from
    this.end[at] = this.length
    this.characters[at] = event.characters
    this.lines[at] = event.lines
    this.totalCharacters += event.characters
    this.size += 1
  }

  #grow(): void {
    this.atMs = grown(this.atMs, Float64Array)
    this.from = grown(this.from, Int32Array)
    this.end = grown(this.end, Int32Array)
    this.characters = grown(this.characters, Int32Array)
    this.lines = grown(this.lines, Int32Array)
  }

  /** The places of the events by time, equal times in the order in which they were added. */
  sorted(): Uint32Array {
    const places = new Uint32Array(this.size)
    for (let place = 0; place < places.length; place += 1) places[place] = place
    if (this.isSorted) return places
    const { atMs } = this
    return places.sort((a, b) => (atMs[a] as number) - (atMs[b] as number) || a - b)
  }

  /** Bytes of all messages. */
  get messageBytes(): number {
    let bytes = 0
    for (let place = 0; place < this.size; place += 1) {
      bytes += (this.end[place] as number) - (this.from[place] as number)
    }
    return bytes
  }

  /** The same events as texts, in the order in which they were added. */
  events(): readonly StoredEvent[] {
    return Array.from({ length: this.size }, (_, place) => ({
      atMs: this.atMs[place] as number,
      message: this.bytes.toString('utf8', this.from[place], this.end[place]),
    }))
  }

  /** Adds an event out of a text. */
  addMessage({ atMs, message }: StoredEvent): void {
    const from = this.length
    this.reserve(message.length * 3)
    this.length += this.bytes.write(message, from)
    this.add(atMs, { from, characters: message.length, lines: message.split('\n').length })
  }

  /** Forgets all events, and what was written from `kept` on stays, now at the beginning. */
  clear(kept = this.length): void {
    this.bytes.copy(this.bytes, 0, kept, this.length)
    this.length -= kept
    this.size = 0
    this.totalCharacters = 0
    this.isSorted = true
  }
}

function grown<Of extends Float64Array | Int32Array>(
  values: Of,
  type: new (length: number) => Of,
): Of {
  const larger = new type(values.length * 2)
  larger.set(values)
  return larger
}
