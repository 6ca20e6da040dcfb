import { statSync } from 'node:fs'
import { openForReading } from '../../migrations/open-database.ts'
import { bytes } from '../../views/format.ts'
import { writeSnapshot } from '../store/snapshot.ts'
import type { CommandContext } from './command-context.ts'

interface SnapshotJob {
  readonly file: string
  readonly db: string
  readonly plain?: true
}

export function runSnapshot({ file, db, plain }: SnapshotJob, context: CommandContext): void {
  const database = openForReading(db)
  try {
    writeSnapshot(database, file, plain === true ? 'plain' : 'as-it-is')
  } finally {
    database.close()
  }
  context.stdout.write(`${file}, ${bytes(statSync(file).size)}\n`)
}
