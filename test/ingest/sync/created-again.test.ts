// A log group that is deleted and created again under its name, with streams of the same names: what the old one held stays, what
// the new one holds is added behind it.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DemoEvent } from '../../../ingest/demo/demo-stream.ts'
import { type DemoWorld, withDemo } from './synced-demo.ts'

const test = suite('log group created again')

// Small enough that every instance has a stream: the file then knows the list, unless something tells it to ask.
const options = { instances: 16, seed: 3, pageLimits: { events: 300 } }
const minuteMs = 60_000

/** Events that fit, by stream in CloudWatch's order. */
function written(
  { server: { cluster } }: DemoWorld,
  fits: (event: DemoEvent) => boolean,
): readonly string[] {
  return [...cluster.streamOwners]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, instance]) =>
      cluster
        .events(instance)
        .filter(fits)
        .map(({ atMs, message }) => `${name} ${atMs} ${message}`),
    )
}

function stored(world: DemoWorld): readonly string[] {
  return world
    .query<{ said: string }>(
      "SELECT log_stream || ' ' || at_ms || ' ' || message AS said FROM log_event ORDER BY log_stream, event_ordinal",
    )
    .map(({ said }) => said)
}

for (const reading of ['what-is-new', 'everything'] as const) {
  test(`between two syncs, the second reads ${reading}: nothing is lost or doubled, the order is kept, and the user is told`, async () => {
    let nowMs = 0
    let createdMs: number | undefined
    const clocks = { nowMs: () => nowMs, createdAgainMs: () => createdMs }
    await withDemo({ ...options, ...clocks }, async (world) => {
      const { snapshotMs } = world.server.cluster
      const firstMs = snapshotMs - 15 * minuteMs
      nowMs = firstMs
      await world.sync()
      createdMs = snapshotMs - 12 * minuteMs
      nowMs = snapshotMs
      const { notes, callsByOperation } = await world.sync({ reading })
      assert.ok((callsByOperation.DescribeLogStreams ?? 0) > 0, 'its streams are listed anew')
      assert.ok(
        notes.some((note) => note.includes('was deleted and created again')),
        notes.join('\n'),
      )
      const expected = written(
        world,
        ({ ingestedMs }) =>
          ingestedMs <= firstMs || (ingestedMs >= (createdMs ?? 0) && ingestedMs <= snapshotMs),
      )
      assert.equal(stored(world), expected)
      const again = await world.sync({ reading })
      assert.is(again.events, 0)
      assert.not(again.notes.some((note) => note.includes('created again')))
      assert.equal(stored(world), expected)
    })
  })
}

test('a log stream that was gone, and is there again, is copied again', async () => {
  let nowMs = 0
  await withDemo({ ...options, nowMs: () => nowMs }, async (world) => {
    const { snapshotMs } = world.server.cluster
    const firstMs = snapshotMs - 15 * minuteMs
    nowMs = firstMs
    await world.sync()
    const isNew = ({ ingestedMs }: DemoEvent) => ingestedMs > firstMs && ingestedMs <= snapshotMs
    const growing = new Set(written(world, isNew).map((said) => said.split(' ')[0]))
    const names = [...growing].map((name) => `'${name}'`).join()
    world.change(`UPDATE log_stream SET gone = 1 WHERE name IN (${names})`)
    const [{ gone = 0 } = {}] = world.query<{ gone: number }>(
      'SELECT sum(gone) AS gone FROM log_stream',
    )
    assert.ok(gone > 2, `${gone} of ${growing.size} were there before`)
    nowMs = snapshotMs
    await world.sync()
    assert.equal(
      stored(world),
      written(world, ({ ingestedMs }) => ingestedMs <= snapshotMs),
    )
  })
})

for (const page of [1, 4, 9]) {
  test(`in the middle of a sync, at page ${page}: the next one has every event of the new one once`, async () => {
    let nowMs = 0
    let createdMs: number | undefined
    let pages = 0
    const clocks = { nowMs: () => nowMs, createdAgainMs: () => createdMs }
    const fault = (operation: string) => {
      if (!/^(?:Filter|Get)LogEvents$/.test(operation)) return undefined
      pages += 1
      if (pages === page) createdMs = nowMs
      return undefined
    }
    await withDemo({ ...options, ...clocks, fault }, async (world) => {
      const { snapshotMs } = world.server.cluster
      nowMs = snapshotMs - 10 * minuteMs
      const first = await world.sync()
      assert.ok(first.notes.some((note) => note.includes('no longer has log stream')))
      nowMs = snapshotMs
      const second = await world.sync()
      assert.ok(second.notes.some((note) => note.includes('created again')))
      const rows = stored(world)
      const all = written(world, ({ ingestedMs }) => ingestedMs <= snapshotMs)
      const left = new Map<string, number>()
      for (const row of all) left.set(row, (left.get(row) ?? 0) + 1)
      for (const row of rows) left.set(row, (left.get(row) ?? 0) - 1)
      assert.equal(
        [...left].filter(([, count]) => count < 0),
        [],
      )
      for (const row of written(
        world,
        ({ ingestedMs }) => ingestedMs >= (createdMs ?? 0) && ingestedMs <= snapshotMs,
      )) {
        assert.is(left.get(row), 0, row)
      }
    })
  })
}

test.run()
