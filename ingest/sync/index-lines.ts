import { setImmediate } from 'node:timers/promises'
import { type SegmentChange, searchPlan } from '../store/search-plan.ts'
import { type SearchSegment, SegmentBuilder, segmentBlocks } from '../store/search-segment.ts'
import type { SyncDatabase } from '../store/sync-database.ts'

/** Blocks that are read between two looks at signals and timers. */
const blocksAtOnce = 20

/**
 * Brings the search index up to date with the stored lines, and counts what both take. Cut off anywhere, blocks that it has
 * not come to are searched without it, and the next call goes on. Stops early, without error, when `signal` is aborted.
 */
export async function indexLines(database: SyncDatabase, signal: AbortSignal): Promise<void> {
  await change(database, signal, () => true)
  if (signal.aborted) return
  database.searchIndex.forget()
  database.atOnce(() => database.counts.countFile())
}

/** Lists new blocks as far as they fill segments; the others wait for `indexLines`. */
export async function indexAhead(database: SyncDatabase, signal: AbortSignal): Promise<void> {
  await change(database, signal, ({ blockIds }) => blockIds.length === segmentBlocks)
}

async function change(
  database: SyncDatabase,
  signal: AbortSignal,
  isDue: (change: SegmentChange) => boolean,
): Promise<void> {
  const { searchIndex } = database
  const plan = searchPlan(searchIndex.blockIds(), searchIndex.segments())
  for (const { gone, blockIds } of plan.filter(isDue)) {
    const segment = blockIds.length === 0 ? undefined : await build(database, blockIds, signal)
    if (signal.aborted) return
    database.atOnce(() => searchIndex.replace(gone, segment))
    await database.log.room(signal)
  }
}

async function build(
  { searchIndex }: SyncDatabase,
  blockIds: readonly number[],
  signal: AbortSignal,
): Promise<SearchSegment | undefined> {
  const ordered = searchIndex.inOrder(blockIds)
  const builder = new SegmentBuilder(ordered)
  for (const [index, blockId] of ordered.entries()) {
    builder.add(searchIndex.gramsOf(blockId))
    if (index % blocksAtOnce !== blocksAtOnce - 1) continue
    await setImmediate()
    if (signal.aborted) return undefined
  }
  return builder.segment()
}
