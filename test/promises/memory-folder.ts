import { statfsSync } from 'node:fs'
import { temporaryFolder } from '../synced-demo.ts'

const memory = '/dev/shm'

/** A container's may be too small for a few copies of a file. */
const leastBytes = 48 * 2 ** 20

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize >= leastBytes
  } catch {
    return false
  }
}

/** A temporary folder in memory, where there is one: files that live for a moment need no disk. */
export function memoryFolder(): string {
  return temporaryFolder(hasRoom() ? memory : undefined)
}
