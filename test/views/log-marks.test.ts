import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { textPieces } from '../../views/ansi.ts'
import { highlightTerms } from '../../views/log-look.ts'
import { markedPieces, marksOf } from '../../views/log-marks.ts'

const test = suite('marked words')

const look = { show: 'folded', find: '', highlight: '', raw: false, events: true } as const

function marked(line: string, words: { find?: string; highlight?: string }): string {
  return markedPieces(textPieces(line), marksOf({ ...look, ...words }))
    .map(({ text, classes, mark }) =>
      mark === '' ? text : `<${mark}${classes ? ` ${classes}` : ''}:${text}>`,
    )
    .join('')
}

for (const [typed, terms] of [
  ['', []],
  ['lock dpkg', ['lock', 'dpkg']],
  ['"held by" Lock lock', ['held by', 'lock']],
  ['a b c d e f', ['a', 'b', 'c', 'd', 'e']],
  ['"unclosed', ['unclosed']],
] as const) {
  test(`${JSON.stringify(typed)} tints ${JSON.stringify(terms)}`, () => {
    assert.equal(highlightTerms(typed), [...terms])
  })
}

for (const [line, words, expected] of [
  ['a lock, a LOCK', { find: 'lock' }, 'a <hit:lock>, a <hit:LOCK>'],
  ['lockfile', { find: 'lock', highlight: 'lockfile' }, '<hit:lock>file'],
  ['two words', { highlight: 'words two' }, '<tint-2:two> <tint-1:words>'],
  ['lo\u001b[31mck\u001b[0m!', { find: 'lock' }, '<hit:lo><hit ansi-1:ck>!'],
  ['a\u0000b', { find: '\\x00' }, 'a<hit control:\\x00>b'],
  ['aaaa', { find: 'aa' }, '<hit:aa><hit:aa>'],
  ['nothing', { find: 'else' }, 'nothing'],
] as const) {
  test(`${JSON.stringify(line)} with ${JSON.stringify(words)}`, () => {
    assert.is(marked(line, words), expected)
  })
}

test('marked pieces are the line, whatever is marked in it', () => {
  const parts = ['ab', 'A', '\u001b[1m', 'b', '\u001b[0m', 'ba', ' ', '\u0007']
  let seed = 11
  for (let round = 0; round < 300; round += 1) {
    const line = Array.from({ length: 20 }, () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return parts[seed % parts.length]
    }).join('')
    const pieces = textPieces(line)
    const cut = markedPieces(pieces, marksOf({ ...look, find: 'ab', highlight: 'ba bb a' }))
    assert.is(cut.map(({ text }) => text).join(''), pieces.map(({ text }) => text).join(''))
  }
})

test.run()
