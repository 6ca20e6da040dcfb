import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plainText } from '../../../ingest/lifecycle/plain-text.ts'
import { textBytes } from '../../../ingest/lifecycle/text-bytes.ts'
import { scannedLines } from '../../../ingest/store/block-scan.ts'
import { type LogBlock, linesOfBlock, logBlocks } from '../../../ingest/store/log-block.ts'
import { oneOf, seededNumbers } from '../../seeded-numbers.ts'

const test = suite('block scan')

/** What each line is while it is the one that was read last. */
function scanned(block: LogBlock) {
  return Array.from(scannedLines(block), (line) => ({
    ...{ ordinal: line.ordinal, atMs: line.atMs, text: line.text },
    bytes: Buffer.from(line.bytes.subarray(0, line.end)).toString('hex'),
    behind: line.bytes[line.end],
    plain: line.plain.text,
    isPlain: line.plain === line,
  }))
}

/** The same, found out from the text. */
function expected(block: LogBlock) {
  return linesOfBlock(block).map(({ ordinal, atMs, text }) => {
    const { bytes, end } = textBytes(text)
    return {
      ...{ ordinal, atMs, text },
      bytes: Buffer.from(bytes.subarray(0, end)).toString('hex'),
      behind: 0x0a,
      plain: plainText(text),
      isPlain: plainText(text) === text,
    }
  })
}

function blockOf(json: string, lines: number): LogBlock {
  const text = Buffer.from(json)
  return {
    ...{ firstLine: 1, lines, firstEvent: 1, events: lines, firstMs: 1000, maxMs: 2000 },
    ...{ size: text.length, body: text },
  }
}

const pieces = [
  ...[
    'plain words',
    '"',
    '\\',
    '/',
    '\t',
    '\r',
    '\u001b[31m',
    '\u0000',
    '\b',
    '\u007f',
    '\u009b1m',
  ],
  ...[
    'é',
    '日本語',
    '😀',
    '\ud800',
    '\udc00',
    '\u2028',
    '',
    ' ',
    '\\u0041',
    '\\"',
    'x'.repeat(300),
  ],
]

test('lines are what JSON.parse makes of the block, whatever they hold', () => {
  const below = seededNumbers(41)
  const some = <Value>(most: number, make: () => Value) => Array.from({ length: below(most) }, make)
  const lineOf = () => some(6, () => oneOf(below, pieces)).join('')
  const events = Array.from({ length: 3000 }, (_, index) => ({
    atMs: 5000 + index - below(20),
    message: [lineOf(), ...some(3, lineOf)].join('\n'),
  }))
  for (const block of logBlocks(events, 7, 3)) assert.equal(scanned(block), expected(block))
})

test('a block that another program has written is read like one of ours', () => {
  for (const json of [
    '[[0, "spaces"],\n [5, "after commas"] ]',
    '[[0,"one"],[5,"two",0,0],[6,"\\u0041\\ud83d\\ude00"],[7.4,"half"]]',
    '[]',
  ]) {
    const block = blockOf(json, 4)
    const lines = linesOfBlock(block).map((line) => ({ ...line, atMs: Math.round(line.atMs) }))
    assert.equal(
      Array.from(scannedLines(block), ({ ordinal, atMs, text }) => ({ ordinal, atMs, text })),
      lines,
    )
  }
})

test('the text of a line stays right when others have been read', () => {
  const [block] = logBlocks([{ atMs: 1, message: 'one\ntwo "2"\nthr\u00e9e\n\u001b[1mfour' }], 1, 1)
  assert.ok(block)
  const lines = [...scannedLines(block)]
  assert.equal(
    lines.map(({ text }) => text),
    ['one', 'two "2"', 'thr\u00e9e', '\u001b[1mfour'],
  )
})

test('a block that was cut is an error, not fewer lines', () => {
  const json = '[[0,"one"],[5,"two"]]'
  for (let length = 0; length < json.length; length += 1) {
    assert.throws(() => [...scannedLines(blockOf(json.slice(0, length), 2))], SyntaxError)
  }
})

test.run()
