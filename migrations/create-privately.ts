import { closeSync, existsSync, openSync } from 'node:fs'
import { OperatorError } from '../ingest/operator-error.ts'

/**
 * Makes an empty file of mode 0600: SQLite would make it readable by everyone, and raw logs are for their owner alone. Throws
 * OperatorError `database-unwritable`, also where there is such a file already.
 */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    throw new OperatorError(
      'database-unwritable',
      `Cannot create ${path}: ${(error as Error).message}.`,
      path.endsWith('.tmp')
        ? 'Name a folder that exists and that you may write to; remove what a stopped copy left there.'
        : 'Name a file in a folder that exists and that you may write to, with --db.',
      error,
    )
  }
}

/**
 * The same where there is none; returns whether it was made. Of two that start at the same moment both may find that it is missing:
 * one of them makes it.
 */
export function createIfMissing(path: string): boolean {
  if (existsSync(path)) return false
  try {
    createPrivately(path)
    return true
  } catch (error) {
    if (existsSync(path)) return false
    const isLink = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'EEXIST'
    if (!isLink) throw error
    throw new OperatorError(
      'database-unwritable',
      `${path} is a link to a file that is not there.`,
      'Mend the link, or name the file itself with --db.',
      error,
    )
  }
}
