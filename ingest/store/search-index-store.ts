import type { Database, Statement } from 'better-sqlite3'
import { inflatedBody } from './log-block.ts'
import { prepareAll } from './prepare-all.ts'
import { gramsOfBlock } from './search-gram.ts'
import type { SegmentRow } from './search-plan.ts'
import type { SearchSegment } from './search-segment.ts'

const sql = {
  // Reads log_block_at and no block: the plus keeps SQLite from walking the table in its own order.
  blockIds: 'SELECT log_block_id FROM log_block ORDER BY +log_block_id',
  inOrder: /* sql */ `
    SELECT log_block_id
      FROM log_block
     WHERE log_block_id IN (SELECT value FROM json_each(@ids))
     ORDER BY first_line, log_block_id`,
  body: 'SELECT size, body FROM log_block WHERE log_block_id = @blockId',
  segments: /* sql */ `
    SELECT search_segment_id AS segmentId, first_block_id AS firstBlockId, last_block_id AS lastBlockId, blocks
      FROM search_segment
     ORDER BY last_block_id`,
  delete: 'DELETE FROM search_segment WHERE search_segment_id = @segmentId',
  insert: /* sql */ `
    INSERT INTO search_segment (first_block_id, last_block_id, blocks, block_ids)
    VALUES (@firstBlockId, @lastBlockId, @blocks, @blockIds)
    RETURNING search_segment_id AS segmentId`,
  insertPart: /* sql */ `
    INSERT INTO search_part (search_segment_id, part, body) VALUES (@segmentId, @part, @body)`,
}

/** `search_segment` and `search_part`, and the blocks that they are made from. */
export class SearchIndexStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>
  /** Grams of blocks that were found while their text was at hand, by id. */
  readonly #grams = new Map<number, Uint8Array>()

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** Ids of all blocks, ascending. */
  blockIds(): readonly number[] {
    return this.#sql.blockIds.pluck().all() as number[]
  }

  segments(): readonly SegmentRow[] {
    return this.#sql.segments.all() as SegmentRow[]
  }

  /** The same ids in the order in which a segment holds them; those of blocks that are gone are left out. */
  inOrder(blockIds: readonly number[]): readonly number[] {
    return this.#sql.inOrder.pluck().all({ ids: JSON.stringify(blockIds) }) as number[]
  }

  /** Keeps the grams of stored blocks, 8 KB each, until they are asked for. */
  know(grams: ReadonlyMap<number, Uint8Array>): void {
    for (const [blockId, bits] of grams) this.#grams.set(blockId, bits)
  }

  /** How many blocks it keeps grams of. */
  get known(): number {
    return this.#grams.size
  }

  /** Forgets what was not asked for. */
  forget(): void {
    this.#grams.clear()
  }

  /** The grams of a block, once; none when it is gone. */
  gramsOf(blockId: number): Uint8Array {
    const known = this.#grams.get(blockId)
    if (known !== undefined) {
      this.#grams.delete(blockId)
      return known
    }
    const row = this.#sql.body.get({ blockId }) as { size: number; body: Buffer } | undefined
    return gramsOfBlock(row === undefined ? Buffer.alloc(0) : inflatedBody(row))
  }

  /** Puts a segment in the place of others. Callers own the transaction. */
  replace(gone: readonly number[], segment: SearchSegment | undefined): void {
    for (const segmentId of gone) this.#sql.delete.run({ segmentId })
    if (segment === undefined) return
    const { parts, ...row } = segment
    const { segmentId } = this.#sql.insert.get(row) as { segmentId: number }
    for (const [part, body] of parts.entries()) this.#sql.insertPart.run({ segmentId, part, body })
  }
}
