import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PageCounts, ReadingCounts } from '../../../ingest/log-source.ts'
import { readingFigures } from '../../../ingest/sync/quota-bound.ts'

const test = suite('quota bound')

const none: PageCounts = { pages: 0, bytes: 0, fullPages: 0, fullBytes: 0, fullShare: 0 }
const counts = (filter: Partial<PageCounts>, get: Partial<PageCounts> = {}): ReadingCounts => ({
  filter: { ...none, ...filter },
  get: { ...none, ...get },
  filterPerSecond: 10,
  getPerSecond: 10,
})
const zero = counts({})

test('the quotas bring what full pages hold, less the second that lies ready', () => {
  // 110 MB by pages of 1 MB at ten a second: 11 s, the first of them at once.
  const after = counts({
    ...{ pages: 110, bytes: 110e6, fullPages: 100, fullBytes: 100e6, fullShare: 95 },
  })
  assert.equal(readingFigures(12_000, zero, after), {
    ...{ readingMs: 12_000, quotaMs: 10_000, pageFill: 0.95 },
  })
})

test('single streams add what their calls bring', () => {
  const filter = { pages: 100, bytes: 100e6, fullPages: 90, fullBytes: 90e6, fullShare: 90 }
  const after = counts(filter, { pages: 80, bytes: 10e6 })
  // 1 MB and 0.125 MB ten times a second each.
  assert.is(readingFigures(1, zero, after).quotaMs, Math.round((110e6 / 11.25e6 - 1) * 1000))
})

test('what the source had read before does not count', () => {
  const before = counts({ pages: 5, bytes: 5e6, fullPages: 5, fullBytes: 5e6, fullShare: 5 })
  assert.is(readingFigures(1, before, before).quotaMs, undefined)
})

test('too few full pages, or no quota at all, tell nothing', () => {
  assert.is(readingFigures(1, zero, counts({ pages: 9, bytes: 9 })).quotaMs, undefined)
  assert.equal(readingFigures(1, undefined, undefined), {
    ...{ readingMs: 1, quotaMs: undefined, pageFill: undefined },
  })
})

test.run()
