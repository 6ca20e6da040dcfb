import type { Database, Statement } from 'better-sqlite3'
import type { CheckedBlock } from './block-text.ts'
import {
  blockChecksum,
  blockColumns,
  eventsOfBlock,
  type LogBlock,
  logBlocks,
  type StoredEvent,
} from './log-block.ts'

/** Where in a stream events are stored. */
export interface Place {
  readonly streamId: number
  readonly firstLine: number
  readonly firstEvent: number
}

const selectTailStart = /* sql */ `
  SELECT min(first_line)
    FROM log_block
   WHERE log_stream_id = @streamId AND max_ms >= @fromMs
`

const selectFrom = /* sql */ `
  SELECT ${blockColumns}
    FROM log_block
   WHERE log_stream_id = @streamId AND first_line >= @firstLine
   ORDER BY first_line
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

/** JSON of the blocks that are written again at once. */
const repackedBytes = 2 ** 20

/** `log_block`: the blocks of log streams. Callers own the transaction. */
export class BlockStore {
  readonly #selectTailStart: Statement<unknown[], number | null>
  readonly #selectFrom: Statement<unknown[], LogBlock>
  readonly #selectNext: Statement<unknown[], LogBlock>
  readonly #selectBetween: Statement<unknown[], LogBlock>
  readonly #count: Statement<unknown[], { blocks: number; size: number }>
  readonly #deleteFrom: Statement
  readonly #delete: Statement
  readonly #insert: Statement

  constructor(database: Database) {
    this.#selectTailStart = database.prepare<unknown[], number | null>(selectTailStart).pluck()
    this.#selectFrom = database.prepare(selectFrom)
    this.#selectNext = database.prepare(`${selectFrom} LIMIT 1`)
    this.#selectBetween = database.prepare(selectBetween)
    this.#count = database.prepare(
      'SELECT count(*) AS blocks, coalesce(sum(size), 0) AS size FROM log_block WHERE log_stream_id = ?',
    )
    this.#deleteFrom = database.prepare(
      'DELETE FROM log_block WHERE log_stream_id = @streamId AND first_line >= @firstLine',
    )
    this.#delete = database.prepare(
      'DELETE FROM log_block WHERE log_stream_id = @streamId AND first_line = @firstLine',
    )
    this.#insert = database.prepare(insertBlock)
  }

  /** The blocks from the first on that holds an event of `fromMs` or later; holds one in memory. */
  *tail(streamId: number, fromMs: number): Generator<LogBlock> {
    const firstLine = this.#selectTailStart.get({ streamId, fromMs })
    if (firstLine != null) yield* this.each(streamId, firstLine)
  }

  /** The blocks from the one on that begins with a line; holds one in memory. They may be written while they are taken. */
  *each(streamId: number, firstLine: number): Generator<LogBlock> {
    for (let line = firstLine; ; ) {
      const block = this.#selectNext.get({ streamId, firstLine: line })
      if (block === undefined) return
      yield block
      line = block.firstLine + block.lines
    }
  }

  /** The same all at once. */
  all(streamId: number, firstLine: number): readonly LogBlock[] {
    return this.#selectFrom.all({ streamId, firstLine })
  }

  /** The blocks with lines of these ordinals. */
  between(
    streamId: number,
    place: { readonly first: number; readonly last: number },
  ): readonly LogBlock[] {
    return this.#selectBetween.all({ streamId, ...place })
  }

  /** Returns the number of lines. `level`: how much work is spent on making the blocks small. */
  insert(place: Place, events: readonly StoredEvent[], level: 'quick' | 'small' = 'quick'): number {
    const { streamId, firstLine, firstEvent } = place
    let lines = 0
    for (const block of logBlocks(events, firstLine, firstEvent, level)) {
      this.#insert.run({ streamId, ...block, checksum: blockChecksum(block) })
      lines += block.lines
    }
    return lines
  }

  /** Blocks that know their places and checksums. Returns the grams of each by its id. */
  insertMade(streamId: number, blocks: readonly CheckedBlock[]): ReadonlyMap<number, Uint8Array> {
    return new Map(
      blocks.map(({ grams, ...block }) => {
        const { lastInsertRowid } = this.#insert.run({ streamId, ...block })
        return [Number(lastInsertRowid), grams]
      }),
    )
  }

  deleteFrom({ streamId, firstLine }: Place): void {
    this.#deleteFrom.run({ streamId, firstLine })
  }

  /** Writes many small blocks again as few full ones; yields the bytes of JSON that a step has written. */
  *repack(streamId: number): Generator<number> {
    const { blocks, size } = this.#count.get(streamId) ?? { blocks: 0, size: 0 }
    if (blocks <= 2 + Math.ceil(size / 40_000)) return
    let some: LogBlock[] = []
    let bytes = 0
    for (const block of this.each(streamId, 1)) {
      some.push(block)
      bytes += block.size
      if (bytes < repackedBytes) continue
      this.#join(streamId, some)
      yield bytes
      some = []
      bytes = 0
    }
    this.#join(streamId, some)
    yield bytes
  }

  #join(streamId: number, blocks: readonly LogBlock[]): void {
    const [first] = blocks
    if (first === undefined) return
    for (const { firstLine } of blocks) this.#delete.run({ streamId, firstLine })
    this.insert({ streamId, ...first }, blocks.flatMap(eventsOfBlock), 'small')
  }
}
