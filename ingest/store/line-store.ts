import type { Database, Statement } from 'better-sqlite3'
import type { Line } from '../lifecycle/line.ts'
import type { ScannedLine } from '../lifecycle/scanned-line.ts'
import { scannedLines } from './block-scan.ts'
import {
  blockChecksum,
  blockColumns,
  eventsOfBlock,
  type LogBlock,
  linesWithin,
  logBlocks,
  type StoredEvent,
} from './log-block.ts'
import { movedLines } from './moved-lines.ts'
import { NoteStore } from './note-store.ts'
import { StreamMerge } from './stream-merge.ts'

/** One stream of a scan: where its events go, and what is known of the stored ones. */
export interface StreamScan {
  readonly streamId: number
  readonly merge: StreamMerge
  /** Where the tail that the merge holds begins. */
  readonly tailLine: number
  readonly tailEvent: number
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

interface Place {
  readonly streamId: number
  readonly firstLine: number
  readonly firstEvent: number
}

const selectTail = /* sql */ `
  SELECT ${blockColumns}
    FROM log_block
   WHERE log_stream_id = @streamId
     AND first_line >= (SELECT min(first_line) FROM log_block
                         WHERE log_stream_id = @streamId AND max_ms >= @fromMs)
   ORDER BY first_line
`

const selectNextBlock = /* sql */ `
  SELECT ${blockColumns}
    FROM log_block
   WHERE log_stream_id = @streamId AND first_line >= @line
   ORDER BY first_line
   LIMIT 1
`

const selectBetween = /* sql */ `
  SELECT ${blockColumns}
    FROM log_block
   WHERE log_stream_id = @streamId AND first_line <= @last AND first_line + lines > @first
   ORDER BY first_line
`

// The id of a block that was written again must not become that of another block: the search index may still list it.
const insertBlock = /* sql */ `
  INSERT INTO log_block (log_block_id, log_stream_id, first_line, lines, first_event, events, first_ms, max_ms, size,
                         body, checksum)
  VALUES (max(coalesce((SELECT max(log_block_id) FROM log_block), 0),
              coalesce((SELECT max(last_block_id) FROM search_segment), 0)) + 1,
          @streamId, @firstLine, @lines, @firstEvent, @events, @firstMs, @maxMs, @size, @body, @checksum)
`

const updateCounts = /* sql */ `
  UPDATE log_stream
     SET events         = (SELECT coalesce(sum(events), 0) FROM log_block WHERE log_stream_id = @streamId),
         lines          = (SELECT coalesce(sum(lines), 0) FROM log_block WHERE log_stream_id = @streamId),
         bytes          = bytes + @bytes,
         first_event_ms = min(coalesce(first_event_ms, @minMs), @minMs),
         last_event_ms  = max(coalesce(last_event_ms, @maxMs), @maxMs)
   WHERE log_stream_id = @streamId
`

/** The lines of log streams: `log_block` and the counts in `log_stream`. Callers own the transaction. */
export class LineStore {
  readonly #selectTail: Statement<unknown[], LogBlock>
  readonly #selectNextBlock: Statement<unknown[], LogBlock>
  readonly #selectBetween: Statement<unknown[], LogBlock>
  readonly #selectEnd: Statement<unknown[], { line: number; event: number }>
  readonly #countBlocks: Statement<unknown[], { blocks: number; size: number }>
  readonly #deleteFrom: Statement
  readonly #insertBlock: Statement
  readonly #updateCounts: Statement
  readonly #notes: NoteStore

  constructor(database: Database) {
    this.#notes = new NoteStore(database)
    this.#selectTail = database.prepare(selectTail)
    this.#selectNextBlock = database.prepare(selectNextBlock)
    this.#selectBetween = database.prepare(selectBetween)
    this.#selectEnd = database.prepare(
      'SELECT lines + 1 AS line, events + 1 AS event FROM log_stream WHERE log_stream_id = ?',
    )
    this.#countBlocks = database.prepare(
      'SELECT count(*) AS blocks, coalesce(sum(size), 0) AS size FROM log_block WHERE log_stream_id = ?',
    )
    this.#deleteFrom = database.prepare(
      'DELETE FROM log_block WHERE log_stream_id = @streamId AND first_line >= @firstLine',
    )
    this.#insertBlock = database.prepare(insertBlock)
    this.#updateCounts = database.prepare(updateCounts)
  }

  /** Begins a scan that will yield every event of the stream from `fromMs` on. */
  openScan(streamId: number, fromMs: number): StreamScan {
    const tail = this.#selectTail.all({ streamId, fromMs })
    const merge = new StreamMerge(tail.flatMap(eventsOfBlock), fromMs)
    return {
      streamId,
      merge,
      tailLine: tail[0]?.firstLine ?? 0,
      tailEvent: tail[0]?.firstEvent ?? 0,
    }
  }

  /** Stores what is new among the stream's events of one page. */
  saveEvents(scan: StreamScan, events: readonly StoredEvent[]): SavedEvents {
    const saved = this.#saveNew(scan, events)
    return { ...saved, repeatedEvents: events.length - saved.events }
  }

  #saveNew(scan: StreamScan, events: readonly StoredEvent[]): SavedEvents {
    const { appended, late, tail } = scan.merge.add(events)
    if (tail !== undefined) return this.#saveTail(scan, tail, late)
    if (appended.length === 0) return nothingSaved
    return this.#append(scan.streamId, appended)
  }

  /** Every line, in order; holds one block in memory. */
  *lines(streamId: number): Generator<ScannedLine> {
    let line = 1
    for (;;) {
      const block = this.#selectNextBlock.get({ streamId, line })
      if (block === undefined) return
      yield* scannedLines(block)
      line = block.firstLine + block.lines
    }
  }

  /** Every block, in order. */
  blocks(streamId: number): readonly LogBlock[] {
    return this.#selectTail.all({ streamId, fromMs: Number.MIN_SAFE_INTEGER })
  }

  /** The lines with these ordinals, as far as there are any. */
  between(streamId: number, place: { readonly first: number; readonly last: number }): Line[] {
    return this.#selectBetween
      .all({ streamId, ...place })
      .flatMap((block) => linesWithin(block, place))
  }

  /** The last lines of a stream, at most so many. */
  lastLines(streamId: number, count: number): Line[] {
    const last = (this.#selectEnd.get(streamId)?.line ?? 1) - 1
    return this.between(streamId, { first: last - count + 1, last })
  }

  /**
   * Pages of a first scan leave many small blocks, which take more room and time to read: writes them again as few
   * full ones. Lines, events and their ordinals stay. Returns whether anything was done.
   */
  repack(streamId: number): boolean {
    const { blocks, size } = this.#countBlocks.get(streamId) ?? { blocks: 0, size: 0 }
    if (blocks <= 2 + Math.ceil(size / 40_000)) return false
    const all = this.blocks(streamId)
    this.#deleteFrom.run({ streamId, firstLine: 1 })
    this.#insert({ streamId, firstLine: 1, firstEvent: 1 }, all.flatMap(eventsOfBlock))
    return true
  }

  #append(streamId: number, events: readonly StoredEvent[]): SavedEvents {
    const end = this.#selectEnd.get(streamId)
    if (end === undefined) throw new Error(`log stream ${streamId} is not in the database`)
    const lines = this.#insert({ streamId, firstLine: end.line, firstEvent: end.event }, events)
    const bytes = byteLength(events)
    this.#updateCounts.run({ streamId, bytes, ...timeRange(events) })
    return { ...nothingSaved, events: events.length, lines, bytes }
  }

  #saveTail(scan: StreamScan, tail: readonly StoredEvent[], late: number): SavedEvents {
    const { streamId, tailLine, tailEvent } = scan
    const old = this.blocks(streamId)
    const replaced = old.filter((block) => block.firstLine >= tailLine)
    this.#deleteFrom.run({ streamId, firstLine: tailLine })
    const place = { streamId, firstLine: tailLine, firstEvent: tailEvent }
    const lines = this.#insert(place, tail) - sum(replaced.map((block) => block.lines))
    const events = tail.length - sum(replaced.map((block) => block.events))
    const stored = replaced.flatMap(eventsOfBlock)
    this.#moveNotes(place, stored, tail)
    const bytes = byteLength(tail) - byteLength(stored)
    this.#updateCounts.run({ streamId, bytes, ...timeRange(tail) })
    return { ...nothingSaved, events, lateEvents: late, lines, bytes }
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

  /** Returns the number of lines. */
  #insert({ streamId, firstLine, firstEvent }: Place, events: readonly StoredEvent[]): number {
    let lines = 0
    for (const block of logBlocks(events, firstLine, firstEvent)) {
      this.#insertBlock.run({ streamId, ...block, checksum: blockChecksum(block) })
      lines += block.lines
    }
    return lines
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
