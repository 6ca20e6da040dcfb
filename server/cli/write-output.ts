import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { OperatorError } from '../../ingest/operator-error.ts'

/**
 * Writes a file that appears whole or not at all, readable by its owner alone: it holds what logs hold. Throws OperatorError
 * `database-unwritable`, naming the option that named the file.
 */
export function writeOutput(path: string, text: string, option: string): void {
  const unfinished = `${path}.unfinished`
  try {
    writeFileSync(unfinished, text, { mode: 0o600 })
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw unwritable(path, error, option)
  }
}

/** What an operator can do about a file that cannot be written. */
export function unwritable(path: string, error: unknown, option: string): OperatorError {
  return new OperatorError(
    'database-unwritable',
    `Cannot write ${path}: ${(error as Error).message}.`,
    `Name a file in a folder that exists and that you may write to, with ${option}.`,
    error,
  )
}
