import type { Line } from '../lifecycle/line.ts'
import type { ScannedLine } from '../lifecycle/scanned-line.ts'
import { scannedLines } from '../store/block-scan.ts'
import { type LogBlock, linesWithin } from '../store/log-block.ts'
import type { StoredLines } from './instance-reader.ts'

/** All blocks of a log stream, in order. */
export interface StreamBlocks {
  readonly streamId: number
  readonly blocks: readonly LogBlock[]
}

/** Lines out of blocks that are all at hand. */
export class BlockLines implements StoredLines {
  readonly #streams: ReadonlyMap<number, readonly LogBlock[]>

  constructor(streams: readonly StreamBlocks[]) {
    this.#streams = new Map(
      streams.map(({ streamId, blocks }) => [streamId, blocks.map(withBuffer)]),
    )
  }

  *lines(streamId: number): Generator<ScannedLine> {
    for (const block of this.#streams.get(streamId) ?? []) yield* scannedLines(block)
  }

  between(streamId: number, place: { readonly first: number; readonly last: number }): Line[] {
    return linesBetween(this.#streams.get(streamId) ?? [], place)
  }
}

/** The lines of blocks with these ordinals, both included. */
export function linesBetween(
  blocks: readonly LogBlock[],
  place: { readonly first: number; readonly last: number },
): Line[] {
  return blocks
    .filter(({ firstLine, lines }) => firstLine <= place.last && firstLine + lines > place.first)
    .flatMap((block) => linesWithin(block, place))
}

/** A buffer arrives as bare bytes. */
function withBuffer(block: LogBlock): LogBlock {
  const { buffer, byteOffset, byteLength } = block.body
  return { ...block, body: Buffer.from(buffer, byteOffset, byteLength) }
}
