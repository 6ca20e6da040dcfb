import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  databaseVersion,
  migrate,
  readMigrations,
  schemaVersion,
} from '../../migrations/migrate.ts'
import { openForWriting, registerFunctions } from '../../migrations/open-database.ts'
import { openStores } from '../../server/store/stores.ts'

const test = suite('schema')

function migrated(): Database {
  const database = new Sqlite(':memory:')
  registerFunctions(database)
  migrate(database)
  return database
}

// A machine without the shell skips what needs it; on CI that is a failure.
const hasShell = spawnSync('sqlite3', ['--version']).status === 0
const shellTest = hasShell || process.env.CI !== undefined ? test : test.skip

function shell(path: string, statements: string): string {
  const { status, stdout, stderr } = spawnSync('sqlite3', ['-batch', '-bail', path], {
    input: statements,
    encoding: 'utf8',
  })
  assert.is(stderr, '')
  assert.is(status, 0)
  return stdout
}

test('migrations are numbered without a gap and end at the schema version', () => {
  const versions = readMigrations().map(({ version }) => version)
  assert.equal(
    versions,
    versions.map((_, index) => index + 1),
  )
  assert.is(databaseVersion(migrated()), schemaVersion)
})

test('migrating a database that is up to date changes nothing', () => {
  const database = migrated()
  const before = database.serialize()
  migrate(database)
  assert.ok(database.serialize().equals(before))
})

test('a migration that fails leaves the version before it, and none of its tables', () => {
  const database = new Sqlite(':memory:')
  // The last statement of the first file, in the way of it.
  database.exec('CREATE TABLE sync_run (theirs TEXT)')
  assert.throws(() => migrate(database), /sync_run already exists/)
  assert.is(databaseVersion(database), 0)
  const tables = database.prepare('SELECT name FROM sqlite_schema').pluck().all()
  assert.equal(tables, ['sync_run'])
})

interface TableInfo {
  readonly name: string
  readonly type: string
  readonly strict: 0 | 1
}

test('every table is STRICT, its name is singular, and times end in _ms', () => {
  const database = migrated()
  const tables = (database.pragma('table_list') as TableInfo[]).filter(
    ({ name, type }) => type === 'table' && !name.startsWith('sqlite_'),
  )
  assert.ok(tables.length > 15)
  for (const { name, strict } of tables) {
    assert.is(strict, 1, name)
    assert.not.match(name, /[^s]s$/, name)
    const columns = (database.pragma(`table_info(${name})`) as { name: string }[]).map(
      (column) => column.name,
    )
    for (const column of columns)
      assert.not.match(column, /_(?:at|time|date|seconds)$/, `${name}.${column}`)
  }
})

test('every view can be read from an empty database', () => {
  const database = migrated()
  const views = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")
    .pluck()
    .all() as string[]
  assert.ok(views.length >= 4)
  for (const name of views) assert.equal(database.prepare(`SELECT * FROM ${name}`).all(), [], name)
})

test('foreign keys name columns that exist', () => {
  const database = migrated()
  assert.equal(database.pragma('foreign_key_check'), [])
  assert.equal(database.pragma('integrity_check', { simple: true }), 'ok')
})

const root = new URL('.', import.meta.resolve('#package.json'))

for (const folder of ['ingest/store/', 'server/store/']) {
  test(`every statement of ${folder} fits the schema`, async () => {
    const names = readdirSync(new URL(folder, root)).filter((name) => name.endsWith('-store.ts'))
    let built = 0
    for (const name of names) {
      const module = (await import(new URL(folder + name, root).href)) as Record<string, unknown>
      for (const [exported, value] of Object.entries(module)) {
        if (!exported.endsWith('Store') || typeof value !== 'function') continue
        // A store prepares all of its statements when it is built.
        Reflect.construct(value, [migrated()])
        built += 1
      }
    }
    assert.ok(built >= 5, `${built} stores`)
  })
}

test('every statement that the pages ask fits the schema', () => {
  // A store is made when it is first asked for.
  assert.ok(Object.values(openStores(migrated())).length > 20)
})

shellTest('the plain sqlite3 shell builds the schema and reads a file of ours', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hyperscope-'))
  try {
    for (const { sql } of readMigrations()) shell(join(folder, 'shell.db'), sql)
    const path = join(folder, 'ours.db')
    openForWriting(path).close()
    const views = migrated()
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")
      .pluck()
      .all() as string[]
    for (const name of views) assert.is(shell(path, `SELECT count(*) FROM ${name};`), '0\n', name)
    assert.is(shell(path, 'PRAGMA integrity_check;'), 'ok\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
