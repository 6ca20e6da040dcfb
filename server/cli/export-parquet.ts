import type { Database } from 'better-sqlite3'
import type { Redactor } from '../../ingest/lifecycle/redactor.ts'
import { count } from '../../views/format.ts'
import { LakeFolder } from '../lake-folder.ts'
import { redactedTable } from '../redaction.ts'
import { athenaDefinitions, duckDefinitions, type LakeTable } from '../store/lake-definitions.ts'
import { type LakePart, lakeParts, noBringUp } from '../store/lake-store.ts'
import { holdsFirstMinute } from '../store/stored-minute.ts'
import type { CommandContext } from './command-context.ts'
import { redactorsOf } from './export-bundle.ts'
import type { ExportJob } from './run-export.ts'
import { withSnapshot } from './with-stores.ts'
import { unwritable } from './write-output.ts'

/** Brings a folder of Parquet files up to the file. Throws OperatorError `database-unwritable`. */
export async function exportParquet(
  job: Pick<ExportJob, 'db' | 'output' | 'redact' | 'rules'>,
  context: CommandContext,
): Promise<void> {
  try {
    const { rows, written, unchanged, removed } = await withSnapshot(job.db, async (database) =>
      fill(new LakeFolder(job.output), database, job),
    )
    context.stdout.write(
      `${job.output}: ${count(rows)} rows, ${count(written)} partitions written, ` +
        `${count(unchanged)} unchanged, ${count(removed)} removed\n`,
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    throw unwritable(job.output, error, '--output')
  }
}

/** A part's names for secrets are its own: what else the file holds does not change a part. */
function redacted(part: LakePart, redactor: Redactor): LakePart {
  const columns = part.columns.map(({ name }) => name)
  const table = redactedTable({ name: part.table, columns, rows: part.rows }, redactor)
  return { ...part, rows: table.rows }
}

function fill(
  folder: LakeFolder,
  database: Database,
  redaction: Pick<ExportJob, 'redact' | 'rules'>,
) {
  const done = { rows: 0, written: 0, unchanged: 0, removed: 0 }
  const redactor = redactorsOf(redaction)
  const tables = new Map<string, LakeTable>()
  const current = new Map<string, Set<string>>()
  for (const part of lakeParts(database)) {
    const { rows, isNew } = folder.write(redacted(part, redactor()))
    done.rows += rows
    if (rows > 0) done[isNew ? 'written' : 'unchanged'] += 1
    tables.set(part.table, part)
    const bringUps = current.get(part.clusterId) ?? new Set([noBringUp])
    current.set(part.clusterId, bringUps.add(part.bringUp))
  }
  for (const [clusterId, bringUps] of current) {
    done.removed += removeStale(folder, {
      database,
      clusterId,
      bringUps,
      tables: [...tables.keys()],
    })
  }
  const clusters = folder.clusters('cluster')
  folder.writeText('athena.sql', athenaDefinitions([...tables.values()], clusters))
  folder.writeText(
    'duckdb.sql',
    duckDefinitions([...tables.values()], (table) => folder.clusters(table).length > 0),
  )
  return done
}

interface Known {
  readonly database: Database
  readonly clusterId: string
  /** Bring-ups of the cluster that the file knows. */
  readonly bringUps: ReadonlySet<string>
  readonly tables: readonly string[]
}

/** Removes partitions of bring-ups that are none any more; those that only other files know stay. Returns how many. */
function removeStale(folder: LakeFolder, { database, clusterId, bringUps, tables }: Known): number {
  const stale = new Map<string, boolean>()
  let removed = 0
  for (const table of tables) {
    for (const bringUp of folder.bringUps(table, clusterId)) {
      if (bringUps.has(bringUp)) continue
      const isStale = stale.get(bringUp) ?? holdsFirstMinute(database, clusterId, bringUp)
      stale.set(bringUp, isStale)
      if (!isStale) continue
      folder.remove({ table, clusterId, bringUp } satisfies Pick<
        LakePart,
        'table' | 'clusterId' | 'bringUp'
      >)
      removed += 1
    }
  }
  return removed
}
