// The text that an export task writes to S3: `2026-11-23T02:04:31.500Z message`, one event after the other, those of
// several lines continued on lines without a time (docs.aws.amazon.com, "Export log data to Amazon S3"). Some tools
// write epoch milliseconds instead. `aws logs tail` puts the stream between time and message. A line inside an event
// that begins like an event cannot be told from one.
import { timedLine } from './file-format.ts'
import type { ImportLimits } from './import-limits.ts'
import type { EventTroubles, ImportedEvent, ImportedEvents } from './imported-event.ts'
import { type FileLine, textLines } from './text-lines.ts'

export async function* exportEvents(
  chunks: AsyncIterable<Buffer>,
  limits: ImportLimits,
  troubles: EventTroubles,
): ImportedEvents {
  const reader = new ExportReader(troubles)
  for await (const lines of textLines(chunks, limits, troubles)) {
    const events = reader.add(lines)
    if (events.length > 0) yield events
  }
  yield reader.end()
}

interface OpenEvent {
  readonly atMs: number | undefined
  readonly lines: string[]
}

/** `2026-11-23T02:04:31.500Z`, as export tasks write every time. */
const secondLength = '2026-11-23T02:04:31'.length
const fullLength = '2026-11-23T02:04:31.500Z'.length

class ExportReader {
  readonly #troubles: EventTroubles
  /** The second that was read last, as text and as epoch ms: many lines share it. */
  #second = ''
  #secondMs = Number.NaN
  #open: OpenEvent | undefined

  constructor(troubles: EventTroubles) {
    this.#troubles = troubles
  }

  add(lines: readonly FileLine[]): readonly ImportedEvent[] {
    const events: ImportedEvent[] = []
    for (const { text, continues } of lines) {
      const parts = continues ? null : timedLine.exec(withoutMark(text))
      if (parts === null) this.#continue(text)
      else {
        events.push(...this.end())
        this.#open = { atMs: this.#timeOf(parts), lines: [parts[3] ?? ''] }
      }
    }
    return events
  }

  end(): readonly ImportedEvent[] {
    const event = this.#open
    this.#open = undefined
    if (event?.atMs === undefined) return []
    const message = event.lines.join('\n')
    return [{ streamName: undefined, atMs: event.atMs, ingestedMs: undefined, message }]
  }

  #continue(text: string): void {
    if (this.#open !== undefined) this.#open.lines.push(text)
    else if (text !== '') this.#troubles.withoutTime += 1
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
