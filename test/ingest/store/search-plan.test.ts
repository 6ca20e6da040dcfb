import { inflateSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { seededRandom } from '../../../ingest/demo/seeded-random.ts'
import { gramHashes, gramsOf, gramsOfBlock } from '../../../ingest/store/search-gram.ts'
import { searchPlan } from '../../../ingest/store/search-plan.ts'
import { commonBits, idListOf, SegmentBuilder } from '../../../ingest/store/search-segment.ts'

const test = suite('search index')

const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at)

const row = (segmentId: number, firstBlockId: number, lastBlockId: number) => ({
  ...{ segmentId, firstBlockId, lastBlockId, blocks: lastBlockId - firstBlockId + 1 },
})

test('blocks that no segment lists are put into segments of 1,024', () => {
  const changes = searchPlan(upTo(2100), [])
  assert.equal(
    changes.map(({ blockIds }) => blockIds.length),
    [1024, 1024, 52],
  )
  assert.equal(
    changes.flatMap(({ blockIds }) => blockIds),
    upTo(2100),
  )
})

test('a few new blocks change nothing', () => {
  assert.equal(searchPlan(upTo(109), [row(1, 1, 100)]), [])
})

test('new blocks join the last segments that are not larger', () => {
  const [change] = searchPlan(upTo(400), [row(1, 1, 300), row(2, 301, 340)])
  assert.equal(change, { gone: [2], blockIds: upTo(400, 301) })
})

test('a segment whose blocks are mostly gone is written anew, and goes when all are', () => {
  const changes = searchPlan([2, 250, 251], [row(1, 1, 100), row(2, 101, 200), row(3, 250, 251)])
  assert.equal(changes, [
    { gone: [1], blockIds: [2] },
    { gone: [2], blockIds: [] },
  ])
})

test('a segment says of every text that holds a piece that it may', () => {
  const texts = [
    'dpkg frontend lock',
    'Mount 10.1.2.3 failed',
    'i-0123456789abcdef0',
    'ÄRGER mit Öl',
  ]
  const builder = new SegmentBuilder([7, 3, 12, 9])
  for (const text of texts) builder.add(gramsOfBlock(Buffer.from(text)))
  const { blocks, blockIds, parts } = builder.segment()
  assert.equal(idListOf(blockIds), [7, 3, 12, 9])
  const bitsOf = (piece: string) =>
    commonBits(gramsOf(piece), blocks, (at) => parts[at] ?? Buffer.alloc(0))
  for (const [at, piece] of ['frontend', '10.1.2', '789ABC', 'ärger mit ö'].entries()) {
    assert.is(bitsOf(piece)[0], 1 << at, piece)
  }
  assert.is(bitsOf('nowhere at all')[0], 0)
})

for (const blocks of [1, 8, 13, 16, 17]) {
  test(`a segment of ${blocks} blocks holds each bit of each of them, and no other`, () => {
    const random = seededRandom('grams', blocks)
    const grams = Array.from({ length: blocks }, () =>
      Uint8Array.from({ length: gramHashes / 8 }, () => random.integer(0, 255)),
    )
    const builder = new SegmentBuilder(upTo(blocks))
    for (const each of grams) builder.add(each)
    const { parts } = builder.segment()
    const found = Buffer.concat(parts.map((part) => inflateSync(part)))
    const width = Math.ceil(blocks / 8)
    const expected = Buffer.alloc(width * gramHashes)
    for (const [block, each] of grams.entries()) {
      for (let hash = 0; hash < gramHashes; hash += 1) {
        if (((each[hash >> 3] ?? 0) & (1 << (hash & 7))) === 0) continue
        const at = hash * width + (block >> 3)
        expected[at] = (expected[at] ?? 0) | (1 << (block & 7))
      }
    }
    assert.ok(found.equals(expected))
  })
}

test.run()
