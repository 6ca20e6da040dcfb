import { realpathSync, rmSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import { OperatorError } from '../ingest/operator-error.ts'
import { createIfMissing } from './create-privately.ts'
import { databaseError } from './database-error.ts'

/** Held until it is released, or the process ends. */
export interface WriteLock {
  release(): void
  /** Releases it, and leaves nothing beside a file that turned out to be none of ours. */
  takeBack(): void
}

/**
 * One sync a file: an exclusive transaction on a file beside it, held as long as the process lives. The kernel
 * releases it whatever kills the process, so there is no stale lock to remove.
 */
export function takeLock(path: string): WriteLock {
  // Whatever links lead to the file, it has one lock.
  const lockPath = `${realpathSync(path)}.lock`
  const isNew = createIfMissing(lockPath)
  const lock = lockedFile(path, lockPath)
  return {
    release: () => void lock.close(),
    takeBack: () => {
      // While it is held. Whoever else has it open comes to the same refusal, and writes nothing.
      if (isNew) rmSync(lockPath, { force: true })
      lock.close()
    },
  }
}

function lockedFile(path: string, lockPath: string): Database {
  let lock: Database | undefined
  try {
    lock = new Sqlite(lockPath, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    const { code = '' } = error as NodeJS.ErrnoException
    if (!code.startsWith('SQLITE_BUSY')) throw databaseError(lockPath, error)
    throw new OperatorError(
      'database-locked',
      `Another hyperscope is writing ${path}.`,
      'Wait until it has ended; reading and the viewer work meanwhile.',
      error,
    )
  }
}
