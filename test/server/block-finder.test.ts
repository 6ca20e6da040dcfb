// What a finder says of a block is what a look at each of its lines says, however the lines are found in it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { logBlocks } from '../../ingest/store/log-block.ts'
import { lineMatcher } from '../../server/search-matcher.ts'
import { BlockFinder, type FinderQuery } from '../../server/store/block-finder.ts'
import { oneOf, seededNumbers } from '../seeded-numbers.ts'

const test = suite('block finder')

const words = [
  'error',
  'Error',
  'ERR',
  'dpkg',
  'lock',
  '"quoted"',
  'back\\slash',
  '12',
  '],',
  '[5,',
]
const foreign = ['Größe', 'ſt', '\u212a', 'İ', 'ΟΔΟΣ', '✓', '名前', '🚀']
const hostile = ['brackets ],[5,"x"],[ and', 'ends so ],[5,', '],[']

function blockOf(seed: number, parts: readonly string[]) {
  const next = seededNumbers(seed)
  const messages = Array.from({ length: 60 }, () =>
    Array.from({ length: 1 + next(5) }, () => oneOf(next, parts)).join(' '),
  )
  const [block] = [
    ...logBlocks(
      messages.map((message, at) => ({ atMs: at, message })),
      101,
      1,
    ),
  ]
  assert.ok(block)
  return { block, messages }
}

const queries: readonly Omit<FinderQuery, 'template'>[] = [
  ...[...words, ...foreign, 'q', 'or d', 'st', 'k', '5', '],[', '",', 'nowhere'].flatMap((q) =>
    [true, false].flatMap((matchCase) =>
      (['text', 'word'] as const).map((mode) => ({ q, mode, matchCase })),
    ),
  ),
  ...['err(or)?', 'lock|dpkg', '[a-f]', '^ERR', 'größe', '\\]'].map((q) => {
    return { q, mode: 'regex' as const, matchCase: false }
  }),
]

for (const [what, parts] of [
  ['plain lines', words],
  ['lines of other scripts', [...words, ...foreign]],
  ['lines that hold what stands between lines', [...words, ...hostile]],
] as const) {
  test(`of ${what} it finds those that match, and none outside of the asked ones`, () => {
    const { block, messages } = blockOf(what.length, parts)
    for (const query of queries) {
      const matcher = lineMatcher(query)
      const lines = messages.map((text, at) => ({ ordinal: 101 + at, text }))
      const within = lines.filter(({ ordinal }) => ordinal >= 105 && ordinal <= 150)
      const expected = within.filter(({ text }) => matcher.test(text))
      const found = new BlockFinder({ ...query, template: undefined }).find({
        ...{ block, fromLine: 105, toLine: 150, kept: 1000, keptAfter: 0 },
      })
      assert.equal(found.kept, expected, JSON.stringify(query))
      assert.is(found.lines, expected.length)
    }
  })
}

test.run()
