import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openForReading } from '../../migrations/open-database.ts'
import { count } from '../../views/format.ts'
import { writeParquet } from '../parquet-file.ts'
import { type LakePart, lakeParts } from '../store/lake-store.ts'
import type { CommandContext } from './command-context.ts'
import { unwritable } from './write-output.ts'

/** Brings a folder of Parquet files up to the file. Throws OperatorError `database-unwritable`. */
export function exportParquet(
  job: { readonly db: string; readonly output: string },
  context: CommandContext,
): void {
  const database = openForReading(job.db)
  const done = { written: 0, unchanged: 0, rows: 0 }
  try {
    database.exec('BEGIN') // One state of the file, though a sync may write meanwhile.
    for (const part of lakeParts(database)) {
      const { rows, isNew } = writePart(job.output, part)
      done.rows += rows
      if (rows > 0) done[isNew ? 'written' : 'unchanged'] += 1
    }
  } finally {
    database.close()
  }
  const { rows, written, unchanged } = done
  context.stdout.write(
    `${job.output}: ${count(rows)} rows, ${count(written)} partitions written, ${count(unchanged)} unchanged\n`,
  )
}

/** The name of a file is the hash of its bytes: what is there already stays untouched. */
function writePart(output: string, part: LakePart): { rows: number; isNew: boolean } {
  const { table, clusterId, bringUp } = part
  const partition = `cluster_id=${encodeURIComponent(clusterId)}/bring_up=${encodeURIComponent(bringUp)}`
  const folder = join(output, table, partition)
  try {
    mkdirSync(folder, { recursive: true })
    const unfinished = join(folder, '.unfinished')
    const rows = writeParquet(unfinished, part)
    return { rows, isNew: keep(folder, rows > 0 ? unfinished : undefined) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    throw unwritable(folder, error, '--output')
  }
}

function keep(folder: string, unfinished: string | undefined): boolean {
  const name = unfinished === undefined ? '' : `${hashOf(unfinished)}.parquet`
  const old = readdirSync(folder).filter((file) => file.endsWith('.parquet'))
  const isNew = !old.includes(name)
  if (unfinished !== undefined && isNew) renameSync(unfinished, join(folder, name))
  for (const file of old) if (file !== name) rmSync(join(folder, file))
  rmSync(join(folder, '.unfinished'), { force: true })
  return isNew
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)
}
