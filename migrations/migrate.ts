import { readdirSync, readFileSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { OperatorError } from '../ingest/operator-error.ts'

/** One numbered file of this folder: it leads a database from `version - 1` to `version`. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

const folder = new URL('migrations/', import.meta.resolve('#package.json'))

/** All migrations, in order. A gap in the numbers is a bug of the release. */
export function readMigrations(): readonly Migration[] {
  const names = readdirSync(folder)
    .filter((name) => /^\d{3}-.+\.sql$/.test(name))
    .sort()
  return names.map((name, index) => {
    const version = Number(name.slice(0, 3))
    if (version !== index + 1) throw new Error(`migrations/${name} should be number ${index + 1}`)
    return { version, name, sql: readFileSync(new URL(name, folder), 'utf8') }
  })
}

/** The schema version this program writes. */
export const schemaVersion = readMigrations().length

export function databaseVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

/** Refuses a database that a newer program has written; nothing in it is touched. */
export function refuseNewer(database: Database): void {
  const version = databaseVersion(database)
  if (version <= schemaVersion) return
  throw new OperatorError(
    'database-newer',
    `${database.name} has schema version ${version}; this hyperscope knows versions up to ${schemaVersion}.`,
    'Use the hyperscope that wrote it, or a newer one.',
  )
}

/** Refuses a database of an older schema to a reader, who lacks what the newer one has; a writer brings it up. */
export function refuseOlder(database: Database): void {
  const version = databaseVersion(database)
  if (version >= schemaVersion) return
  throw new OperatorError(
    'database-older',
    `${database.name} has schema version ${version}, of an older hyperscope; this one reads version ${schemaVersion}.`,
    `Run \`hyperscope reindex --db ${database.name}\`, or sync once more: either brings the file up to date.`,
  )
}

/** Brings the database to this program's schema: one transaction a file, so a kill leaves the old or the new. */
export function migrate(database: Database): void {
  refuseNewer(database)
  for (const { version, sql } of readMigrations().slice(databaseVersion(database))) {
    database
      .transaction(() => {
        database.exec(sql)
        database.pragma(`user_version = ${version}`)
      })
      .immediate()
  }
}
