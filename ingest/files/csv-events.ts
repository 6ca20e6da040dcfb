import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { ImportLimits } from './import-limits.ts'
import { ImportSkip } from './import-skip.ts'
import type { EventTroubles, ImportedEvent, ImportedEvents } from './imported-event.ts'

const batchRows = 1000
const batchCharacters = 2 ** 20

/**
 * The events of a CSV that the CloudWatch console (`timestamp,message`, epoch ms) or Logs Insights (`@timestamp,
 * @message, @logStream`, UTC) downloads, oldest first, as either lists them in both orders. One whose newest stand first is
 * held whole to turn it round: the console lists 10,000 events at the most. Throws ImportSkip where it is too long for that.
 */
export async function* csvEvents(
  chunks: AsyncIterable<Buffer>,
  limits: ImportLimits,
  troubles: EventTroubles,
): ImportedEvents {
  const order = new RowOrder(limits.documentBytes)
  for await (const row of csvRows(chunks, limits)) {
    for (const event of eventOf(row, troubles)) order.add(event)
    if (order.isFull) yield order.take()
  }
  const events = order.take()
  for (let start = 0; start < events.length; start += batchRows) {
    yield events.slice(start, start + batchRows)
  }
}

/** Holds events until it is clear that the oldest stand first. */
class RowOrder {
  readonly #mostCharacters: number
  #events: ImportedEvent[] = []
  #characters = 0
  #isOldestFirst = false

  constructor(mostCharacters: number) {
    this.#mostCharacters = mostCharacters
  }

  add(event: ImportedEvent): void {
    this.#events.push(event)
    this.#characters += event.message.length
    if (this.#isOldestFirst) return
    this.#isOldestFirst = (this.#events[0]?.atMs ?? 0) < (event.atMs ?? 0)
    if (this.#isOldestFirst || this.#characters <= this.#mostCharacters) return
    throw new ImportSkip(
      `its newest events stand first, and it has over ${this.#mostCharacters} characters; sort it by time`,
    )
  }

  /** Enough for a batch is there, and in order. */
  get isFull(): boolean {
    const isMuch = this.#events.length >= batchRows || this.#characters >= batchCharacters
    return this.#isOldestFirst && isMuch
  }

  /** Oldest first. */
  take(): readonly ImportedEvent[] {
    const events = this.#events
    const isNewestFirst = (events[0]?.atMs ?? 0) > (events.at(-1)?.atMs ?? 0)
    this.#events = []
    this.#characters = 0
    return isNewestFirst && !this.#isOldestFirst ? events.reverse() : events
  }
}

type Row = Readonly<Record<string, string | undefined>>

async function* csvRows(chunks: AsyncIterable<Buffer>, limits: ImportLimits): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    columns: (header: string[]) => header.map((name) => name.replace(/^@/, '')),
    max_record_size: limits.objectBytes,
    relax_column_count: true,
    skip_empty_lines: true,
  })
  const source = Readable.from(chunks)
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  try {
    for await (const row of parser) yield row as Row
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new ImportSkip(`its CSV is damaged (${error.message})`, error)
  } finally {
    source.destroy()
    parser.destroy()
  }
}

function eventOf(row: Row, troubles: EventTroubles): readonly ImportedEvent[] {
  const written = row.timestamp ?? ''
  const atMs = troubles.possibleMs(csvTimeMs(written), written)
  if (atMs === undefined) return []
  const streamName = row.logStreamName ?? row.logStream
  return [{ streamName, atMs, ingestedMs: undefined, message: row.message ?? '' }]
}

/** Epoch ms, or `2026-11-23 02:04:31.500`, which Logs Insights means as UTC. NaN: neither. */
function csvTimeMs(written: string): number {
  if (/^\d{10,16}$/.test(written)) return Number(written)
  const iso = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)Z?$/.exec(written)
  return iso === null ? Number.NaN : Date.parse(`${iso[1]}T${iso[2]}Z`)
}
