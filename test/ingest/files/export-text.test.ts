import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { seededRandom } from '../../../ingest/demo/seeded-random.ts'
import { exportEvents } from '../../../ingest/files/export-events.ts'
import { beginsWithEvent, ExportText } from '../../../ingest/files/export-text.ts'
import { importLimits } from '../../../ingest/files/import-limits.ts'
import { EventTroubles } from '../../../ingest/files/imported-event.ts'
import { BlockText } from '../../../ingest/store/block-text.ts'
import { EventText } from '../../../ingest/store/event-text.ts'
import {
  blockChecksum,
  inflatedBody,
  logBlocks,
  type StoredEvent,
} from '../../../ingest/store/log-block.ts'
import { gramsOfBlock } from '../../../ingest/store/search-gram.ts'

const test = suite('export text')

const limits = { ...importLimits, lineBytes: 300 }

/** What files hold that an export task writes, that other tools write, and that nobody should. */
const lines: readonly Buffer[] = [
  '2026-11-23T02:04:31.500Z [SageMaker] Downloading lifecycle scripts',
  '2026-11-23T02:04:31.501Z "quoted" \\ \t \b \u0000 \u001b[31mred\u001b[0m \u007f',
  '2026-11-23T02:04:32.000Z',
  '2026-11-23T02:04:32.000Z ',
  '2026-11-23T02:04:32.000Z\r',
  '2026-11-23T02:04:33.1Z one digit',
  '2026-11-23T02:04:33Z none',
  '2026-11-23T04:04:33.123+02:00 elsewhere',
  '2026-11-23T02:04:33.500Zno blank',
  '2026-13-23T02:04:33.500Z no such month',
  '1960-11-23T02:04:33.500Z before epoch',
  '1795500000000 epoch ms',
  '9999999999999 far in the future',
  '2026-11-23T02:04:34.000Z für Größe “quoted” 😀 \u2028',
  '\ufeff2026-11-23T02:04:34.000Z after a mark',
  'continued',
  '  continued "further"',
  '',
  '12 continued by a number',
  'x'.repeat(150),
  'ü'.repeat(120),
  `2026-11-23T02:04:35.000Z ${'y'.repeat(290)}`,
  `2026-11-23T02:04:30.000Z ${'é'.repeat(200)}`,
].map((text) => Buffer.from(text))
const damaged = [
  Buffer.concat([Buffer.from('2026-11-23T02:04:36.000Z damaged '), Buffer.from([0xff, 0xc3])]),
  Buffer.from([0xe2, 0x80]),
]

/** Some of these lines, cut into chunks anywhere. */
function randomChunks(seed: number): readonly Buffer[] {
  const random = seededRandom('export text', seed)
  // Files of ASCII alone are read another way.
  const kinds = random.chance(0.5)
    ? [...lines, ...damaged]
    : lines.filter((line) => line.every((byte) => byte < 0x80))
  const picked = Array.from(
    { length: random.integer(1, 60) },
    () => kinds[random.integer(0, kinds.length - 1)] as Buffer,
  )
  const bytes = Buffer.concat(picked.flatMap((line) => [line, Buffer.from('\n')]))
  const end = random.chance(0.5) ? bytes.length : bytes.length - 1
  const chunks: Buffer[] = []
  for (let at = 0; at < end; ) {
    const next = Math.min(end, at + random.integer(1, 400))
    chunks.push(bytes.subarray(at, next))
    at = next
  }
  return chunks
}

async function asTexts(chunks: readonly Buffer[]) {
  const troubles = new EventTroubles()
  const events: StoredEvent[] = []
  const source = (async function* () {
    yield* chunks
  })()
  for await (const batch of exportEvents(source, limits, troubles)) {
    for (const { atMs = -1, message } of batch) events.push({ atMs, message })
  }
  return { events, troubles }
}

function asBytes(chunks: readonly Buffer[]) {
  const troubles = new EventTroubles()
  const text = new EventText()
  const reader = new ExportText(text, limits.lineBytes, troubles)
  for (const chunk of chunks) reader.add(chunk)
  reader.end()
  return { text, troubles, reader }
}

test('a file read into bytes holds the events, and meets the troubles, that it does read into texts', async () => {
  for (let seed = 0; seed < 400; seed += 1) {
    const chunks = randomChunks(seed)
    const expected = await asTexts(chunks)
    const { text, troubles, reader } = asBytes(chunks)
    assert.equal(text.events(), expected.events, `seed ${seed}`)
    assert.equal({ ...troubles }, { ...expected.troubles }, `seed ${seed}`)
    assert.is(reader.events, expected.events.length)
    assert.is(
      text.totalCharacters,
      expected.events.reduce((sum, { message }) => sum + message.length, 0),
    )
  }
})

test('the blocks of events as bytes are those of the same events as texts, sorted by time', () => {
  for (let seed = 0; seed < 100; seed += 1) {
    const { text } = asBytes([...randomChunks(seed), Buffer.from('\n'), ...randomChunks(seed + 1)])
    for (let times = 0; times < seed % 3; times += 1) {
      for (const event of text.events()) text.addMessage({ ...event, atMs: event.atMs + 7 })
      text.addMessage({ atMs: 0, message: 'z'.repeat(70_000) })
    }
    const sorted = text.events().toSorted((a, b) => a.atMs - b.atMs)
    const expected = Array.from(logBlocks(sorted, 1, 1, 'small'), (block) => ({
      ...block,
      checksum: blockChecksum(block),
      grams: gramsOfBlock(inflatedBody(block)),
    }))
    const blocks = Array.from(new BlockText().blocks(text, text.sorted()), ({ block }) => block)
    assert.equal(blocks, expected, `seed ${seed}`)
  }
})

test('events go on behind those that were taken away, one that is not ended included', () => {
  const { text, reader } = asBytes([])
  reader.add(Buffer.from('2026-11-23T02:04:31.500Z one\n2026-11-23T02:04:31.600Z two\n  and'))
  assert.equal(
    text.events().map(({ message }) => message),
    ['one'],
  )
  text.clear(reader.openFrom)
  reader.moved()
  reader.add(Buffer.from(' more\n2026-11-23T02:04:31.700Z three'))
  reader.end()
  assert.equal(
    text.events().map(({ message }) => message),
    ['two\n  and more', 'three'],
  )
})

test('a file begins with an event when its first line has a time that can be', () => {
  const begins = (head: string) => beginsWithEvent(Buffer.from(head))
  assert.ok(begins(`2026-11-23T02:04:31.500Z ${'long '.repeat(100)}`))
  assert.ok(begins('1795500000000 epoch ms\nmore'))
  assert.not(begins('2026-13-23T02:04:33.500Z no such month\n2026-11-'))
  assert.not(begins(' 2026-11-23T02:04:33.500Z behind a blank'))
  assert.not(begins(''))
})

test.run()
