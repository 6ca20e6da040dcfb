import { createHash } from 'node:crypto'
import { openForReading } from '../../../migrations/open-database.ts'

/** What a sync is for. */
const tables: readonly string[] = [
  ...[
    'cluster',
    'instance_group',
    'instance',
    'cluster_event',
    'log_event',
    'log_line',
    'bring_up',
  ],
  ...['attempt', 'marker', 'stage_run', 'step_run', 'failure', 'failure_group', 'stage_failure'],
  ...['step_pace', 'straggler', 'coverage'],
]

/** `log_stream_id` follows the order in which streams were listed, `as_of_ms` the moment of the sync. */
const leftOut = new Set(['log_stream_id', 'as_of_ms'])

/** The rows of a table: how many, and the hash of all of them in one order. Short, so that a difference can be read. */
export interface TableRows {
  readonly rows: number
  readonly sha256: string
}

/** Every row of the public tables and views of a file. */
export function publicRows(path: string): Readonly<Record<string, TableRows>> {
  const database = openForReading(path)
  try {
    const entries = tables.map((table) => {
      const columns = database.pragma(`table_info(${table})`) as { name: string }[]
      const names = columns.map(({ name }) => name).filter((name) => !leftOut.has(name))
      const rows = database
        .prepare(`SELECT ${names.join(', ')} FROM ${table}`)
        .raw()
        .all()
      const text = rows.map((row) => JSON.stringify(row)).sort()
      const sha256 = createHash('sha256').update(text.join('\n')).digest('hex')
      return [table, { rows: rows.length, sha256 }] as const
    })
    return Object.fromEntries(entries)
  } finally {
    database.close()
  }
}

/** The rows that one query finds in a file. */
export function rowsOf(path: string, select: string): readonly Record<string, unknown>[] {
  const database = openForReading(path)
  try {
    return database.prepare(select).all() as Record<string, unknown>[]
  } finally {
    database.close()
  }
}
