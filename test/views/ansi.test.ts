import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lastOverwrite, rawPieces, textPieces, withoutColours } from '../../views/ansi.ts'
import { showHostile } from './ansi-harness.ts'

const test = suite('ansi')

const esc = '\u001b'
for (const [line, pieces] of [
  ['plain', [['plain', '']]],
  [
    `${esc}[31mred${esc}[0m rest`,
    [
      ['red', 'ansi-1'],
      [' rest', ''],
    ],
  ],
  [
    `${esc}[1;33mwarn${esc}[22mnormal`,
    [
      ['warn', 'ansi-bold ansi-3'],
      ['normal', 'ansi-3'],
    ],
  ],
  [`${esc}[97;44mx`, [['x', 'ansi-15 ansi-ground-4']]],
  [`${esc}[mreset`, [['reset', '']]],
  [
    `${esc}[2Jx`,
    [
      ['\\e', 'control'],
      ['[2Jx', ''],
    ],
  ],
  [
    `${esc}]0;title\u0007`,
    [
      ['\\e', 'control'],
      [']0;title', ''],
      ['\\x07', 'control'],
    ],
  ],
  [
    'a\u0000b',
    [
      ['a', ''],
      ['\\x00', 'control'],
      ['b', ''],
    ],
  ],
  [
    'a\u202eb\u200b',
    [
      ['a', ''],
      ['\\u202e', 'control'],
      ['b', ''],
      ['\\u200b', 'control'],
    ],
  ],
  [
    '\u009b31mx',
    [
      ['\\x9b', 'control'],
      ['31mx', ''],
    ],
  ],
  ['tab\tstays', [['tab\tstays', '']]],
  [`${esc}[38;5;196mx`, [['x', 'ansi-1']]],
  [`${esc}[38;5;31;1mx`, [['x', 'ansi-bold ansi-6']]],
  [`${esc}[48;2;0;0;255mx`, [['x', 'ansi-ground-4']]],
  [`${esc}[38:5:9mx`, [['x', 'ansi-9']]],
  [`${esc}[3;4;7;9mx`, [['x', 'ansi-italic ansi-underline ansi-struck ansi-inverse']]],
  [`${esc}[8mhidden stays`, [['hidden stays', '']]],
  [
    'half \ud800 and broken \ufffd',
    [
      ['half ', ''],
      ['\\ud800', 'control'],
      [' and broken ', ''],
      ['\\ufffd', 'control'],
    ],
  ],
  ['whole \u{1f600}', [['whole \u{1f600}', '']]],
  [
    'tag \u{e0041}',
    [
      ['tag ', ''],
      ['\\u{e0041}', 'control'],
    ],
  ],
] as const) {
  test(`${JSON.stringify(line)} in pieces`, () => {
    const seen = textPieces(line).map(({ text, classes }) => [text, classes])
    assert.equal(
      seen,
      pieces.map((piece) => [...piece]),
    )
  })
}

test('raw, a colour code is text like any other', () => {
  assert.equal(
    rawPieces(`${esc}[31mred\r`).map(({ text }) => text),
    ['\\e[31m', 'red', '\\x0d'],
  )
  assert.is(withoutColours(`a${esc}[31mb${esc}[0mc`), 'abc')
})

for (const [line, text, updates] of [
  ['no return', 'no return', 0],
  ['windows line\r', 'windows line', 0],
  ['10%\r50%\r100%', '100%', 2],
  ['10%\r100%\r', '100%', 1],
] as const) {
  test(`${JSON.stringify(line)} shows as ${text}`, () => {
    assert.equal(lastOverwrite(line), { text, updates })
  })
}

test('text and classes are all that comes out of 50,000 hostile pieces, in linear time', () => {
  const parts = ['\u001b[', '31', ';', 'm', '<b>', '"', '\u0000', 'x', '\u001b]8;;', '\r', '999']
  let seed = 7
  const line = Array.from({ length: 50_000 }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return parts[seed % parts.length]
  }).join('')
  const pieces = textPieces(line)
  assert.ok(pieces.every(({ classes }) => /^(control|(ansi-(ground-)?[\w]+ ?)*)$/.test(classes)))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
  assert.ok(pieces.every(({ text }) => !/[\u0000-\u0008\u000a-\u001f]/.test(text)))
})

test('each of 50,000 hostile lines becomes text and classes of ours alone, and loses nothing else', async () => {
  const { broken } = await showHostile({ lines: 50_000, seed: 3 })
  assert.equal(broken, [])
})

test.run()
