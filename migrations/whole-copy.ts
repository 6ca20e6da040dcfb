import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { createPrivately } from './create-privately.ts'
import { copyError } from './database-error.ts'

/**
 * Copies what the database holds at this moment to a file of mode 0600, while others read and write. The file appears whole
 * and on the disk, or not at all; `change` works on it before it appears.
 *
 * Throws OperatorError `database-unwritable`, `database-damaged`.
 */
export function writeWholeCopy(
  database: Database,
  path: string,
  change: (path: string) => void = () => undefined,
): void {
  const unfinished = `${path}.tmp`
  // VACUUM INTO takes an empty file, and keeps its mode.
  createPrivately(unfinished)
  try {
    database.prepare('VACUUM INTO @unfinished').run({ unfinished })
    change(unfinished)
    flush(unfinished)
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw copyError({ from: database.name, to: path }, error)
  }
}

function flush(path: string): void {
  const file = openSync(path, 'r+')
  fsyncSync(file)
  closeSync(file)
}
