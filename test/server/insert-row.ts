import type { Database, Statement } from 'better-sqlite3'

/** The one cluster of filled databases. */
export const clusterId = 'abcdef123456'
export const clusterName = 'ml-prod'

export type Row = Readonly<Record<string, string | number | Buffer | null>>

const statements = new WeakMap<Database, Map<string, Statement>>()

/** Inserts one row; the names of the columns are the program's own. */
export function insert(database: Database, table: string, row: Row): void {
  const names = Object.keys(row)
  const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`
  const known = statements.get(database) ?? new Map<string, Statement>()
  statements.set(database, known)
  const statement = known.get(sql) ?? database.prepare(sql)
  known.set(sql, statement)
  statement.run(row)
}
