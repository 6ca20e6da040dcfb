import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { OperatorError } from '../../ingest/operator-error.ts'

/** The files that a path names: itself (`-` too), or every file below a folder, by name. Throws OperatorError `invalid-option`. */
export function logFiles(path: string): readonly string[] {
  if (path === '-' || !isFolder(path)) return [path]
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

/** Read once: logs are gone through more than once, and standard input ends. */
let standardInput: Buffer | undefined

/** The bytes of a file, unpacked when it is gzip; `-` is standard input. Throws OperatorError `invalid-option`. */
export function readLog(path: string): Buffer {
  try {
    if (path !== '-') return unpacked(readFileSync(path))
    standardInput ??= unpacked(readFileSync(0))
    return standardInput
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unpacked(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
}

/** A newline at the end ends the last line, it does not begin another. */
export function linesOf(bytes: Buffer): readonly string[] {
  const lines = bytes.toString('utf8').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function unreadable(path: string, error: unknown): OperatorError {
  const name = path === '-' ? 'standard input' : path
  return new OperatorError(
    'invalid-option',
    `Cannot read ${name}: ${whyNot(error as NodeJS.ErrnoException)}.`,
    'Name log files (plain or gzip), folders of them, or - for standard input.',
    error,
  )
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file or folder'
  if (code === 'EISDIR') return 'it is a folder, and one file is wanted here'
  if (code === 'EACCES' || code === 'EPERM') return 'its permissions do not allow it'
  if (code?.startsWith('Z_')) return `it begins like a gzip file, but is damaged (${message})`
  return message
}
