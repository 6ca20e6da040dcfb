import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs'
import { inflateSync } from 'node:zlib'
import Sqlite, { type Database } from 'better-sqlite3'
import { OperatorError } from '../ingest/operator-error.ts'
import { createIfMissing } from './create-privately.ts'
import { databaseError } from './database-error.ts'
import { databaseVersion, migrate, refuseNewer, refuseOlder, schemaVersion } from './migrate.ts'
import { writeWholeCopy } from './whole-copy.ts'
import { takeLock } from './write-lock.ts'

// `hypS` in ASCII: file(1) and we ourselves tell a hyperscope file from any other SQLite file by it.
const applicationId = 0x68797053

/** `hypI`: a file with the lines of some instances only. It is read as any other, and never synced into or judged again. */
export const excerptId = 0x68797049

/**
 * Opens the database for a sync: creates it with mode 0600 where there is none, brings it to this program's
 * schema (an older one stays beside it as NAME.schema-3), and holds the only write lock until `close`.
 *
 * Throws OperatorError `database-locked` (another sync runs), `database-refused` (not a hyperscope file),
 * `database-newer`, `database-damaged`, `database-unwritable`.
 */
export function openForWriting(path: string): { database: Database; close: () => void } {
  createIfMissing(path)
  // SQLite would open a file that it may not write, and say so at the first write: after minutes of reading from AWS. Beside what is
  // no database not even a lock is left.
  opening(path, () => {
    refuseNonSqlite(path)
    accessSync(path, constants.W_OK)
  })
  const lock = takeLock(path)
  try {
    const database = connect(path, false)
    checked(database, setUpForWriting)
    return {
      database,
      close: () => {
        try {
          // What is done is durable: nothing of a finished sync stays in the write-ahead log alone.
          database.pragma('wal_checkpoint(TRUNCATE)')
        } finally {
          database.close()
          lock.release()
        }
      },
    }
  } catch (error) {
    const isRefused = error instanceof OperatorError && error.code === 'database-refused'
    if (isRefused) lock.takeBack()
    else lock.release()
    throw error
  }
}

/**
 * Opens the database read-only. Throws OperatorError `database-missing`, `database-refused`, `database-newer`,
 * `database-older`, `database-damaged`.
 */
export function openForReading(path: string): Database {
  const database = openOfAnyAge(path)
  checked(database, refuseOlder)
  return database
}

/** Throws as openForReading does where there is no such file; one of an older schema, which a writer brings up, will do. */
export function requireDatabase(path: string): void {
  openOfAnyAge(path).close()
}

function openOfAnyAge(path: string): Database {
  if (!existsSync(path)) {
    throw new OperatorError(
      'database-missing',
      `There is no database ${path}.`,
      'Run `hyperscope sync CLUSTER` or `hyperscope demo` first, or name the file with --db.',
    )
  }
  const database = connect(path, true)
  checked(database, () => {
    refuseForeign(database)
    refuseNewer(database)
  })
  return database
}

/** How long a note waits for a sync, whose transactions are short, before it is refused. */
const noteWaitMs = 3000

/**
 * Opens a file that this process reads already for one small write beside a sync: no lock is taken, nothing is created or
 * migrated. Does not look at the file's first bytes itself: closing it again would take away the locks of the readers.
 *
 * Throws OperatorError `database-unwritable`, `database-refused`, `database-newer`, `database-damaged`.
 */
export function openForNote(path: string): Database {
  try {
    const database = new Sqlite(path, { fileMustExist: true, timeout: noteWaitMs })
    checked(database, () => {
      refuseForeign(database)
      refuseNewer(database)
    })
    return database
  } catch (error) {
    throw databaseError(path, error)
  }
}

/** Looks at a database just opened; one that is refused or damaged is closed again. */
function checked(database: Database, look: (database: Database) => void): void {
  try {
    look(database)
  } catch (error) {
    database.close()
    throw databaseError(database.name, error)
  }
}

function connect(path: string, readonly: boolean): Database {
  return opening(path, () => {
    refuseNonSqlite(path)
    const database = new Sqlite(path, { readonly, timeout: 5000 })
    registerFunctions(database)
    return database
  })
}

function opening<Result>(path: string, open: () => Result): Result {
  try {
    return open()
  } catch (error) {
    if (error instanceof OperatorError) throw error
    throw new OperatorError(
      'database-unwritable',
      `Cannot open ${path}: ${(error as Error).message}.`,
      'Check that the file and its folder are readable and writable by you.',
      error,
    )
  }
}

/** The sqlite3 shell has `sqlar_uncompress` built in; our own connections get the same function. */
export function registerFunctions(database: Database): void {
  database.function('sqlar_uncompress', { deterministic: true }, (body: unknown, size: unknown) => {
    const bytes = body as Buffer
    return bytes.length === size ? bytes : inflateSync(bytes)
  })
}

function setUpForWriting(database: Database): void {
  const tables = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (tables === 0 && databaseVersion(database) === 0) {
    // Before the first table: blocks of lines and parts of the search index waste least in 8 KiB pages.
    database.pragma('page_size = 8192')
    database.pragma(`application_id = ${applicationId}`)
  }
  refuseForeign(database)
  refuseNewer(database)
  // The viewer and the sqlite3 shell read while a sync writes.
  database.pragma('journal_mode = WAL')
  // A power cut may lose the last pages, never the order of what is kept; the next sync fetches them again.
  database.pragma('synchronous = NORMAL')
  database.pragma('foreign_keys = ON')
  database.pragma('cache_size = -8192')
  database.pragma('temp_store = MEMORY')
  database.pragma('wal_autocheckpoint = 4000')
  database.pragma('journal_size_limit = 67108864')
  keepOlder(database)
  migrate(database)
  refuseExcerpt(database)
}

/** Judged again, instances whose lines were left out would have none. Its schema is brought up all the same. */
function refuseExcerpt(database: Database): void {
  if (database.pragma('application_id', { simple: true }) !== excerptId) return
  throw new OperatorError(
    'database-refused',
    `${database.name} is an incident, cut out of another file: it holds the lines of some instances only.`,
    'Look at it with `hyperscope serve`; sync or import into another file, with --db.',
  )
}

/**
 * Keeps a file of an older schema beside the one that is brought up, as NAME.schema-3: whoever goes back to the older program has
 * it, and a migration can be wrong. A copy that is there already is of the same version, and whole.
 */
function keepOlder(database: Database): void {
  const version = databaseVersion(database)
  if (version === 0 || version === schemaVersion) return
  const kept = `${database.name}.schema-${version}`
  if (existsSync(kept)) return
  // What a kill left of an earlier try.
  rmSync(`${kept}.tmp`, { force: true })
  writeWholeCopy(database, kept)
}

function refuseForeign(database: Database): void {
  const id = database.pragma('application_id', { simple: true })
  if (id === applicationId || id === excerptId) return
  throw new OperatorError(
    'database-refused',
    `${database.name} is not a hyperscope database.`,
    'Name another file with --db, or move this one away; it was not changed.',
  )
}

function refuseNonSqlite(path: string): void {
  if (!existsSync(path)) return
  if (!statSync(path).isFile()) {
    throw new OperatorError('database-refused', `${path} is not a file.`, 'Name a file with --db.')
  }
  const header = Buffer.alloc(16)
  const file = openSync(path, 'r')
  const length = readSync(file, header, 0, 16, 0)
  closeSync(file)
  if (length === 0 || header.toString('latin1') === 'SQLite format 3\0') return
  // The power went while the file was made: SQLite takes back what was written.
  if (existsSync(`${path}-journal`)) return
  throw new OperatorError(
    'database-refused',
    `${path} is not a SQLite file.`,
    'Name another file with --db, or move this one away; it was not changed.',
  )
}
