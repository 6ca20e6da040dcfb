import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OperatorError } from '../../ingest/operator-error.ts'
import { databaseError } from '../../migrations/database-error.ts'
import { withTemporaryDatabase } from '../ingest/store/temporary-database.ts'

const test = suite('database error')

/** The error that a real file of at most `pages` pages gives when more is written. */
async function errorOfFullFile(pages: number): Promise<unknown> {
  return withTemporaryDatabase((path) => {
    const database = new Sqlite(path)
    database.exec('CREATE TABLE line (text TEXT)')
    database.pragma(`max_page_count = ${pages}`)
    try {
      const insert = database.prepare('INSERT INTO line VALUES (?)')
      for (let row = 0; row < 1000; row += 1) insert.run('x'.repeat(1000))
      return undefined
    } catch (error) {
      return error
    } finally {
      database.close()
    }
  })
}

test('a full disk is named with the file, and with what to do', async () => {
  const error = databaseError('week-47.db', await errorOfFullFile(10))
  assert.instance(error, OperatorError)
  assert.is((error as OperatorError).code, 'database-unwritable')
  assert.match((error as OperatorError).message, 'week-47.db has no room left')
  assert.match((error as OperatorError).nextStep, 'Free some space')
})

for (const [sqliteCode, code] of [
  ['SQLITE_IOERR_WRITE', 'database-unwritable'],
  ['SQLITE_READONLY_ROLLBACK', 'database-unwritable'],
  ['SQLITE_READONLY_DIRECTORY', 'database-unwritable'],
  ['SQLITE_NOMEM', 'database-unwritable'],
  ['SQLITE_IOERR_SHORT_READ', 'database-damaged'],
  ['SQLITE_CORRUPT', 'database-damaged'],
  ['SQLITE_BUSY_SNAPSHOT', 'database-locked'],
] as const) {
  test(`${sqliteCode} is ${code}`, () => {
    const error = databaseError('a.db', new Sqlite.SqliteError('told by SQLite', sqliteCode))
    assert.is((error as OperatorError).code, code)
    assert.match((error as OperatorError).message, 'told by SQLite')
  })
}

test('an addon that cannot be loaded is told from a bug', () => {
  const failed = Object.assign(new Error('failed to map segment'), { code: 'ERR_DLOPEN_FAILED' })
  const error = databaseError('a.db', failed)
  assert.is((error as OperatorError).code, 'database-unwritable')
  assert.match((error as OperatorError).message, 'failed to map segment')
})

test('a mistake of ours stays a bug', () => {
  const bug = new Sqlite.SqliteError('no such column: sate', 'SQLITE_ERROR')
  assert.is(databaseError('a.db', bug), bug)
})

test.run()
