import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  eventsOfBlock,
  linesOfBlock,
  linesWithin,
  logBlocks,
  type StoredEvent,
} from '../../../ingest/store/log-block.ts'

const test = suite('log block')

const odd: readonly StoredEvent[] = [
  { atMs: 1000, message: 'one line' },
  { atMs: 1000, message: 'Traceback:\n  File "x"\n    y' },
  { atMs: 900, message: 'earlier \u0000 NUL \u001b[31mred\u001b[0m \r50%\r100%' },
  { atMs: 1001, message: '' },
  { atMs: 1001, message: 'ends with a newline\n' },
  {
    atMs: 1002,
    message: '"quoted" \\n is two characters, \ud800 a lone surrogate, 日本語 three letters',
  },
]

test('events come back verbatim, whatever they hold', () => {
  const blocks = [...logBlocks(odd, 1, 1)]
  assert.equal(blocks.flatMap(eventsOfBlock), odd)
})

test('lines count on over the lines of one event, events count on over their lines', () => {
  const [block] = [...logBlocks(odd, 11, 5)]
  assert.ok(block)
  const lines = linesOfBlock(block)
  assert.equal(
    lines.map(({ ordinal }) => ordinal),
    [11, 12, 13, 14, 15, 16, 17, 18, 19],
  )
  assert.is(lines[3]?.text, '    y')
  assert.is(lines[4]?.atMs, 900)
  assert.is(block.lines, 9)
  assert.is(block.events, 6)
  assert.is(block.maxMs, 1002)
})

test('any lines of a block are those of the whole, also where a line holds what stands between lines', () => {
  for (const more of ['plain', 'größer', 'brackets ],[5,"x"],[ and', 'ends so ],[5,', '],[']) {
    const [block] = [...logBlocks([...odd, { atMs: 1003, message: more }, ...odd], 11, 1)]
    assert.ok(block)
    const all = linesOfBlock(block)
    for (let first = 8; first <= 32; first += 1) {
      for (let last = first - 1; last <= 32; last += 1) {
        assert.equal(
          linesWithin(block, { first, last }),
          all.filter(({ ordinal }) => ordinal >= first && ordinal <= last),
        )
      }
    }
  }
})

test('a block is closed after 128 KiB of text, and never inside an event', () => {
  const events = Array.from({ length: 10_000 }, (_, index) => ({
    atMs: index,
    message: `line ${index}\n  continued ${'x'.repeat(40)}`,
  }))
  const blocks = [...logBlocks(events, 1, 1)]
  assert.ok(blocks.length > 3)
  assert.equal(blocks.flatMap(eventsOfBlock), events)
  let line = 1
  let event = 1
  for (const block of blocks) {
    assert.is(block.firstLine, line)
    assert.is(block.firstEvent, event)
    line += block.lines
    event += block.events
  }
})

test('a block that is to stay is smaller than one that is stored in a hurry, and holds the same', () => {
  const events = Array.from({ length: 800 }, (_, index) => ({
    atMs: index * 37,
    message: `Get:${index} http://archive.ubuntu.com/ubuntu jammy/main amd64 lib${index % 90} [${index * 7} kB]`,
  }))
  const [quick] = [...logBlocks(events, 1, 1)]
  const [small] = [...logBlocks(events, 1, 1, 'small')]
  assert.ok(quick && small && small.body.length < quick.body.length)
  assert.equal(eventsOfBlock(small), events)
})

test('a single character is stored as it is, since deflating it would not make it smaller', () => {
  const [block] = [...logBlocks([{ atMs: 1, message: 'x' }], 1, 1)]
  assert.ok(block)
  assert.is(block.body.length, block.size)
  assert.equal(eventsOfBlock(block), [{ atMs: 1, message: 'x' }])
})

test.run()
