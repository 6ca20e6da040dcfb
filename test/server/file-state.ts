import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Hash of a database file, and what stands beside it; the -shm of readers holds no data. */
export function fileState(path: string): readonly string[] {
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex')
  const beside = readdirSync(dirname(path)).filter(
    (name) => !name.endsWith('-shm') && !name.endsWith('-wal'),
  )
  return [hash, ...beside]
}
