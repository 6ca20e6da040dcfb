import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { StoredEvent } from '../../../ingest/store/log-block.ts'
import { type StoredPart, StreamMerge } from '../../../ingest/store/stream-merge.ts'

const test = suite('stream merge')

/** `5:a` is an event with atMs 5 and message a. */
function events(text: string): StoredEvent[] {
  return text
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => ({ atMs: Number(part.split(':')[0]), message: part.split(':')[1] ?? '' }))
}

function sequence(list: readonly StoredEvent[]): string {
  return list.map(({ atMs, message }) => `${atMs}:${message}`).join(' ')
}

/** Parts of so many events, a line each; `taken` is told when one is asked for. */
function* partsOf(
  list: readonly StoredEvent[],
  size: number,
  taken: () => void = () => undefined,
): Generator<StoredPart> {
  for (let start = 0; start < list.length; start += size) {
    taken()
    const events = list.slice(start, start + size)
    yield { firstLine: start + 1, firstEvent: start + 1, events }
  }
}

/** Runs a scan page by page over what is stored, as the store does, and returns what is stored then. */
function afterScan(
  stored: string,
  fromMs: number,
  scan: { readonly pages: readonly string[]; readonly partSize: number },
): string {
  let list = events(stored)
  const merge = new StreamMerge(partsOf(list, scan.partSize), fromMs)
  for (const page of scan.pages) {
    const { tail, appended } = merge.add(events(page))
    if (tail !== undefined) list = [...list.slice(0, tail.firstEvent - 1), ...tail.events]
    list = [...list, ...appended]
  }
  return sequence(list)
}

for (const [fact, stored, pages, expected] of [
  ['a first scan keeps the order of the source', '', ['1:a 2:b', '2:b 1:c'], '1:a 2:b 2:b 1:c'],
  ['a scan of the same events changes nothing', '1:a 2:b 2:b', ['1:a 2:b 2:b'], '1:a 2:b 2:b'],
  ['new events go behind', '1:a 2:b', ['1:a 2:b 3:c'], '1:a 2:b 3:c'],
  [
    'one more equal event in the same millisecond is new',
    '1:a 2:b',
    ['1:a 2:b 2:b'],
    '1:a 2:b 2:b',
  ],
  ['a late event goes where the source has it', '1:a 3:c', ['1:a 2:b 3:c'], '1:a 2:b 3:c'],
  ['a late event before everything goes first', '2:b', ['1:a 2:b'], '1:a 2:b'],
  [
    'late and new events of one page find both places',
    '1:a 3:c',
    ['1:a 2:b 3:c 4:d'],
    '1:a 2:b 3:c 4:d',
  ],
  [
    'late events on later pages go right too',
    '1:a 3:c 5:e',
    ['1:a 2:b', '3:c 4:d 5:e', '6:f'],
    '1:a 2:b 3:c 4:d 5:e 6:f',
  ],
  [
    'another order within a millisecond changes nothing',
    '1:a 1:b 2:c',
    ['1:b 1:a 2:c'],
    '1:a 1:b 2:c',
  ],
  ['an event that the source has dropped stays', '1:a 2:b 3:c', ['1:a 3:c 4:d'], '1:a 2:b 3:c 4:d'],
] as const) {
  test(fact, () => {
    for (const partSize of [1, 2, 100]) {
      assert.is(afterScan(stored, 0, { pages, partSize }), expected, `parts of ${partSize}`)
    }
  })
}

test('events before the window of the scan are left alone', () => {
  for (const partSize of [1, 2]) {
    const scan = { pages: ['4:x 5:b 6:c'], partSize }
    assert.is(afterScan('1:a 5:b', 4, scan), '1:a 4:x 5:b 6:c')
  }
})

test('an event before the window that stands behind it does not turn new events into late ones', () => {
  const merge = new StreamMerge(partsOf(events('5:a 1:z'), 2), 4)
  assert.equal(merge.add(events('5:a 6:b')), {
    appended: events('6:b'),
    late: 0,
    tail: undefined,
  })
  assert.equal(merge.add(events('7:c')).appended, events('7:c'))
})

test('of what is stored no more is read than the scan has come to, as long as it meets it in its order', () => {
  const stored = events(Array.from({ length: 90 }, (_, at) => `${at}:a`).join(' '))
  let parts = 0
  const merge = new StreamMerge(
    partsOf(stored, 10, () => {
      parts += 1
    }),
    0,
  )
  for (const [page, taken] of [1, 2, 3, 4].entries()) {
    const seen = merge.add(stored.slice(page * 10, page * 10 + 10))
    assert.equal(seen, { appended: [], late: 0, tail: undefined })
    assert.is(parts, taken)
  }
  assert.is(merge.add(events('39:late')).late, 1)
  assert.is(parts, 9)
})

test('any way of cutting a growing sequence into scans and pages ends with the sequence', () => {
  let state = 7
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  for (let round = 0; round < 300; round += 1) {
    const whole: StoredEvent[] = []
    for (let index = 0; index < 12; index += 1) {
      whole.push({ atMs: Math.floor(index / 3), message: 'ab'.charAt(random(2)) })
    }
    // What an earlier scan saw: the sequence without the events that were late then.
    const seen = whole.filter(() => random(3) > 0)
    const cut = random(12)
    const pages = [whole.slice(0, cut), whole.slice(cut)].map(sequence)
    const result = afterScan(sequence(seen), 0, { pages, partSize: 1 + random(5) })
    assert.equal(result.split(' ').sort(), sequence(whole).split(' ').sort())
    assert.is(result, sequence(whole), `from ${sequence(seen)}`)
  }
})

test.run()
