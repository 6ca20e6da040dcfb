import type { Database, Statement } from 'better-sqlite3'
import { gramsOf } from '../../ingest/store/search-gram.ts'
import { commonBits, idListOf } from '../../ingest/store/search-segment.ts'
import { KeptRecords } from './kept-records.ts'

/** A block of a stream, unread. */
export interface BlockPlace {
  readonly blockId: number
  readonly firstLine: number
  readonly lastLine: number
}

/** A block as it is stored. */
export interface BlockBody {
  readonly lines: number
  readonly size: number
  readonly body: Buffer
}

/** Blocks by stream, in order. */
export type PlacesByStream = ReadonlyMap<number, readonly BlockPlace[]>

interface Segment {
  readonly segmentId: number
  readonly blocks: number
  readonly blockIds: Buffer
}

/** What the index lists, and what it does not. */
interface Listed {
  /** Of each segment the ids of its blocks, in the order of its bits. */
  readonly segments: readonly (Pick<Segment, 'segmentId' | 'blocks'> & {
    readonly ids: readonly number[]
  })[]
  /** Blocks that no segment lists: a sync has added them. */
  readonly unlisted: readonly number[]
}

/** Enough to tell blocks apart; each costs a read in every segment. */
const mostGrams = 16
/** So many blocks are looked up one by one; of more all are walked over. */
const fewBlocks = 2000

// log_block_at holds all of it: no block is read.
const selectPlaces = /* sql */ `
  SELECT log_stream_id, log_block_id, first_line
    FROM log_block
   WHERE log_stream_id = ?
   ORDER BY first_line`

// One walk over the same index, where most streams are asked for.
const selectAllPlaces = /* sql */ `
  SELECT log_stream_id, log_block_id, first_line
    FROM log_block
   ORDER BY log_stream_id, first_line`

// The beginning of each row, by its key.
const selectFewPlaces = /* sql */ `
  SELECT log_stream_id, log_block_id, first_line, first_line + lines - 1
    FROM log_block
   WHERE log_block_id IN (SELECT value FROM json_each(?))
   ORDER BY log_stream_id, first_line`

/** Without its last line it ends where the next one begins. */
type PlaceRow = readonly [
  logStreamId: number,
  blockId: number,
  firstLine: number,
  lastLine?: number,
]

/** Blocks of lines, and what the search index knows of them. */
export class SearchBlocks {
  readonly #kept: KeptRecords
  readonly #places: Statement<[number], PlaceRow>
  readonly #allPlaces: Statement<[], PlaceRow>
  readonly #fewPlaces: Statement<[string], PlaceRow>
  readonly #ids: Statement<[], number>
  readonly #body: Statement<[number], BlockBody>
  readonly #segments: Statement<[], Segment>
  readonly #part: Statement<[number, number], Buffer>

  constructor(database: Database) {
    this.#kept = new KeptRecords(database)
    this.#places = database.prepare(selectPlaces).raw() as Statement<[number], PlaceRow>
    this.#allPlaces = database.prepare(selectAllPlaces).raw() as Statement<[], PlaceRow>
    this.#fewPlaces = database.prepare(selectFewPlaces).raw() as Statement<[string], PlaceRow>
    const ids = 'SELECT log_block_id FROM log_block'
    this.#ids = database.prepare(ids).pluck() as Statement<[], number>
    this.#body = database.prepare('SELECT lines, size, body FROM log_block WHERE log_block_id = ?')
    this.#segments = database.prepare(
      'SELECT search_segment_id AS segmentId, blocks, block_ids AS blockIds FROM search_segment',
    )
    const part = 'SELECT body FROM search_part WHERE search_segment_id = ? AND part = ?'
    this.#part = database.prepare(part).pluck() as Statement<[number, number], Buffer>
  }

  body({ blockId }: BlockPlace): BlockBody | undefined {
    return this.#body.get(blockId)
  }

  /**
   * The blocks that may hold one of the pieces; undefined: every block may. `streams`: where they are looked for, if it is in a
   * few only; blocks of others may be among them all the same.
   */
  mayHold(
    pieces: readonly string[] | undefined,
    streams: readonly number[] | undefined,
  ): PlacesByStream {
    const ids = this.#candidates(pieces)
    if (streams !== undefined) {
      return placesByStream(
        streams.flatMap((logStreamId) => this.#places.all(logStreamId)),
        ids,
      )
    }
    if (ids === undefined || ids.size > fewBlocks) return placesByStream(this.#allPlaces.all(), ids)
    return placesByStream(this.#fewPlaces.all(JSON.stringify([...ids])), ids)
  }

  #candidates(pieces: readonly string[] | undefined): ReadonlySet<number> | undefined {
    const grams = (pieces ?? []).map((piece) => spread(gramsOf(piece), mostGrams))
    if (pieces === undefined || grams.some(({ length }) => length === 0)) return undefined
    const { segments, unlisted } = this.#listed()
    const found = new Set<number>(unlisted)
    for (const segment of segments) {
      for (const hashes of grams) {
        for (const id of marked(segment.ids, this.#bits(segment, hashes))) found.add(id)
      }
    }
    return found
  }

  #listed(): Listed {
    return this.#kept.get('listed', () => {
      const segments = this.#segments.all().map(({ segmentId, blocks, blockIds }) => ({
        ...{ segmentId, blocks },
        ids: idListOf(blockIds),
      }))
      const listed = new Set(segments.flatMap(({ ids }) => ids))
      return { segments, unlisted: this.#ids.all().filter((id) => !listed.has(id)) }
    })
  }

  #bits(
    { segmentId, blocks }: Pick<Segment, 'segmentId' | 'blocks'>,
    hashes: readonly number[],
  ): Uint8Array {
    return commonBits(hashes, blocks, (number) => {
      const part = this.#part.get(segmentId, number)
      if (part === undefined) throw new Error(`search segment ${segmentId} lacks part ${number}`)
      return part
    })
  }
}

/** `rows`: by stream, in order; `wanted`: of these blocks only. */
function placesByStream(
  rows: readonly PlaceRow[],
  wanted: ReadonlySet<number> | undefined,
): PlacesByStream {
  const places = new Map<number, BlockPlace[]>()
  for (const [at, [logStreamId, blockId, firstLine, last]] of rows.entries()) {
    if (wanted !== undefined && !wanted.has(blockId)) continue
    const next = rows[at + 1]
    const end = next?.[0] === logStreamId ? next[2] - 1 : Number.MAX_SAFE_INTEGER
    const place = { blockId, firstLine, lastLine: last ?? end }
    const known = places.get(logStreamId)
    if (known === undefined) places.set(logStreamId, [place])
    else known.push(place)
  }
  return places
}

/** The ids whose bits are 1. */
function* marked(ids: readonly number[], bits: Uint8Array): Generator<number> {
  for (const [at, byte] of bits.entries()) {
    for (let rest = byte, bit = 0; rest > 0; rest >>= 1, bit += 1) {
      if (rest & 1) yield ids[8 * at + bit] as number
    }
  }
}

function spread(hashes: readonly number[], most: number): readonly number[] {
  if (hashes.length <= most) return hashes
  return Array.from(
    { length: most },
    (_, at) => hashes[Math.floor((at * hashes.length) / most)] as number,
  )
}
