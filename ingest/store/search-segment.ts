// A segment of the search index holds, for each hash of a gram, one bit a block: 1 says that a gram with this hash stands
// in the block. A query reads the bits of its few hashes for a thousand blocks at a time, and nothing else. Blocks stand
// in the order of their first lines, so that the beginnings of all logs, which are much alike, stand side by side and
// their bits deflate to a fifth.

import { deflateSync, inflateSync } from 'node:zlib'
import { deflateLevels } from './log-block.ts'
import { varintBytes, varintsOf } from './number-list.ts'
import { eachHash, gramHashes } from './search-gram.ts'

/** Most blocks of a segment. */
export const segmentBlocks = 1024

/** Bytes that a part holds before it is deflated, about. */
const partBytes = 4096

const chunkSize = 1024

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
  /** The bits of the last, at most eight blocks: they become a byte a hash together, which saves seven writes in eight. */
  readonly #seen = new Uint8Array(gramHashes)
  #added = 0

  /** `blockIds`: in the order in which their grams will be added. */
  constructor(blockIds: readonly number[]) {
    this.#blockIds = blockIds
    this.#width = widthOf(blockIds.length)
    this.#bits = new Uint8Array(this.#width * gramHashes)
  }

  /** `grams`: `gramsOfBlock` of it. */
  add(grams: Uint8Array): void {
    const seen = this.#seen
    const bit = 1 << (this.#added & 7)
    eachHash(grams, (hash) => {
      seen[hash] = (seen[hash] as number) | bit
    })
    this.#added += 1
    if (this.#added % 8 === 0) this.#flush()
  }

  #flush(): void {
    const [bits, seen, width] = [this.#bits, this.#seen, this.#width]
    const byte = (this.#added - 1) >> 3
    for (let hash = 0; hash < gramHashes; hash += 1) {
      if (seen[hash] !== 0) bits[hash * width + byte] = seen[hash] as number
    }
    seen.fill(0)
  }

  segment(): SearchSegment {
    if (this.#added % 8 !== 0) this.#flush()
    const size = hashesOfPart(this.#blockIds.length) * this.#width
    const parts: Buffer[] = []
    for (let at = 0; at < this.#bits.length; at += size) {
      // Each part is held in a piece of memory of the chunk's size.
      parts.push(
        deflateSync(this.#bits.subarray(at, at + size), { level: deflateLevels.small, chunkSize }),
      )
    }
    const sorted = this.#blockIds.toSorted((a, b) => a - b)
    return {
      ...{ firstBlockId: sorted[0] ?? 0, lastBlockId: sorted.at(-1) ?? 0 },
      ...{ blocks: sorted.length, blockIds: idListBytes(this.#blockIds), parts },
    }
  }
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
