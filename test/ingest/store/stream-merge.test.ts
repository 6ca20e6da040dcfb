import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { StoredEvent } from '../../../ingest/store/log-block.ts'
import { StreamMerge } from '../../../ingest/store/stream-merge.ts'

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

/** Runs a scan page by page over what is stored, as the store does, and returns what is stored then. */
function afterScan(stored: string, fromMs: number, pages: readonly string[]): string {
  let list = events(stored)
  const merge = new StreamMerge(list, fromMs)
  for (const page of pages) {
    const result = merge.add(events(page))
    list = [...(result.tail ?? list), ...result.appended]
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
    assert.is(afterScan(stored, 0, pages), expected)
  })
}

test('events before the window of the scan are left alone', () => {
  assert.is(afterScan('1:a 5:b', 4, ['4:x 5:b 6:c']), '1:a 4:x 5:b 6:c')
})

test('an event before the window that stands behind it does not turn new events into late ones', () => {
  const merge = new StreamMerge(events('5:a 1:z'), 4)
  assert.equal(merge.add(events('5:a 6:b')), {
    appended: events('6:b'),
    late: 0,
    tail: undefined,
  })
  assert.equal(merge.add(events('7:c')).appended, events('7:c'))
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
    const result = afterScan(sequence(seen), 0, pages)
    assert.equal(result.split(' ').sort(), sequence(whole).split(' ').sort())
    assert.is(result, sequence(whole), `from ${sequence(seen)}`)
  }
})

test.run()
