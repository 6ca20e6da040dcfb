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

class ExportReader {
  readonly #troubles: EventTroubles
  #open: OpenEvent | undefined

  constructor(troubles: EventTroubles) {
    this.#troubles = troubles
  }

  add(lines: readonly FileLine[]): readonly ImportedEvent[] {
    const events: ImportedEvent[] = []
    for (const { text, continues } of lines) {
      const parts = continues ? null : timedLine.exec(text.replace(/^\ufeff/, ''))
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
    return this.#troubles.possibleMs(iso === undefined ? Number(epoch) : Date.parse(iso), written)
  }
}
