import { openForReading } from '../../../migrations/open-database.ts'

/** What a sync is for. `log_stream_id` is left out: it follows the order in which streams were listed. */
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
  ...['step_pace', 'coverage'],
]

/** Every row of the public tables and views of a file, as text in one order, by table. */
export function publicRows(path: string): Readonly<Record<string, readonly string[]>> {
  const database = openForReading(path)
  try {
    return Object.fromEntries(
      tables.map((table) => {
        const names = (database.pragma(`table_info(${table})`) as { name: string }[])
          .map(({ name }) => name)
          .filter((name) => name !== 'log_stream_id')
        const rows = database
          .prepare(`SELECT ${names.join(', ')} FROM ${table}`)
          .raw()
          .all()
        return [table, rows.map((row) => JSON.stringify(row)).sort()]
      }),
    )
  } finally {
    database.close()
  }
}
