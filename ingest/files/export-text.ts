// The format of ./export-events.ts, read into bytes: the same events of the same files. A line that begins as export tasks write
// is told by its bytes; of any other a text is made, and the same pattern asked.
import { isAscii } from 'node:buffer'
import { EventText } from '../store/event-text.ts'
import { timedLine } from './file-format.ts'
import { EventTroubles } from './imported-event.ts'
import { LineCutter, textOfLine } from './text-lines.ts'

interface OpenEvent {
  /** undefined: an impossible time; the event is left out. */
  readonly atMs: number | undefined
  /** Where its message begins in the text. */
  readonly from: number
  characters: number
  lines: number
  /** It was cut off another. */
  readonly continues: boolean
}

/** `2026-11-23T02:04:31.500Z`, as export tasks write every time: 0 stands for a digit. */
const timeForm = Buffer.from('0000-00-00T00:00:00.000Z')
const secondLength = '2026-11-23T02:04:31'.length
const zero = 0x30
const nine = 0x39
const blank = 0x20
const newline = 0x0a

/** Bytes of a file that say so. */
export const headBytes = 64

/** Whether a file that begins with these bytes begins with an event: its time is one that can be. */
export function beginsWithEvent(head: Buffer): boolean {
  const text = new EventText()
  const reader = new ExportText(text, headBytes, new EventTroubles())
  reader.add(head.subarray(0, headBytes))
  reader.end()
  return text.size > 0
}

/** Reads the bytes of one file. */
export class ExportText {
  readonly #text: EventText
  readonly #longest: number
  readonly #troubles: EventTroubles
  readonly #cutter: LineCutter
  #isAscii = true
  #open: OpenEvent | undefined
  /** The second that was read last, as bytes and as epoch ms: many lines share it. */
  readonly #second = Buffer.alloc(secondLength)
  #secondMs = Number.NaN
  /** Events of this file so far. */
  events = 0
  /** The latest time of them, epoch ms; 0: none. */
  latestMs = 0

  /** `text`: where the events go. `longest`: bytes of a line, and characters of an event, about; what is longer becomes several of one time. */
  constructor(text: EventText, longest: number, troubles: EventTroubles) {
    this.#text = text
    this.#longest = longest
    this.#troubles = troubles
    this.#cutter = new LineCutter(longest, troubles, (bytes, from, end) =>
      this.#line(bytes, from, end),
    )
  }

  /** Where in the text the event begins that is not ended yet. */
  get openFrom(): number {
    return this.#open?.from ?? this.#text.length
  }

  add(chunk: Buffer): void {
    this.#isAscii &&= isAscii(chunk)
    this.#cutter.add(chunk)
  }

  /** The file ends. */
  end(): void {
    this.#cutter.end()
    this.#close()
  }

  /** The rest of the file is not read: an event that is not ended is left out. */
  abort(): void {
    this.#text.length = this.openFrom
    this.#open = undefined
  }

  /** The text before the open event was taken away. */
  moved(): void {
    if (this.#open !== undefined) this.#open = { ...this.#open, from: 0 }
  }

  #line(bytes: Buffer, from: number, end: number): void {
    if (this.#isTimed(bytes, from, end)) {
      const atMs = this.#timeAt(bytes, from)
      this.#close()
      this.#begin(atMs, false)
      this.#append(bytes, Math.min(end, from + timeForm.length + 1), end)
      return
    }
    const first = bytes[from] as number
    // Neither a digit nor a byte order mark: no time.
    if (end > from && (first < zero || first > nine) && first !== 0xef) {
      this.#continue(bytes, from, end)
    } else this.#oddLine(bytes.subarray(from, end))
  }

  /** Whether a line begins with a time as export tasks write it. */
  #isTimed(bytes: Buffer, from: number, end: number): boolean {
    const length = end - from
    if (length < timeForm.length) return false
    if (length > timeForm.length && bytes[from + timeForm.length] !== blank) return false
    for (let at = 0; at < timeForm.length; at += 1) {
      const code = bytes[from + at] as number
      const form = timeForm[at] as number
      if (form === zero ? code < zero || code > nine : code !== form) return false
    }
    return true
  }

  #timeAt(bytes: Buffer, from: number): number | undefined {
    const second = this.#second
    if (second.compare(bytes, from, from + secondLength) !== 0) {
      bytes.copy(second, 0, from, from + secondLength)
      this.#secondMs = Date.parse(`${second.toString('latin1')}Z`)
    }
    const at = from + secondLength + 1
    const hundreds = (bytes[at] as number) - zero
    const tens = (bytes[at + 1] as number) - zero
    const ms = this.#secondMs + hundreds * 100 + tens * 10 + (bytes[at + 2] as number) - zero
    if (ms >= 0) return ms
    return this.#troubles.possibleMs(ms, bytes.toString('latin1', from, from + timeForm.length))
  }

  /** A line that has to be read as text to say whether it begins with a time. */
  #oddLine(bytes: Buffer): void {
    const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
    const parts = timedLine.exec(bytes.toString('utf8', mark))
    if (parts === null) {
      this.#continue(bytes, 0, bytes.length)
      return
    }
    const written = parts[1] ?? parts[2] ?? ''
    const ms = parts[1] === undefined ? Number(written) : Date.parse(written)
    const atMs = this.#troubles.possibleMs(ms, written)
    this.#close()
    this.#begin(atMs, false)
    this.#append(bytes, Math.min(bytes.length, mark + written.length + 1), bytes.length)
  }

  #begin(atMs: number | undefined, continues: boolean): OpenEvent {
    const open = { atMs, from: this.#text.length, characters: 0, lines: 1, continues }
    this.#open = open
    return open
  }

  #continue(bytes: Buffer, from: number, end: number): void {
    const event = this.#open
    if (event === undefined) {
      if (!this.#isAscii) textOfLine(bytes.subarray(from, end), this.#troubles)
      if (end > from) this.#troubles.withoutTime += 1
      return
    }
    const before = this.#text.length
    this.#text.reserve(1)
    this.#text.bytes[before] = newline
    this.#text.length += 1
    const characters = this.#append(bytes, from, end)
    event.lines += 1
    event.characters += 1
    if (event.characters > this.#longest) this.#cut(event, before, characters)
  }

  /** The line written last, behind a newline at `before`, begins another event. */
  #cut(event: OpenEvent, before: number, characters: number): void {
    if (!event.continues) this.#troubles.cutEvents += 1
    const text = this.#text
    const end = text.length
    text.length = before
    event.lines -= 1
    event.characters -= characters + 1
    this.#close()
    text.bytes.copy(text.bytes, text.length, before + 1, end)
    this.#begin(event.atMs, true).characters = characters
    text.length += end - before - 1
  }

  /** Adds a piece of a line to the open event. Returns its characters. */
  #append(bytes: Buffer, from: number, end: number): number {
    const text = this.#text
    let characters = end - from
    if (this.#isAscii) {
      text.reserve(characters)
      bytes.copy(text.bytes, text.length, from, end)
      text.length += characters
    } else {
      const line = textOfLine(bytes.subarray(from, end), this.#troubles)
      text.reserve(line.length * 3)
      text.length += text.bytes.write(line, text.length)
      characters = line.length
    }
    const event = this.#open
    if (event !== undefined) event.characters += characters
    return characters
  }

  #close(): void {
    const event = this.#open
    this.#open = undefined
    if (event === undefined) return
    const { atMs, from } = event
    if (atMs === undefined) {
      this.#text.length = from
      return
    }
    this.#text.add(atMs, event)
    this.events += 1
    this.latestMs = Math.max(this.latestMs, atMs)
  }
}
