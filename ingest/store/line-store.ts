import type { Database, Statement } from 'better-sqlite3'
import type { Line } from '../lifecycle/line.ts'
import type { ScannedLine } from '../lifecycle/scanned-line.ts'
import { scannedLines } from './block-scan.ts'
import { BlockStore, type Place } from './block-store.ts'
import type { CheckedBlock } from './block-text.ts'
import { eventsOfBlock, type LogBlock, linesWithin, type StoredEvent } from './log-block.ts'
import { movedLines } from './moved-lines.ts'
import { NoteStore } from './note-store.ts'
import { type StoredPart, StreamMerge } from './stream-merge.ts'

/** One stream of a scan: where its events go, and what is known of the stored ones. */
export interface StreamScan {
  readonly streamId: number
  readonly merge: StreamMerge
}

/** What a page added. */
export interface SavedEvents {
  readonly events: number
  readonly lateEvents: number
  /** Events of the page that were stored already. */
  readonly repeatedEvents: number
  readonly lines: number
  readonly bytes: number
}

export const nothingSaved: SavedEvents = {
  ...{ events: 0, lateEvents: 0, repeatedEvents: 0, lines: 0, bytes: 0 },
}

const updateCounts = /* sql */ `
  UPDATE log_stream
     SET events         = events + @events,
         lines          = lines + @lines,
         bytes          = bytes + @bytes,
         first_event_ms = min(coalesce(first_event_ms, @minMs), @minMs),
         last_event_ms  = max(coalesce(last_event_ms, @maxMs), @maxMs)
   WHERE log_stream_id = @streamId
`

/** The lines of log streams: `log_block` and the counts in `log_stream`. Callers own the transaction. */
export class LineStore {
  readonly #blocks: BlockStore
  readonly #selectEnd: Statement<unknown[], { line: number; event: number }>
  readonly #updateCounts: Statement
  readonly #notes: NoteStore

  constructor(database: Database) {
    this.#blocks = new BlockStore(database)
    this.#notes = new NoteStore(database)
    this.#selectEnd = database.prepare(
      'SELECT lines + 1 AS line, events + 1 AS event FROM log_stream WHERE log_stream_id = ?',
    )
    this.#updateCounts = database.prepare(updateCounts)
  }

  /** Begins a scan that will yield every event of the stream from `fromMs` on. */
  openScan(streamId: number, fromMs: number): StreamScan {
    return { streamId, merge: new StreamMerge(this.#tail(streamId, fromMs), fromMs) }
  }

  *#tail(streamId: number, fromMs: number): Generator<StoredPart> {
    for (const block of this.#blocks.tail(streamId, fromMs)) {
      const { firstLine, firstEvent } = block
      yield { firstLine, firstEvent, events: eventsOfBlock(block) }
    }
  }

  /** Stores what is new among the stream's events of one page. */
  saveEvents(scan: StreamScan, events: readonly StoredEvent[]): SavedEvents {
    const saved = this.#saveNew(scan, events)
    return { ...saved, repeatedEvents: events.length - saved.events }
  }

  #saveNew(scan: StreamScan, events: readonly StoredEvent[]): SavedEvents {
    const { appended, late, tail } = scan.merge.add(events)
    if (tail !== undefined) return this.#saveTail(scan.streamId, tail, late)
    return this.append(scan.streamId, appended)
  }

  /** Every line, in order; holds one block in memory. */
  *lines(streamId: number): Generator<ScannedLine> {
    for (const block of this.#blocks.each(streamId, 1)) yield* scannedLines(block)
  }

  /** Every block, in order. */
  blocks(streamId: number): readonly LogBlock[] {
    return this.#blocks.all(streamId, 1)
  }

  /** The lines with these ordinals, as far as there are any. */
  between(streamId: number, place: { readonly first: number; readonly last: number }): Line[] {
    return this.#blocks.between(streamId, place).flatMap((block) => linesWithin(block, place))
  }

  /** The last lines of a stream, at most so many. */
  lastLines(streamId: number, count: number): Line[] {
    const last = (this.#selectEnd.get(streamId)?.line ?? 1) - 1
    return this.between(streamId, { first: last - count + 1, last })
  }

  /**
   * Pages of a first scan leave many small blocks, which take more room and time to read: writes them again as few
   * full ones, some at a time, and yields their bytes, not deflated. Lines, events and their ordinals stay. Each step may be a
   * transaction of its own.
   */
  repack(streamId: number): Generator<number> {
    return this.#blocks.repack(streamId)
  }

  /** Stores events behind everything stored. */
  append(streamId: number, events: readonly StoredEvent[]): SavedEvents {
    if (events.length === 0) return nothingSaved
    const end = this.#selectEnd.get(streamId)
    if (end === undefined) throw new Error(`log stream ${streamId} is not in the database`)
    const place = { streamId, firstLine: end.line, firstEvent: end.event }
    const lines = this.#blocks.insert(place, events)
    const added = { events: events.length, lines, bytes: byteLength(events) }
    this.#updateCounts.run({ streamId, ...added, ...timeRange(events) })
    return { ...nothingSaved, ...added }
  }

  /** Stores the next blocks of a stream, made elsewhere; `bytes`: of their text. `grams`: of each by its id. */
  appendBlocks(
    streamId: number,
    blocks: readonly CheckedBlock[],
    bytes: number,
  ): { readonly saved: SavedEvents; readonly grams: ReadonlyMap<number, Uint8Array> } {
    if (blocks.length === 0) return { saved: nothingSaved, grams: new Map() }
    const grams = this.#blocks.insertMade(streamId, blocks)
    const events = sum(blocks.map((block) => block.events))
    const added = { events, lines: sum(blocks.map(({ lines }) => lines)), bytes }
    const minMs = Math.min(...blocks.map(({ firstMs }) => firstMs))
    const maxMs = Math.max(...blocks.map((block) => block.maxMs))
    this.#updateCounts.run({ streamId, ...added, minMs, maxMs })
    return { saved: { ...nothingSaved, ...added }, grams }
  }

  #saveTail(streamId: number, tail: StoredPart, late: number): SavedEvents {
    const place = { streamId, firstLine: tail.firstLine, firstEvent: tail.firstEvent }
    const replaced = this.#blocks.all(streamId, tail.firstLine)
    const stored = replaced.flatMap(eventsOfBlock)
    this.#blocks.deleteFrom(place)
    const lines = this.#blocks.insert(place, tail.events)
    this.#moveNotes(place, stored, tail.events)
    const added = {
      events: tail.events.length - stored.length,
      lines: lines - sum(replaced.map((block) => block.lines)),
      bytes: byteLength(tail.events) - byteLength(stored),
    }
    this.#updateCounts.run({ streamId, ...added, ...timeRange(tail.events) })
    return { ...nothingSaved, ...added, lateEvents: late }
  }

  /** Notes and bookmarks follow their lines. */
  #moveNotes(
    { streamId, firstLine }: Place,
    stored: readonly StoredEvent[],
    tail: readonly StoredEvent[],
  ): void {
    const notes = this.#notes.onLines(streamId, firstLine)
    if (notes.length === 0) return
    const lineNow = movedLines(stored, tail, firstLine)
    for (const { noteId, lineOrdinal } of notes) this.#notes.move(noteId, lineNow(lineOrdinal))
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function byteLength(events: readonly StoredEvent[]): number {
  return sum(events.map(({ message }) => Buffer.byteLength(message)))
}

function timeRange(events: readonly StoredEvent[]): { minMs: number; maxMs: number } {
  let minMs = Number.MAX_SAFE_INTEGER
  let maxMs = Number.MIN_SAFE_INTEGER
  for (const { atMs } of events) {
    minMs = Math.min(minMs, atMs)
    maxMs = Math.max(maxMs, atMs)
  }
  return { minMs, maxMs }
}
