import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../../ingest/operator-error.ts'

/** The files that a path names: itself, or every file below a folder, by name. Throws OperatorError `invalid-option`. */
export function logFiles(path: string): readonly string[] {
  if (!isFolder(path)) return [path]
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()
  return names.map((name) => join(path, name)).filter((file) => !isFolder(file))
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** The bytes of a file; `-` is standard input. Throws OperatorError `invalid-option`. */
export function readLog(path: string): Buffer {
  try {
    return readFileSync(path === '-' ? 0 : path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** A newline at the end ends the last line, it does not begin another. */
export function linesOf(bytes: Buffer): readonly string[] {
  const lines = bytes.toString('utf8').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function unreadable(path: string, error: unknown): OperatorError {
  return new OperatorError(
    'invalid-option',
    `Cannot read ${path}: ${(error as Error).message}.`,
    'Name log files, folders of log files, or - for standard input.',
    error,
  )
}
