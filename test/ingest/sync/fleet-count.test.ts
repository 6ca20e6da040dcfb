// What depends on every instance is counted once and kept. What is kept must be what is counted from nothing, whatever happened.
import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SyncDatabase } from '../../../ingest/store/sync-database.ts'
import { openForReading, registerFunctions } from '../../../migrations/open-database.ts'
import { openReadStores } from '../../../server/store/read-store.ts'
import { type DemoWorld, withDemo } from './synced-demo.ts'

const test = suite('counts of the fleet')

const views = [
  'standing_count',
  'strip',
  'failure_count',
  'log_stream_count',
  'stream_hole',
  'file_size',
]
const demo = { instances: 60, seed: 3, bringUps: 2 } as const

/** The rows of every view, and of the timeline, in an order of their own. */
function counts(path: string): Readonly<Record<string, readonly string[]>> {
  const database = new Sqlite(path, { readonly: true })
  registerFunctions(database)
  const rows = (name: string): string[] =>
    database
      .prepare(`SELECT * FROM ${name}`)
      .raw()
      .all()
      .map((row) => JSON.stringify(row))
      .sort()
  const all = Object.fromEntries([...views, 'timeline'].map((name) => [name, rows(name)]))
  database.close()
  return all
}

function countedSubjects({ query }: DemoWorld): readonly string[] {
  return query<{ subject: string }>('SELECT subject FROM counted ORDER BY 1').map(
    ({ subject }) => subject,
  )
}

const everything = ['failure', 'file', 'standing', 'stream']

/** The overview as it is read: from what is kept, or counted then. */
function pages({ path, server }: DemoWorld): unknown {
  const database = openForReading(path)
  const stores = openReadStores(database)
  const key = server.cluster.settings.clusterName
  const { file: _, syncRuns: __, ...data } = stores.data(key)
  const read = { overview: stores.overview(key), failures: stores.failures(key), data }
  database.close()
  return JSON.parse(JSON.stringify(read))
}

/** Everything that is kept is thrown away: nothing else is changed. */
function forget({ path }: DemoWorld): void {
  const database = new Sqlite(path)
  const kept = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'kept_%'")
    .pluck()
    .all() as string[]
  for (const name of [...kept, 'counted', 'timeline']) database.exec(`DELETE FROM ${name}`)
  database.close()
}

function assertAsCountedAnew(world: DemoWorld): void {
  const [kept, read] = [counts(world.path), pages(world)]
  assert.equal(countedSubjects(world), everything)
  forget(world)
  assert.equal(pages(world), read)
  const { timeline: _, ...fresh } = counts(world.path)
  const { timeline, ...before } = kept
  assert.equal(fresh, before)
  SyncDatabase.open(world.path).close()
  assert.equal(counts(world.path), { ...fresh, timeline })
}

test('a sync keeps what counting from nothing gives, and so does the next one, after the cluster has changed', async () => {
  const startedMs = Date.UTC(2026, 10, 23, 2, 4)
  let nowMs = startedMs + 8 * 60_000
  await withDemo({ ...demo, startedMs, nowMs: () => nowMs }, async (world) => {
    await world.sync()
    const early = counts(world.path)
    assertAsCountedAnew(world)
    nowMs = startedMs + 27 * 60_000
    await world.sync()
    const late = counts(world.path)
    for (const name of Object.keys(late).filter((each) => each !== 'stream_hole')) {
      assert.not.equal(late[name], early[name], name)
    }
    assertAsCountedAnew(world)
  })
})

test('a sync that finds nothing new leaves every count as it was', async () => {
  await withDemo(demo, async (world) => {
    await world.sync()
    const before = counts(world.path)
    await world.sync()
    assert.equal(counts(world.path), before)
    assert.equal(countedSubjects(world), everything)
  })
})

for (const [change, gone] of [
  ["UPDATE instance SET state = 'hung' WHERE state = 'succeeded'", ['failure', 'standing']],
  ["UPDATE instance SET instance_group = 'other'", ['failure', 'standing']],
  ['DELETE FROM bring_up_instance', ['failure', 'standing']],
  ["UPDATE attempt SET failed_step = 'other' WHERE outcome = 'failed'", ['failure', 'standing']],
  ['DELETE FROM failure', ['failure']],
  ["UPDATE failure SET failure_group_id = 'other'", ['failure']],
  ['UPDATE log_stream SET lines = lines + 1, gone = 1', ['stream']],
  ['UPDATE log_stream SET clock_behind_ms = 3600000', ['standing']],
  ['DELETE FROM marker', ['stream']],
  ['DELETE FROM log_block', ['file']],
] as const) {
  test(`what somebody else writes is counted at once: ${change}`, async () => {
    await withDemo({ ...demo, instances: 20 }, async (world) => {
      await world.sync()
      const before = counts(world.path)
      world.change(change)
      assert.equal(
        countedSubjects(world),
        everything.filter((subject) => !(gone as readonly string[]).includes(subject)),
      )
      const read = pages(world)
      const after = counts(world.path)
      assert.not.equal(after, before)
      SyncDatabase.open(world.path).close()
      assert.equal(pages(world), read)
      assertAsCountedAnew(world)
    })
  })
}

test('what no count rests on leaves them', async () => {
  await withDemo({ ...demo, instances: 20 }, async (world) => {
    await world.sync()
    world.change('UPDATE cluster SET as_of_ms = as_of_ms + 1')
    world.change('UPDATE log_stream SET checkpoint_ms = checkpoint_ms + 1, events = events')
    world.change("UPDATE instance SET aws_message = 'other', state = state")
    assert.equal(countedSubjects(world), everything)
  })
})

test.run()
