import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  foldedText,
  gramHashes,
  gramsOf,
  gramsOfBlock,
  holdsFolded,
} from '../../../ingest/store/search-gram.ts'

const test = suite('search gram')

for (const [text, needle, holds] of [
  ['E: Could NOT get lock', 'not get LOCK', true],
  ['E: Could not get lock', 'lock file', false],
  ['caf\u00c9 LOCK', 'lock', true],
  ['caf\u00c9 LOCK', 'CAF\u00c9', true],
  ['\u00c3\u2030 alone', '\u00e9', false],
  ['300 \u212a', '300 k', true],
  ['pa\u017fs', 'PASS', true],
  ['pa\u017fs', 'past', false],
  ['\u00b5s', '\u03bcS', true],
] as const) {
  test(`${JSON.stringify(text)} ${holds ? 'holds' : 'does not hold'} ${JSON.stringify(needle)}, case aside, as the folded text does`, () => {
    const needles = [foldedText(needle)]
    assert.is(holdsFolded(Buffer.from(text), needles), holds)
    assert.is(foldedText(text).includes(foldedText(needle)), holds)
  })
}

test('one of several needles is enough', () => {
  assert.ok(holdsFolded(Buffer.from('A \u00e9'), ['x', '\u00e9']))
  assert.not.ok(holdsFolded(Buffer.from('A e'), ['x', '\u00e9']))
})

for (const text of [
  '',
  'ab',
  'a1',
  'Got lock',
  'abc1defghij',
  'i-0AF3 at 10.1.2.3',
  'x'.repeat(40),
]) {
  test(`the grams of ${JSON.stringify(text)} are those of its pieces of three and four bytes`, () => {
    const bits = gramsOfBlock(Buffer.from(text))
    const found = Array.from({ length: gramHashes }, (_, hash) => hash).filter(
      (hash) => ((bits[hash >> 3] ?? 0) & (1 << (hash & 7))) !== 0,
    )
    const pieces = Array.from(text, (_, at) => [text.slice(at, at + 3), text.slice(at, at + 4)])
    const expected = new Set(pieces.flat().flatMap((piece) => gramsOf(piece)))
    assert.equal(
      found,
      [...expected].sort((a, b) => a - b),
    )
  })
}

test('of four bytes in a row only those with a digit are a gram of their own', () => {
  assert.is(gramsOf('lock').length, 2)
  assert.is(gramsOf('loc1').length, 3)
})

test.run()
