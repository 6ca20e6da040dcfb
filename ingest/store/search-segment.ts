// A segment of the search index holds, for each hash of a gram, one bit a block: 1 says that a gram with this hash stands
// in the block. A query reads the bits of its few hashes for a thousand blocks at a time, and nothing else. Blocks stand
// in the order of their first lines, so that the beginnings of all logs, which are much alike, stand side by side and
// their bits deflate to less than half.

import { constants, deflateSync, inflateSync } from 'node:zlib'
import { varintBytes, varintsOf } from './number-list.ts'
import { gramHashes } from './search-gram.ts'

/** Most blocks of a segment. */
export const segmentBlocks = 1024

/** Bytes of the grams of a block. */
const rowBytes = gramHashes >> 3

/** Bytes that a part holds before it is deflated, about. Of a row of such a table SQLite keeps a quarter of a page together: what is over takes a page of its own. */
const partBytes = 2048

// What repeats in bits are runs of 0: looking for more takes twice as long and saves nothing.
const deflateOptions = { level: 1, strategy: constants.Z_RLE, chunkSize: 1024 }

/** A search_segment row, and its search_part rows in order. */
export interface SearchSegment {
  readonly firstBlockId: number
  readonly lastBlockId: number
  readonly blocks: number
  readonly blockIds: Buffer
  readonly parts: readonly Buffer[]
}

/** Takes the grams of blocks one by one; at most `segmentBlocks`. */
export class SegmentBuilder {
  readonly #blockIds: readonly number[]
  /** Bytes a hash. */
  readonly #width: number
  readonly #bits: Uint8Array
  /** The grams of the last, at most eight blocks, which become a byte a hash together. */
  readonly #rows = new Uint8Array(8 * rowBytes)
  readonly #columns = new Uint8Array(gramHashes)
  #added = 0

  /** `blockIds`: in the order in which their grams will be added. */
  constructor(blockIds: readonly number[]) {
    this.#blockIds = blockIds
    this.#width = widthOf(blockIds.length)
    this.#bits = new Uint8Array(this.#width * gramHashes)
  }

  /** `grams`: `gramsOfBlock` of it. */
  add(grams: Uint8Array): void {
    this.#rows.set(grams, (this.#added & 7) * rowBytes)
    this.#added += 1
    if (this.#added % 8 === 0) this.#flush()
  }

  #flush(): void {
    const [bits, columns, width] = [this.#bits, this.#columns, this.#width]
    turned(this.#rows, columns)
    let at = (this.#added - 1) >> 3
    for (let hash = 0; hash < gramHashes; hash += 1, at += width) bits[at] = columns[hash] as number
    this.#rows.fill(0)
  }

  segment(): SearchSegment {
    if (this.#added % 8 !== 0) this.#flush()
    const size = hashesOfPart(this.#blockIds.length) * this.#width
    const parts: Buffer[] = []
    for (let at = 0; at < this.#bits.length; at += size) {
      // Each part is held in a piece of memory of the chunk's size.
      parts.push(deflateSync(this.#bits.subarray(at, at + size), deflateOptions))
    }
    const sorted = this.#blockIds.toSorted((a, b) => a - b)
    return {
      ...{ firstBlockId: sorted[0] ?? 0, lastBlockId: sorted.at(-1) ?? 0 },
      ...{ blocks: sorted.length, blockIds: idListBytes(this.#blockIds), parts },
    }
  }
}

/** Of eight rows of bits, one behind the other, a byte a column: its bit 0 is that of the first row. */
function turned(rows: Uint8Array, columns: Uint8Array): void {
  const row = (number: number, at: number) => rows[number * rowBytes + at] as number
  for (let at = 0; at < rowBytes; at += 1) {
    // Squares of two, then of four bits change places across the diagonal, then those of sixteen between the halves.
    const high = turnedHalf(
      (row(7, at) << 24) | (row(6, at) << 16) | (row(5, at) << 8) | row(4, at),
    )
    const low = turnedHalf((row(3, at) << 24) | (row(2, at) << 16) | (row(1, at) << 8) | row(0, at))
    const last = (high & 0xf0f0f0f0) | ((low >>> 4) & 0x0f0f0f0f)
    const first = ((high & 0x0f0f0f0f) << 4) | (low & 0x0f0f0f0f)
    for (let column = 0; column < 4; column += 1) {
      columns[at * 8 + column] = first >>> (8 * column)
      columns[at * 8 + 4 + column] = last >>> (8 * column)
    }
  }
}

function turnedHalf(bits: number): number {
  const ones = (bits ^ (bits >>> 7)) & 0x00aa00aa
  const twos = bits ^ ones ^ (ones << 7)
  const pairs = (twos ^ (twos >>> 14)) & 0x0000cccc
  return twos ^ pairs ^ (pairs << 14)
}

/** In which part of a segment the bits of a hash stand, and where in it when inflated. */
export function placeOfHash(
  hash: number,
  blocks: number,
): { readonly part: number; readonly at: number } {
  const hashes = hashesOfPart(blocks)
  return { part: Math.floor(hash / hashes), at: (hash % hashes) * widthOf(blocks) }
}

/** The bits of the parts' hashes that all are 1, a byte for eight blocks. `parts`: by number, deflated. */
export function commonBits(
  hashes: readonly number[],
  blocks: number,
  part: (number: number) => Uint8Array,
): Uint8Array {
  const common = new Uint8Array(widthOf(blocks)).fill(255)
  for (const hash of hashes) {
    const { part: number, at } = placeOfHash(hash, blocks)
    const bits = inflateSync(part(number))
    let left = 0
    for (let index = 0; index < common.length; index += 1) {
      const both = (common[index] as number) & (bits[at + index] as number)
      common[index] = both
      left |= both
    }
    if (left === 0) break
  }
  return common
}

function widthOf(blocks: number): number {
  return Math.ceil(blocks / 8)
}

/** A power of two, so that every part holds the same number of hashes. */
function hashesOfPart(blocks: number): number {
  const hashes = 2 ** Math.floor(Math.log2(partBytes / Math.max(1, widthOf(blocks))))
  return Math.min(gramHashes, Math.max(1, hashes))
}

function idListBytes(ids: readonly number[]): Buffer {
  const differences = ids.map((id, place) => id - (ids[place - 1] ?? 0))
  // Zigzag: what is negative becomes odd.
  return varintBytes(differences.map((each) => (each < 0 ? -2 * each - 1 : 2 * each)))
}

/** The ids of a segment's blocks, in the order of its bits. */
export function idListOf(bytes: Uint8Array): number[] {
  let id = 0
  return varintsOf(bytes).map((value) => {
    id += value % 2 === 1 ? -(value + 1) / 2 : value / 2
    return id
  })
}
