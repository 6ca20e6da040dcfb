import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OperatorError, type OperatorErrorCode } from '../../ingest/operator-error.ts'
import { readMigrations, schemaVersion } from '../../migrations/migrate.ts'
import { openForReading, openForWriting, requireDatabase } from '../../migrations/open-database.ts'

const test = suite('open database')

/** Runs the work in a folder of its own, which is gone afterwards. */
function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'hyperscope-'))
  try {
    work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function assertRefuses(open: () => unknown, code: OperatorErrorCode): void {
  try {
    open()
  } catch (error) {
    assert.instance(error, OperatorError)
    assert.is((error as OperatorError).code, code)
    return
  }
  assert.unreachable(`expected ${code}`)
}

function created(path: string): string {
  openForWriting(path).close()
  return path
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function mode(path: string): number {
  return statSync(path).mode & 0o777
}

test('a new file is marked as ours, with the schema version of this program', () => {
  inFolder((folder) => {
    const database = openForReading(created(join(folder, 'new.db')))
    assert.is(database.pragma('application_id', { simple: true }), 0x68797053)
    assert.is(database.pragma('user_version', { simple: true }), schemaVersion)
    assert.is(database.pragma('journal_mode', { simple: true }), 'wal')
    database.close()
  })
})

test('the file and everything beside it is for its owner alone, whatever the umask', () => {
  const umask = process.umask(0)
  try {
    inFolder((folder) => {
      const path = join(folder, 'private.db')
      const { database, close } = openForWriting(path)
      database.exec(
        "INSERT INTO cluster (cluster_id, name, region, as_of_ms) VALUES ('c', 'c', 'r', 1)",
      )
      for (const suffix of ['', '-wal', '-shm', '.lock'])
        assert.is(mode(path + suffix), 0o600, suffix)
      close()
      assert.is(mode(path), 0o600)
    })
  } finally {
    process.umask(umask)
  }
})

test('after close nothing is left in the write-ahead log', () => {
  inFolder((folder) => {
    const path = created(join(folder, 'closed.db'))
    const copy = join(folder, 'copy.db')
    writeFileSync(copy, readFileSync(path))
    const database = openForReading(copy)
    assert.is(database.prepare('SELECT count(*) FROM cluster').pluck().get(), 0)
    database.close()
  })
})

test('a file of zero bytes becomes a database when a sync opens it', () => {
  inFolder((folder) => {
    const path = join(folder, 'zero.db')
    writeFileSync(path, '')
    assertRefuses(() => openForReading(path), 'database-refused')
    openForReading(created(path)).close()
  })
})

test('a reader cannot write', () => {
  inFolder((folder) => {
    const database = openForReading(created(join(folder, 'read.db')))
    assert.throws(() => database.exec('DELETE FROM cluster'), /readonly/)
    database.close()
  })
})

test('a second writer is told that the file is locked; readers are not', () => {
  inFolder((folder) => {
    const path = join(folder, 'busy.db')
    const writer = openForWriting(path)
    assertRefuses(() => openForWriting(path), 'database-locked')
    openForReading(path).close()
    writer.close()
    openForWriting(path).close()
  })
})

test('a file has one lock, whatever link a writer comes by', () => {
  inFolder((folder) => {
    const path = created(join(folder, 'real.db'))
    const link = join(folder, 'link.db')
    symlinkSync(path, link)
    const writer = openForWriting(link)
    assertRefuses(() => openForWriting(path), 'database-locked')
    writer.close()
    openForWriting(path).close()
    assert.not(existsSync(`${link}.lock`))
  })
})

test('the lock of a killed writer is gone with it', () => {
  inFolder((folder) => {
    const path = join(folder, 'killed.db')
    const module = new URL('../../migrations/open-database.ts', import.meta.url).href
    const script = `const { openForWriting } = await import(${JSON.stringify(module)})
      openForWriting(${JSON.stringify(path)})
      process.kill(process.pid, 'SIGKILL')`
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script])
    assert.is(child.signal, 'SIGKILL')
    openForWriting(path).close()
  })
})

test('a missing file is missing to a reader', () => {
  inFolder((folder) =>
    assertRefuses(() => openForReading(join(folder, 'no.db')), 'database-missing'),
  )
})

test('a file in a folder that does not exist cannot be created', () => {
  inFolder((folder) => {
    assertRefuses(() => openForWriting(join(folder, 'no', 'such.db')), 'database-unwritable')
  })
})

function foreignDatabase(path: string): void {
  const database = new Sqlite(path)
  database.exec('CREATE TABLE theirs (value TEXT)')
  database.close()
}

function newerDatabase(path: string): void {
  const { database, close } = openForWriting(path)
  database.pragma(`user_version = ${schemaVersion + 1}`)
  close()
}

for (const [what, make, code] of [
  ['a SQLite file of another program', foreignDatabase, 'database-refused'],
  ['a text file', (path: string) => writeFileSync(path, 'not a database\n'), 'database-refused'],
  ['a file of one byte', (path: string) => writeFileSync(path, 'S'), 'database-refused'],
  ['a file that a newer hyperscope wrote', newerDatabase, 'database-newer'],
] as const) {
  test(`${what} is refused, and its bytes stay`, () => {
    inFolder((folder) => {
      const path = join(folder, 'theirs.db')
      make(path)
      const before = sha256(path)
      assertRefuses(() => openForWriting(path), code)
      assertRefuses(() => openForReading(path), code)
      assert.is(sha256(path), before)
      // The refused writer holds no lock.
      assertRefuses(() => openForWriting(path), code)
    })
  })
}

test('a file of an older schema is refused to a reader, with the command that brings it up, and then read', () => {
  inFolder((folder) => {
    const path = join(folder, 'older.db')
    const older = new Sqlite(path)
    older.pragma(`application_id = ${0x68797053}`)
    older.exec(readMigrations()[0]?.sql ?? '')
    older.pragma('user_version = 1')
    older.close()
    assertRefuses(() => openForReading(path), 'database-older')
    requireDatabase(path)
    openForWriting(path).close()
    openForReading(path).close()
  })
})

test('a folder is refused', () => {
  inFolder((folder) => {
    assertRefuses(() => openForReading(folder), 'database-refused')
    assertRefuses(() => openForWriting(folder), 'database-refused')
  })
})

for (const [what, damage] of [
  ['cut off within its first page', (bytes: Buffer) => bytes.subarray(0, 4000)],
  ['with noise after the first 16 bytes', (bytes: Buffer) => bytes.fill(0xa5, 16)],
] as const) {
  test(`a database ${what} is damaged, not a bug`, () => {
    inFolder((folder) => {
      const path = created(join(folder, 'damaged.db'))
      writeFileSync(path, damage(readFileSync(path)))
      assertRefuses(() => openForReading(path), 'database-damaged')
      assertRefuses(() => openForWriting(path), 'database-damaged')
    })
  })
}

test.run()
