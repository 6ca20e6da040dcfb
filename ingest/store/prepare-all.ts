import type { Database, Statement } from 'better-sqlite3'

/** Prepares a table of statements at once, so that a wrong column fails when a store is built, not at 2 a.m. */
export function prepareAll<Name extends string>(
  database: Database,
  sql: Readonly<Record<Name, string>>,
): Readonly<Record<Name, Statement>> {
  const entries = Object.entries<string>(sql).map(([name, text]) => [name, database.prepare(text)])
  return Object.fromEntries(entries) as Record<Name, Statement>
}

/** The record as bound parameters: SQLite knows NULL, not undefined. Lists are left out. */
export function parametersOf(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record)
      .filter(([, value]) => !Array.isArray(value))
      .map(([name, value]) => [name, value ?? null]),
  )
}
