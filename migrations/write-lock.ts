import { realpathSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import { OperatorError } from '../ingest/operator-error.ts'
import { createIfMissing } from './create-privately.ts'

/**
 * One sync a file: an exclusive transaction on a file beside it, held as long as the process lives. The kernel
 * releases it whatever kills the process, so there is no stale lock to remove.
 */
export function takeLock(path: string): Database {
  // Whatever links lead to the file, it has one lock.
  const lockPath = `${realpathSync(path)}.lock`
  createIfMissing(lockPath)
  const lock = new Sqlite(lockPath, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    throw new OperatorError(
      'database-locked',
      `Another hyperscope is writing ${path}.`,
      'Wait until it has ended; reading and the viewer work meanwhile.',
      error,
    )
  }
}
