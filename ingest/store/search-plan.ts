import { segmentBlocks } from './search-segment.ts'

/** A segment as its row tells it. */
export interface SegmentRow {
  readonly segmentId: number
  readonly firstBlockId: number
  readonly lastBlockId: number
  readonly blocks: number
}

/** One transaction: segments that go, and the blocks of the one that comes instead; no blocks: none comes. */
export interface SegmentChange {
  readonly gone: readonly number[]
  readonly blockIds: readonly number[]
}

/** So few blocks are searched as quickly as they are looked up. */
const tooFew = 16

/**
 * What brings the index up to date with the blocks there are (ids ascending), in order. Blocks that no segment lists are
 * put together with the last segments, as long as these are not larger: a block is written anew ten times at most,
 * however often a sync adds a few. Segments whose blocks are mostly gone are written anew.
 */
export function searchPlan(
  blockIds: readonly number[],
  segments: readonly SegmentRow[],
): readonly SegmentChange[] {
  const kept = segments.toSorted((a, b) => a.lastBlockId - b.lastBlockId)
  let start = firstAbove(blockIds, kept.at(-1)?.lastBlockId ?? 0)
  const isWorthIt = blockIds.length - start >= tooFew
  const joined: number[] = []
  for (let last = kept.at(-1); last !== undefined && isWorthIt; last = kept.at(-1)) {
    const from = firstAbove(blockIds, last.firstBlockId - 1)
    const whole = blockIds.length - from
    if (start - from > blockIds.length - start || whole > segmentBlocks) break
    joined.push(last.segmentId)
    kept.pop()
    start = from
  }
  return [...rewritten(blockIds, kept), ...(isWorthIt ? added(blockIds.slice(start), joined) : [])]
}

function rewritten(
  blockIds: readonly number[],
  segments: readonly SegmentRow[],
): readonly SegmentChange[] {
  return segments.flatMap(({ segmentId, firstBlockId, lastBlockId, blocks }) => {
    const alive = blockIds.slice(
      firstAbove(blockIds, firstBlockId - 1),
      firstAbove(blockIds, lastBlockId),
    )
    return alive.length * 4 < blocks ? [{ gone: [segmentId], blockIds: alive }] : []
  })
}

function added(blockIds: readonly number[], gone: readonly number[]): readonly SegmentChange[] {
  const changes: SegmentChange[] = []
  for (let at = 0; at < blockIds.length; at += segmentBlocks) {
    changes.push({
      gone: at === 0 ? gone : [],
      blockIds: blockIds.slice(at, at + segmentBlocks),
    })
  }
  return changes
}

/** The place of the first id above a number; ids ascending. */
function firstAbove(ids: readonly number[], bound: number): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] as number) > bound) high = middle
    else low = middle + 1
  }
  return low
}
