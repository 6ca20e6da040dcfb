import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DemoStream } from '../../../ingest/demo/log-delivery.ts'
import {
  type MergedPage,
  type MergePosition,
  mergedPage,
} from '../../../ingest/demo/merged-page.ts'
import { seededRandom } from '../../../ingest/demo/seeded-random.ts'

const test = suite('merged page')
const everything = { nowMs: 1e9, fromMs: 0, toMs: 1e9, matches: () => true, after: undefined }

function randomStreams(seed: number): DemoStream[] {
  const random = seededRandom('merge', seed)
  return Array.from({ length: random.integer(1, 12) }, (_, stream) => {
    const times = Array.from({ length: random.integer(0, 40) }, () => random.integer(0, 30)).sort(
      (a, b) => a - b,
    )
    return {
      name: `stream-${stream}`,
      atMs: Float64Array.from(times),
      ingestedMs: Float64Array.from(times, (atMs) => atMs + random.integer(0, 15)),
      messages: times.map(
        (atMs, place) => `${stream} ${place} at ${atMs} ${'é'.repeat(random.integer(0, 9))}`,
      ),
    }
  })
}

/** All events by time, stream and place: what the pages together must give. */
function model(streams: readonly DemoStream[], nowMs: number): MergePosition[] {
  return streams
    .flatMap((source, stream) =>
      source.messages.map((_, place) => ({ atMs: source.atMs[place] ?? 0, stream, place })),
    )
    .filter(({ stream, place }) => (streams[stream]?.ingestedMs[place] ?? 0) <= nowMs)
    .sort((a, b) => a.atMs - b.atMs || a.stream - b.stream || a.place - b.place)
}

function allPages(page: (after: MergePosition | undefined) => MergedPage): MergePosition[][] {
  const pages: MergePosition[][] = []
  for (let after: MergePosition | undefined; ; after = pages.at(-1)?.at(-1)) {
    const { events, more } = page(after)
    pages.push([...events])
    if (!more) return pages
  }
}

test('pages of any size together hold every visible event once, in order', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const streams = randomStreams(seed)
    for (const events of [1, 3, 50]) {
      const request = { ...everything, streams, nowMs: 25, limits: { events, bytes: 1e6 } }
      const pages = allPages((after) => mergedPage({ ...request, after }))
      assert.equal(pages.flat(), model(streams, 25), `seed ${seed}, ${events} a page`)
    }
  }
})

test('a page ends before the byte limit, counted in UTF-8 with 26 bytes an event', () => {
  const streams = randomStreams(3)
  const size = ({ stream, place }: MergePosition): number =>
    Buffer.byteLength(streams[stream]?.messages[place] ?? '') + 26
  const limits = { events: 1000, bytes: 150 }
  const pages = allPages((after) => mergedPage({ ...everything, streams, after, limits }))
  assert.ok(pages.length > 5)
  for (const [place, page] of pages.entries()) {
    const bytes = page.reduce((sum, event) => sum + size(event), 0)
    assert.ok(bytes <= 150)
    const [next] = pages[place + 1] ?? []
    if (next !== undefined)
      assert.ok(bytes + size(next) > 150, 'the next event would not have fitted')
  }
})

test('an event larger than a page still comes, alone', () => {
  const stream = {
    name: 's',
    atMs: Float64Array.of(1, 2),
    ingestedMs: Float64Array.of(1, 2),
    messages: ['x'.repeat(500), 'y'],
  }
  const pages = allPages((after) =>
    mergedPage({ ...everything, streams: [stream], after, limits: { events: 10, bytes: 100 } }),
  )
  assert.equal(
    pages.map((page) => page.length),
    [1, 1],
  )
})

test('both ends of the time range are included', () => {
  const stream = {
    name: 's',
    atMs: Float64Array.of(1, 2, 3, 4),
    ingestedMs: Float64Array.of(1, 2, 3, 4),
    messages: ['a', 'b', 'c', 'd'],
  }
  const request = {
    ...everything,
    streams: [stream],
    fromMs: 2,
    toMs: 3,
    limits: { events: 10, bytes: 1e6 },
  }
  assert.equal(
    mergedPage(request).events.map(({ place }) => place),
    [1, 2],
  )
})

test.run()
