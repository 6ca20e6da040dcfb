import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForWriting } from '../../../migrations/open-database.ts'
import { runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { publicRows, rowsOf } from './public-rows.ts'

const test = suite('hyperscope snapshot')

const demo = syncedDemo()

test('a snapshot holds the rows of the file, and is for its owner alone', async () => {
  const { path } = await demo
  const copy = join(temporaryFolder(), 'copy.db')
  const { code, stdout, stderr } = await runCommand(['snapshot', copy, '--db', path])
  assert.is(code, 0, stderr)
  assert.match(stdout, copy)
  assert.equal(publicRows(copy), publicRows(path))
  assert.is(statSync(copy).mode & 0o777, 0o600)
  assert.is(existsSync(`${copy}.tmp`), false)
})

test('while a writer is amid a transaction the snapshot holds what was committed, and the writer goes on', async () => {
  const source = join(temporaryFolder(), 'written.db')
  writeFileSync(source, readFileSync((await demo).path), { mode: 0o600 })
  const { database, close } = openForWriting(source)
  database.exec(
    "UPDATE cluster SET status = 'committed'; BEGIN; UPDATE cluster SET status = 'not yet'",
  )
  const copy = join(temporaryFolder(), 'copy.db')
  const { code, stderr } = await runCommand(['snapshot', copy, '--db', source])
  database.exec('COMMIT')
  close()
  assert.is(code, 0, stderr)
  assert.equal(rowsOf(copy, 'SELECT status FROM cluster'), [{ status: 'committed' }])
  assert.equal(rowsOf(source, 'SELECT status FROM cluster'), [{ status: 'not yet' }])
})

for (const table of ['log_line', 'log_event']) {
  test(`a plain snapshot holds ${table} as a table that a SQLite without any function of ours reads`, async () => {
    const { path } = await demo
    const copy = join(temporaryFolder(), 'plain.db')
    const { code, stderr } = await runCommand(['snapshot', copy, '--plain', '--db', path])
    assert.is(code, 0, stderr)
    const bare = new Sqlite(copy, { readonly: true })
    const order = table === 'log_line' ? 'line_ordinal' : 'event_ordinal'
    const inOrder = `SELECT * FROM ${table} ORDER BY log_stream_id, ${order}`
    assert.equal(bare.prepare(inOrder).all(), rowsOf(path, inOrder))
    assert.is(bare.pragma('integrity_check', { simple: true }), 'ok')
    bare.close()
    const refused = await runCommand(['summary', '--db', copy])
    assert.is(refused.code, 7)
  })
}

test('a file that is there already is refused and stays as it is', async () => {
  const copy = join(temporaryFolder(), 'mine.txt')
  writeFileSync(copy, 'mine')
  const { code, stderr } = await runCommand(['snapshot', copy, '--db', (await demo).path])
  assert.is(code, 2)
  assert.match(stderr, copy)
  assert.is(readFileSync(copy, 'utf8'), 'mine')
})

test('a folder that is not there is an error that names the file', async () => {
  const copy = join(temporaryFolder(), 'none', 'copy.db')
  const { code, stderr } = await runCommand(['snapshot', copy, '--db', (await demo).path])
  assert.is(code, 6)
  assert.match(stderr, copy)
})

test.run()
