// The text that an export task writes to S3: `2026-11-23T02:04:31.500Z message`, one event after the other, those of
// several lines continued on lines without a time (docs.aws.amazon.com, "Export log data to Amazon S3"). Some tools
// write epoch milliseconds instead. `aws logs tail` puts the stream between time and message. A line inside an event
// that begins like an event cannot be told from one.
import { timedLine } from './file-format.ts'
import type { ImportLimits } from './import-limits.ts'
import type { EventTroubles, ImportedEvent, ImportedEvents } from './imported-event.ts'
import { textLines } from './text-lines.ts'

export async function* exportEvents(
  chunks: AsyncIterable<Buffer>,
  limits: ImportLimits,
  troubles: EventTroubles,
): ImportedEvents {
  const reader = new ExportReader(limits.lineBytes, troubles)
  for await (const lines of textLines(chunks, limits, troubles)) {
    const events = reader.add(lines)
    if (events.length > 0) yield events
  }
  yield reader.end()
}

interface OpenEvent {
  readonly atMs: number | undefined
  readonly lines: string[]
  characters: number
  /** It was cut off another. */
  readonly continues: boolean
}

/** `2026-11-23T02:04:31.500Z`, as export tasks write every time. */
const secondLength = '2026-11-23T02:04:31'.length
const fullLength = '2026-11-23T02:04:31.500Z'.length

class ExportReader {
  readonly #longest: number
  readonly #troubles: EventTroubles
  /** The second that was read last, as text and as epoch ms: many lines share it. */
  #second = ''
  #secondMs = Number.NaN
  #open: OpenEvent | undefined

  /** `longest`: characters of an event, about; what is longer becomes several of one time. */
  constructor(longest: number, troubles: EventTroubles) {
    this.#longest = longest
    this.#troubles = troubles
  }

  add(lines: readonly string[]): readonly ImportedEvent[] {
    return lines.flatMap((text) => {
      const parts = timedLine.exec(withoutMark(text))
      if (parts === null) return this.#continue(text)
      const before = this.end()
      this.#begin(this.#timeOf(parts), parts[3] ?? '', false)
      return before
    })
  }

  end(): readonly ImportedEvent[] {
    const event = this.#open
    this.#open = undefined
    if (event?.atMs === undefined) return []
    const message = event.lines.join('\n')
    return [{ streamName: undefined, atMs: event.atMs, ingestedMs: undefined, message }]
  }

  #begin(atMs: number | undefined, text: string, continues: boolean): void {
    this.#open = { atMs, lines: [text], characters: text.length, continues }
  }

  #continue(text: string): readonly ImportedEvent[] {
    const event = this.#open
    if (event === undefined) {
      if (text !== '') this.#troubles.withoutTime += 1
      return []
    }
    if (event.characters + text.length >= this.#longest) {
      if (!event.continues) this.#troubles.cutEvents += 1
      const before = this.end()
      this.#begin(event.atMs, text, true)
      return before
    }
    event.lines.push(text)
    event.characters += text.length + 1
    return []
  }

  #timeOf([, iso, epoch]: readonly (string | undefined)[]): number | undefined {
    const written = iso ?? epoch ?? ''
    return this.#troubles.possibleMs(iso === undefined ? Number(epoch) : this.#msOf(iso), written)
  }

  #msOf(iso: string): number {
    if (iso.length !== fullLength || !iso.endsWith('Z')) return Date.parse(iso)
    const second = iso.slice(0, secondLength)
    if (second !== this.#second) {
      this.#second = second
      this.#secondMs = Date.parse(`${second}Z`)
    }
    return this.#secondMs + Number(iso.slice(secondLength + 1, -1))
  }
}

/** A byte order mark is no part of the text. */
function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
}
