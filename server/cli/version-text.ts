import { schemaVersion } from '../../migrations/migrate.ts'
import { sqliteVersion } from '../../migrations/sqlite-version.ts'
import { programVersion } from '../program-version.ts'

/** What a report of a fault should begin with: one fact a line, the program's version first. */
export function versionText(): string {
  const { node } = process.versions
  return `hyperscope ${programVersion()}\nschema ${schemaVersion}\nSQLite ${sqliteVersion()}\nNode ${node}\n`
}
