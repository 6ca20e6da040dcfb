import { readFileSync } from 'node:fs'
import { schemaVersion } from '../../migrations/migrate.ts'
import { sqliteVersion } from '../../migrations/sqlite-version.ts'

/** What a report of a fault should begin with: one fact a line, the program's version first. */
export function versionText(): string {
  const packageFile = new URL(import.meta.resolve('#package.json'))
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
  const { node } = process.versions
  return `hyperscope ${version}\nschema ${schemaVersion}\nSQLite ${sqliteVersion()}\nNode ${node}\n`
}
