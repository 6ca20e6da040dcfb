import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs `use` with the path of a database that does not exist yet, in a folder of its own; removes it after. */
export async function withTemporaryDatabase<Result>(
  use: (path: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'hyperscope-'))
  try {
    return await use(join(folder, 'test.db'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
