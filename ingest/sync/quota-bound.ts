// How near a sync came to the quota. Both operations that read events have one of their own, in calls a second; what a
// call can bring is measured, not assumed, since AWS may fill its pages as it likes.
import type { PageCounts, ReadingCounts } from '../log-source.ts'

/** What reading events came to, beside what the quotas allow. */
export interface ReadingFigures {
  readonly readingMs: number
  /** The least time in which both quotas, used up from the first moment on, bring these pages; undefined: too few to tell. */
  readonly quotaMs: number | undefined
  /** Mean share of the page limit in pages that others followed; undefined: none did. */
  readonly pageFill: number | undefined
}

/** Fewer bytes than a page say nothing of how much a page can hold. */
const leastFullPages = 3
/** Seconds' worth of calls that lie ready at the beginning. */
const burstSeconds = 1

export function readingFigures(
  readingMs: number,
  before: ReadingCounts | undefined,
  after: ReadingCounts | undefined,
): ReadingFigures {
  if (before === undefined || after === undefined) {
    return { readingMs, quotaMs: undefined, pageFill: undefined }
  }
  const filter = difference(after.filter, before.filter)
  const get = difference(after.get, before.get)
  const pageFill = filter.fullPages === 0 ? undefined : filter.fullShare / filter.fullPages
  if (filter.fullPages < leastFullPages) return { readingMs, quotaMs: undefined, pageFill }
  const perFilter = filter.fullBytes / filter.fullPages
  const perGet = get.pages === 0 ? 0 : get.bytes / get.pages
  const perSecond = after.filterPerSecond * perFilter + after.getPerSecond * perGet
  const seconds = Math.max(0, (filter.bytes + get.bytes) / perSecond - burstSeconds)
  return { readingMs, quotaMs: Math.round(seconds * 1000), pageFill }
}

function difference(after: PageCounts, before: PageCounts): PageCounts {
  return {
    pages: after.pages - before.pages,
    bytes: after.bytes - before.bytes,
    fullPages: after.fullPages - before.fullPages,
    fullBytes: after.fullBytes - before.fullBytes,
    fullShare: after.fullShare - before.fullShare,
  }
}
