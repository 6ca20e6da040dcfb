import { statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForReading } from '../../../migrations/open-database.ts'
import { withDemo } from './synced-demo.ts'

const test = suite('reader that stays')

test('a reading transaction open for a whole sync keeps its snapshot; the sync ends, says so, and the next one makes the log small', async () => {
  await withDemo({ instances: 200 }, async (world) => {
    let reader: Database | undefined
    const events = () => reader?.prepare('SELECT sum(events) FROM log_stream').pluck().get()
    let seen: unknown
    const { outcome, notes } = await world.sync({
      onProgress: ({ events: copied }) => {
        if (reader !== undefined || copied === 0) return
        reader = openForReading(world.path)
        reader.exec('BEGIN')
        seen = events()
      },
    })
    assert.is(outcome, 'complete')
    assert.is(events(), seen)
    assert.ok(statSync(`${world.path}-wal`).size > 64 * 2 ** 20)
    assert.ok(notes.some((note) => note.includes('keeps a reading transaction')))
    reader?.close()
    const again = await world.sync()
    assert.not(again.notes.some((note) => note.includes('keeps a reading transaction')))
    assert.ok((statSync(`${world.path}-wal`, { throwIfNoEntry: false })?.size ?? 0) < 2 ** 20)
  })
})

test.run()
