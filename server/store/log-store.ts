import type { Database, Statement } from 'better-sqlite3'
import type { MarkerKind } from '../../ingest/lifecycle/marker.ts'
import { type LogBlock, linesWithin } from '../../ingest/store/log-block.ts'
import type { LogLineRecord } from '../../views/log.ts'

/** Lines of one stream; both ends belong to it. */
export interface LineRange {
  readonly logStreamId: number
  readonly fromLine: number
  readonly toLine: number
}

/** A line without what is known of it. */
export type StoredLine = Pick<LogLineRecord, 'ordinal' | 'atMs' | 'text'>

export interface MarkerPlace {
  readonly lineOrdinal: number
  readonly kind: MarkerKind
}

type StoredBlock = LogBlock & { readonly logBlockId: number }

// Walks log_block_at, one block a call, so that the connection stays free between the parts of a long answer.
const selectBlock = /* sql */ `
  SELECT log_block_id AS logBlockId,
         first_line   AS firstLine,
         lines        AS lines,
         first_event  AS firstEvent,
         events       AS events,
         first_ms     AS firstMs,
         max_ms       AS maxMs,
         size         AS size,
         body         AS body
    FROM log_block
   WHERE log_stream_id = @logStreamId
     AND first_line   <= @line
   ORDER BY first_line DESC
   LIMIT 1
`

const selectMarkers = /* sql */ `
  SELECT line_ordinal AS lineOrdinal, kind AS kind
    FROM marker
   WHERE log_stream_id = @logStreamId
     AND line_ordinal BETWEEN @fromLine AND @toLine
   ORDER BY line_ordinal
   LIMIT 100000
`

// Lines after an attempt are its own until the next one begins.
const selectAttemptAt = /* sql */ `
  SELECT attempt
    FROM attempt
   WHERE log_stream_id = @logStreamId
     AND first_line   <= @line
   ORDER BY first_line DESC
   LIMIT 1
`

/** Lines out of their blocks. */
export class LogStore {
  readonly #block: Statement<[{ logStreamId: number; line: number }], StoredBlock>
  readonly #markers: Statement<[LineRange], MarkerPlace>
  readonly #attemptAt: Statement<[{ logStreamId: number; line: number }], number>

  constructor(database: Database) {
    this.#block = database.prepare(selectBlock)
    this.#markers = database.prepare(selectMarkers)
    this.#attemptAt = database.prepare(selectAttemptAt).pluck() as Statement<
      [{ logStreamId: number; line: number }],
      number
    >
  }

  lines(range: LineRange): readonly LogLineRecord[] {
    const markers = new Map(this.#markers.all(range).map((row) => [row.lineOrdinal, row.kind]))
    return [...this.blocksOfLines(range)].flat().map((line) => ({
      ...line,
      marker: markers.get(line.ordinal) ?? null,
    }))
  }

  /** The markers of the range, in order, at most 100,000. */
  markers(range: LineRange): readonly MarkerPlace[] {
    return this.#markers.all(range)
  }

  /** null: the line stands before the first attempt of the stream. */
  attemptAt(logStreamId: number, line: number): number | null {
    return this.#attemptAt.get({ logStreamId, line }) ?? null
  }

  /** The lines of the range, block by block, in order. */
  *blocksOfLines(range: LineRange): Generator<readonly StoredLine[]> {
    for (const block of this.blocks(range))
      yield linesWithin(block, { first: range.fromLine, last: range.toLine })
  }

  /** The same line by line; holds one block in memory. */
  *eachLine(range: LineRange): Generator<StoredLine> {
    for (const lines of this.blocksOfLines(range)) yield* lines
  }

  /** The same from the last line to the first; the lines of each block stand in order. */
  *blocksBackwards(range: LineRange): Generator<readonly StoredLine[]> {
    const { logStreamId, fromLine, toLine } = range
    for (let line = toLine; line >= fromLine; ) {
      const block = this.#block.get({ logStreamId, line })
      if (block === undefined) return
      yield linesWithin(block, { first: range.fromLine, last: range.toLine })
      line = block.firstLine - 1
    }
  }

  /** The blocks that hold lines of the range, in order. */
  *blocks({ logStreamId, fromLine, toLine }: LineRange): Generator<LogBlock> {
    for (let line = fromLine; line <= toLine; ) {
      const block = this.#block.get({ logStreamId, line })
      if (block === undefined || block.firstLine + block.lines <= line) return
      yield block
      line = block.firstLine + block.lines
    }
  }
}
