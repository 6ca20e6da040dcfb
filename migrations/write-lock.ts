import { realpathSync, rmSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { OperatorError } from '../ingest/operator-error.ts'
import { createIfMissing } from './create-privately.ts'

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
  const lock = new Sqlite(lockPath, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw new OperatorError(
      'database-locked',
      `Another hyperscope is writing ${path}.`,
      'Wait until it has ended; reading and the viewer work meanwhile.',
      error,
    )
  }
  return {
    release: () => void lock.close(),
    takeBack: () => {
      // While it is held. Whoever else has it open comes to the same refusal, and writes nothing.
      if (isNew) rmSync(lockPath, { force: true })
      lock.close()
    },
  }
}
