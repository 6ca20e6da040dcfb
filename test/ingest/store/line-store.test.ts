import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { StoredEvent } from '../../../ingest/store/log-block.ts'
import { NoteStore } from '../../../ingest/store/note-store.ts'
import { SyncDatabase } from '../../../ingest/store/sync-database.ts'
import { openForNote, openForReading } from '../../../migrations/open-database.ts'
import { withTemporaryDatabase } from './temporary-database.ts'

const test = suite('line store')

const clusterId = 'abcdefghijkl'

/** A database with one cluster, one log group and one empty stream. */
function withStream(use: (database: SyncDatabase, streamId: number, path: string) => void) {
  return withTemporaryDatabase((path) => {
    const database = SyncDatabase.open(path)
    const group = { name: '/aws/sagemaker/Clusters/ml-prod/abcdefghijkl' }
    database.inventory.saveClusterIdentity({ clusterId, name: 'ml-prod', region: 'us-west-2' }, 5)
    const info = { ...group, createdMs: 1, retentionDays: undefined, storedBytes: undefined }
    const logGroupId = database.streams.saveLogGroup(clusterId, info, 'observed')
    const stream = { instanceId: 'i-0123456789abcdef0', instanceGroup: 'worker', script: undefined }
    const name = 'LifecycleConfig/worker/i-0123456789abcdef0'
    database.streams.saveStreams(clusterId, logGroupId, [{ name, ...stream }])
    const [row] = database.streams.streams(logGroupId)
    assert.ok(row)
    try {
      use(database, row.streamId, path)
    } finally {
      database.close()
    }
  })
}

function save(
  database: SyncDatabase,
  streamId: number,
  scan: { fromMs: number; pages: StoredEvent[][] },
) {
  const open = database.lines.openScan(streamId, scan.fromMs)
  return scan.pages.map((page) => database.atOnce(() => database.lines.saveEvents(open, page)))
}

function events(from: number, to: number): StoredEvent[] {
  return Array.from({ length: to - from }, (_, index) => ({
    atMs: 1000 + from + index,
    message:
      (from + index) % 7 === 0 ? `event ${from + index}\n  continued` : `event ${from + index}`,
  }))
}

function messages(path: string): string[] {
  const reader = openForReading(path)
  const rows = reader
    .prepare('SELECT message FROM log_event ORDER BY event_ordinal')
    .pluck()
    .all() as string[]
  reader.close()
  return rows
}

test('events appended page by page come back in order, with counts that add up', async () => {
  await withStream((database, streamId, path) => {
    const results = save(database, streamId, { fromMs: 0, pages: [events(0, 50), events(50, 120)] })
    assert.equal(
      results.map((result) => result.events),
      [50, 70],
    )
    assert.equal(
      messages(path),
      events(0, 120).map(({ message }) => message),
    )
    const lines = [...database.lines.lines(streamId)]
    assert.equal(
      lines.map(({ ordinal }) => ordinal),
      lines.map((_, index) => index + 1),
    )
    assert.is(
      lines.length,
      results.reduce((sum, { lines: added }) => sum + added, 0),
    )
  })
})

test('reading an overlap again adds nothing, and a late event goes where CloudWatch has it', async () => {
  await withStream((database, streamId, path) => {
    const whole = events(0, 30)
    const early = whole.filter((_, index) => index !== 10 && index !== 22)
    save(database, streamId, { fromMs: 0, pages: [early] })
    const again = save(database, streamId, {
      fromMs: 1000,
      pages: [early.slice(0, 9), early.slice(9)],
    })
    assert.is(again[0]?.events, 0)
    assert.is(again[1]?.events, 0)
    assert.is((again[0]?.repeatedEvents ?? 0) + (again[1]?.repeatedEvents ?? 0), early.length)
    const [late] = save(database, streamId, { fromMs: 1005, pages: [whole.slice(5)] })
    assert.is(late?.events, 2)
    assert.is(late?.lateEvents, 2)
    assert.equal(
      messages(path),
      whole.map(({ message }) => message),
    )
  })
})

/** All lines of a stream, their texts at hand. */
function read({ lines }: SyncDatabase, streamId: number) {
  return Array.from(lines.lines(streamId), ({ ordinal, atMs, text }) => ({ ordinal, atMs, text }))
}

test('re-packing many small blocks leaves every line at its ordinal', async () => {
  await withStream((database, streamId) => {
    const pages = Array.from({ length: 40 }, (_, index) => events(index * 10, index * 10 + 10))
    save(database, streamId, { fromMs: 0, pages })
    const before = read(database, streamId)
    assert.is([...database.lines.repack(streamId)].length, 1)
    assert.equal(read(database, streamId), before)
    assert.is([...database.lines.repack(streamId)].length, 0)
  })
})

test('the plain sqlite3 shell reads the same lines and events', async () => {
  if (!existsSync('/usr/bin/sqlite3') && process.env.CI === undefined) return
  await withStream((database, streamId, path) => {
    const odd = [{ atMs: 5, message: 'red \u001b[31m 日本語 "quoted" \\n\n\tand a second line' }]
    save(database, streamId, { fromMs: 0, pages: [[...odd, ...events(0, 20)]] })
    const shell = (sql: string) =>
      execFileSync('sqlite3', ['-readonly', '-json', path, sql], { encoding: 'utf8' })
    const reader = openForReading(path)
    for (const view of ['log_line', 'log_event']) {
      const sql = `SELECT * FROM ${view}`
      assert.equal(JSON.parse(shell(sql)), reader.prepare(sql).all())
    }
    reader.close()
  })
})

test('notes and bookmarks follow their lines when events arrive late, equal lines included', async () => {
  await withStream((database, streamId, path) => {
    const stored = ['1:a', '3:c\nc2', '3:same', '3:same', '5:e']
    const event = (text: string): StoredEvent => ({
      ...{ atMs: Number(text[0]), message: text.slice(2) },
    })
    save(database, streamId, { fromMs: 0, pages: [stored.map(event)] })
    const { database: writer, close } = noteWriter(path)
    const subject = { clusterId, failureGroupId: null, instanceId: 'i-0123456789abcdef0' }
    for (const lineOrdinal of [1, 3, 5]) {
      const line = { ...subject, logStreamId: streamId, lineOrdinal }
      writer.add({ ...line, text: `line ${lineOrdinal}`, atMs: 1 })
    }
    close()
    const late = ['1:a', '2:b\nb2', '3:c\nc2', '3:same', '3:same', '4:d', '5:e']
    save(database, streamId, { fromMs: 0, pages: [late.map(event)] })
    const reader = openForReading(path)
    const moved = reader.prepare('SELECT text, line_ordinal FROM note ORDER BY note_id').raw().all()
    reader.close()
    assert.equal(moved, [
      ['line 1', 1],
      ['line 3', 5],
      ['line 5', 7],
    ])
  })
})

/** The handle by which the viewer writes, beside the one of the sync. */
function noteWriter(path: string) {
  const database = openForNote(path)
  return { database: new NoteStore(database), close: () => database.close() }
}

test.run()
