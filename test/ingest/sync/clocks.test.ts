// Instances whose clocks are off. CloudWatch orders and finds events by the times that they bear, and takes what is up to two hours
// ahead and two weeks behind.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForReading } from '../../../migrations/open-database.ts'
import { createApp } from '../../../server/app.ts'
import { openReadStores } from '../../../server/store/read-store.ts'
import { urls } from '../../../views/urls.ts'
import { ownHost } from '../../server/test-app.ts'
import { type DemoWorld, withDemo } from './synced-demo.ts'

const test = suite('clocks that are off')

const hourMs = 3_600_000
const clockOffMs = {
  ...{ 3: -hourMs, 6: -24 * hourMs, 9: hourMs, 12: -hourMs, 15: -24 * hourMs, 18: hourMs },
  ...{ 21: -hourMs, 24: -40 * 60_000, 27: -hourMs },
}
const clockOffs = new Map(
  Object.entries(clockOffMs).map(([index, offMs]) => [Number(index), offMs]),
)
const options = { instances: 40, seed: 2, bringUps: 1 } as const

/** What is judged of every instance, times left out. */
function judged(world: DemoWorld): readonly unknown[] {
  return world.query(
    `SELECT instance.instance_id, instance.state, attempt.attempt, attempt.outcome, attempt.failed_step, bring_up.bring_up_id
       FROM instance
       LEFT JOIN attempt USING (cluster_id, instance_id)
       LEFT JOIN bring_up USING (cluster_id, bring_up_id)
      ORDER BY 1, 3`,
  )
}

function storedEvents(world: DemoWorld): readonly string[] {
  return world
    .query<{ said: string }>(
      "SELECT log_stream || ' ' || at_ms || ' ' || message AS said FROM log_event ORDER BY log_stream, event_ordinal",
    )
    .map(({ said }) => said)
}

function writtenEvents({ server: { cluster } }: DemoWorld): readonly string[] {
  return [...cluster.streamOwners]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, instance]) =>
      cluster
        .events(instance)
        .filter(({ ingestedMs }) => ingestedMs <= cluster.snapshotMs)
        .map(({ atMs, message }) => `${name} ${atMs} ${message}`),
    )
}

function withLines(world: DemoWorld) {
  const ids = new Set(
    world
      .query<{ id: string }>('SELECT instance_id AS id FROM log_stream WHERE lines > 0')
      .map(({ id }) => id),
  )
  return world.server.cluster.instances.filter(({ instanceId }) => ids.has(instanceId))
}

// Of 250, 15, 33, 51 and 82 are under way at the end, 140 and 196 hang.
const many = { instances: 250, seed: 1, bringUps: 1 } as const
const manyOffMs = {
  ...{ ...clockOffMs, 33: -hourMs, 51: -24 * hourMs, 82: hourMs, 140: hourMs, 196: -hourMs },
}

/** How long the timeline of the overview is. */
function timelineMs({ path, server }: DemoWorld): number {
  const database = openForReading(path)
  const { timeline } = openReadStores(database).overview(server.cluster.settings.clusterName)
  database.close()
  return timeline.binMs * timeline.started.length
}

test('an hour or a day behind, or an hour ahead: every line is copied, and judged as if the clock were right', async () => {
  await withDemo(many, async (right) => {
    await right.sync()
    await withDemo({ ...many, clockOffMs: manyOffMs }, async (off) => {
      await off.sync()
      assert.equal(storedEvents(off), writtenEvents(off))
      assert.equal(judged(off), judged(right))
      assert.is(off.query('SELECT * FROM bring_up').length, 1)
      assert.ok(timelineMs(off) < hourMs)
      const stragglers =
        'SELECT instance_id, attempt, stage, step FROM straggler ORDER BY 1, 2, 3, 4'
      assert.equal(off.query(stragglers), right.query(stragglers))
    })
  })
})

test('what they write between two syncs is copied by the second, though it bears a time from before the first', async () => {
  await withDemo({ ...options, clockOffMs }, async (whole) => {
    await whole.sync()
    const { startedMs } = whole.server.cluster.settings
    const { snapshotMs } = whole.server.cluster
    let nowMs = startedMs
    await withDemo({ ...options, clockOffMs, nowMs: () => nowMs }, async (grown) => {
      for (const minute of [4, 7, 11, 16, 22]) {
        nowMs = startedMs + minute * 60_000
        await grown.sync()
      }
      nowMs = snapshotMs
      await grown.sync()
      assert.equal(storedEvents(grown), writtenEvents(grown))
      assert.equal(grown.rows(), whole.rows())
    })
  })
})

test('the page of the data names each of them, and says how far its clock is off', async () => {
  await withDemo({ ...options, clockOffMs }, async (world) => {
    await world.sync()
    const { cluster } = world.server
    const app = createApp({
      ...{ databasePath: world.path, port: 8117, now: () => cluster.snapshotMs },
      onBug: (error) => assert.unreachable(String(error)),
    })
    const url = urls.data(cluster.settings.clusterName)
    const { body } = await app.inject({ url, headers: { host: ownHost } })
    await app.close()
    for (const { instanceId, index } of withLines(world)) {
      const offMs = clockOffs.get(index)
      const [row] = world.query<{ kind: string; off_ms: number }>(
        `SELECT kind, off_ms FROM odd_clock WHERE instance_id = '${instanceId}' AND kind = 'against-aws'`,
      )
      assert.is(row === undefined, offMs === undefined, instanceId)
      if (offMs === undefined) continue
      assert.ok(Math.abs((row?.off_ms ?? 0) - offMs) < 10_000, `${instanceId}: ${row?.off_ms}`)
      const how = offMs > 0 ? 'ahead of' : 'behind'
      assert.match(body, new RegExp(`${instanceId}</a></td><td>its clock is [^<]* ${how} AWS`))
    }
  })
})

test.run()
