import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { foldedText, holdsFolded } from '../../../ingest/store/search-gram.ts'

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

test.run()
