import { readFileSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import { registerFunctions } from '../../../migrations/open-database.ts'

/** The questions of docs/lake.md: heading and SQL. */
export function questions(): readonly (readonly [title: string, query: string])[] {
  const root = new URL('.', import.meta.resolve('#package.json'))
  const page = readFileSync(new URL('docs/lake.md', root), 'utf8')
  const sections = page.matchAll(/\n## (.+\?)\n[^`]*```sql\n([^`]+)```/g)
  return Array.from(sections, ([, title = '', query = '']) => [title, query])
}

/** All files in one connection, as views over the rows of each; with the two functions that Trino has and SQLite has not. */
export function attachedFiles(paths: readonly string[]): Database {
  const database = new Sqlite(':memory:')
  registerFunctions(database)
  database.function('from_iso8601_timestamp', (text: unknown) => text)
  database.function('date_trunc', (_: unknown, text: unknown) => mondayOf(String(text)))
  database.function('date_format', (date: unknown, _: unknown) => date)
  const files = paths.map((path, index) => {
    database.prepare(`ATTACH DATABASE ? AS file_${index}`).run(path)
    return `file_${index}`
  })
  const names = database
    .prepare("SELECT name FROM file_0.sqlite_schema WHERE type IN ('table', 'view')")
    .pluck()
    .all() as string[]
  for (const name of names.filter((name) => !/_fts|sqlite/.test(name))) {
    const selects = files.map((file) => rowsOfFile(database, file, name))
    database.exec(`CREATE TEMP VIEW ${name} AS ${selects.join(' UNION ALL ')}`)
  }
  return database
}

function rowsOfFile(database: Database, file: string, name: string): string {
  const columns = new Set(
    database.prepare(`SELECT name FROM pragma_table_info(?, ?)`).pluck().all(name, file),
  )
  const join = `FROM ${file}.${name} AS part LEFT JOIN ${file}.attempt AS owner`
  const select = 'SELECT part.*, owner.bring_up_id AS bring_up_id'
  if (columns.has('bring_up_id') || !columns.has('cluster_id'))
    return `SELECT * FROM ${file}.${name}`
  if (columns.has('attempt')) return `${select} ${join} USING (cluster_id, instance_id, attempt)`
  if (name !== 'log_line') return `SELECT * FROM ${file}.${name}`
  return `${select} ${join} ON owner.log_stream_id = part.log_stream_id
          AND part.line_ordinal BETWEEN owner.first_line AND owner.last_line`
}

/** `2026-11-26T02:04Z` → `2026-11-23`. */
function mondayOf(bringUpId: string): string {
  const day = new Date(`${bringUpId.slice(0, 10)}T00:00Z`)
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
  return day.toISOString().slice(0, 10)
}

/** The rows that a query finds over all files together. */
export function unionOfFiles(database: Database, query: string): readonly (readonly unknown[])[] {
  return database.prepare(query).raw().all() as unknown[][]
}
