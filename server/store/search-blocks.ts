import type { Database, Statement } from 'better-sqlite3'
import { inflatedBody } from '../../ingest/store/log-block.ts'
import { escapedText, foldedText, gramsOf, holdsFolded } from '../../ingest/store/search-gram.ts'
import { commonBits, idListOf } from '../../ingest/store/search-segment.ts'

/** A block of a stream, unread. */
export interface BlockPlace {
  readonly blockId: number
  readonly firstLine: number
}

/** A line of a block that may match. */
export interface BlockLine {
  readonly ordinal: number
  readonly text: string
}

interface Segment {
  readonly segmentId: number
  readonly blocks: number
  readonly blockIds: Buffer
}

/** Enough to tell blocks apart; each costs a read in every segment. */
const mostGrams = 16

// log_block_at holds all of it: no block is read.
const selectPlaces = /* sql */ `
  SELECT log_block_id AS blockId, first_line AS firstLine
    FROM log_block
   WHERE log_stream_id = ?
   ORDER BY first_line`

// One walk over the same index, where most streams are asked for.
const selectAllPlaces = /* sql */ `
  SELECT log_stream_id, log_block_id, first_line
    FROM log_block
   ORDER BY log_stream_id, first_line`

type PlaceRow = readonly [logStreamId: number, blockId: number, firstLine: number]

/** Blocks of lines, and what the search index knows of them. */
export class SearchBlocks {
  readonly #places: Statement<[number], BlockPlace>
  readonly #allPlaces: Statement<[], PlaceRow>
  readonly #body: Statement<[number], { size: number; body: Buffer }>
  readonly #segments: Statement<[], Segment>
  readonly #part: Statement<[number, number], Buffer>

  constructor(database: Database) {
    this.#places = database.prepare(selectPlaces)
    this.#allPlaces = database.prepare(selectAllPlaces).raw() as Statement<[], PlaceRow>
    this.#body = database.prepare('SELECT size, body FROM log_block WHERE log_block_id = ?')
    this.#segments = database.prepare(
      'SELECT search_segment_id AS segmentId, blocks, block_ids AS blockIds FROM search_segment',
    )
    const part = 'SELECT body FROM search_part WHERE search_segment_id = ? AND part = ?'
    this.#part = database.prepare(part).pluck() as Statement<[number, number], Buffer>
  }

  /** The blocks of a stream, in order. */
  places(logStreamId: number): readonly BlockPlace[] {
    return this.#places.all(logStreamId)
  }

  /** The blocks of every stream, by stream, in order. */
  allPlaces(): ReadonlyMap<number, readonly BlockPlace[]> {
    const places = new Map<number, BlockPlace[]>()
    for (const [logStreamId, blockId, firstLine] of this.#allPlaces.all()) {
      const known = places.get(logStreamId)
      if (known === undefined) places.set(logStreamId, [{ blockId, firstLine }])
      else known.push({ blockId, firstLine })
    }
    return places
  }

  /** Ids of the blocks that hold none of the pieces for certain. */
  excluded(pieces: readonly string[] | undefined): ReadonlySet<number> {
    const grams = (pieces ?? []).map((piece) => spread(gramsOf(piece), mostGrams))
    const excluded = new Set<number>()
    if (pieces === undefined || grams.some(({ length }) => length === 0)) return excluded
    for (const segment of this.#segments.all()) {
      const bits = grams.map((hashes) => this.#bits(segment, hashes))
      for (const [index, id] of idListOf(segment.blockIds).entries()) {
        const mayHold = bits.some((byte) => ((byte[index >> 3] as number) >> (index & 7)) & 1)
        if (!mayHold) excluded.add(id)
      }
    }
    return excluded
  }

  #bits({ segmentId, blocks }: Segment, hashes: readonly number[]): Uint8Array {
    return commonBits(hashes, blocks, (number) => {
      const part = this.#part.get(segmentId, number)
      if (part === undefined) throw new Error(`search segment ${segmentId} lacks part ${number}`)
      return part
    })
  }

  /** The lines of a block; none when it holds none of the pieces (folded and escaped) anywhere. */
  lines({ blockId, firstLine }: BlockPlace, needles: readonly string[] | undefined): BlockLine[] {
    const row = this.#body.get(blockId)
    if (row === undefined) return []
    const bytes = inflatedBody(row)
    if (needles !== undefined && !holdsFolded(bytes, needles)) return []
    const entries = JSON.parse(bytes.toString('utf8')) as readonly (readonly [number, string])[]
    return entries.map(([, text], index) => ({ ordinal: firstLine + index, text }))
  }
}

/** What `lines` looks for. */
export function needlesOf(pieces: readonly string[] | undefined): readonly string[] | undefined {
  return pieces?.map((piece) => escapedText(foldedText(piece)))
}

function spread(hashes: readonly number[], most: number): readonly number[] {
  if (hashes.length <= most) return hashes
  return Array.from(
    { length: most },
    (_, at) => hashes[Math.floor((at * hashes.length) / most)] as number,
  )
}
