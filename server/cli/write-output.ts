import { createWriteStream, renameSync, rmSync, writeFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { OperatorError } from '../../ingest/operator-error.ts'
import type { CommandContext } from './command-context.ts'
import { shownOn } from './printable.ts'

// What we write holds what logs hold: it is readable by its owner alone.
const mode = 0o600

/**
 * Writes a file that appears whole or not at all. Throws OperatorError `database-unwritable`, naming the option that named the
 * file.
 */
export function writeOutput(path: string, text: string, option: string): void {
  const unfinished = `${path}.unfinished`
  try {
    writeFileSync(unfinished, text, { mode })
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw unwritable(path, error, option)
  }
}

/** The same of pieces that come one by one, each taken when the one before it is written; `-` is standard output. */
export async function streamOutput(
  pieces: Iterable<string> | Readable,
  path: string,
  context: CommandContext,
): Promise<void> {
  const { signal, stdout } = context
  const isBytes = pieces instanceof Readable
  if (path === '-') {
    const source = isBytes ? pieces : Readable.from(shown(pieces, stdout))
    return pipeline(source, stdout, { signal, end: false })
  }
  const source = isBytes ? pieces : Readable.from(pieces)
  const unfinished = `${path}.unfinished`
  try {
    await pipeline(source, createWriteStream(unfinished, { mode }), { signal })
    renameSync(unfinished, path)
  } catch (error) {
    rmSync(unfinished, { force: true })
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    throw unwritable(path, error, '--output')
  }
}

function* shown(pieces: Iterable<string>, stdout: NodeJS.WriteStream): Generator<string> {
  for (const piece of pieces) yield shownOn(stdout, piece)
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
