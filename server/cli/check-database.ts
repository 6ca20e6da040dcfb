import { existsSync, statSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import { secretsSentence } from '../../ingest/lifecycle/secret-count.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { databaseError } from '../../migrations/database-error.ts'
import { schemaVersion } from '../../migrations/migrate.ts'
import { openForReading } from '../../migrations/open-database.ts'
import { bytes } from '../../views/format.ts'
import { SecretLineStore } from '../store/secret-line-store.ts'
import { storedLineProblems } from '../store/stored-lines-check.ts'

export interface DatabaseFinding {
  readonly check: string
  readonly ok: true | false | 'warning'
  readonly detail: string
  readonly fix?: string
}

const freshStart = 'Move it away and sync again; what CloudWatch still has comes back.'

/** Looks at the file the way a careful person would before trusting it. Reads only. */
export function* checkDatabase(path: string): Generator<DatabaseFinding> {
  if (!existsSync(path)) {
    yield {
      check: 'database',
      ok: 'warning',
      detail: `There is no file ${path} yet.`,
      fix: 'The first sync creates it.',
    }
    return
  }
  let database: Database
  try {
    database = openForReading(path)
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    yield { check: 'database', ok: false, detail: error.message, fix: error.nextStep }
    return
  }
  yield {
    check: 'database',
    ok: true,
    detail: `${path}, ${bytes(statSync(path).size)}, schema ${schemaVersion}.`,
  }
  yield fileMode(path)
  try {
    const found = damage(path, database)
    yield found
    if (found.ok === true) {
      yield storedLines(path, database)
      yield secretLines(database)
    }
  } catch (error) {
    yield { check: 'integrity', ok: false, detail: damageSaid(path, error), fix: freshStart }
  } finally {
    database.close()
  }
}

/** What SQLite meets in a schema whose text is damaged can look like a mistake in a statement. */
function damageSaid(path: string, error: unknown): string {
  const said = databaseError(path, error)
  if (said instanceof OperatorError) return said.message
  if (error instanceof Sqlite.SqliteError) return `${path} is damaged: ${error.message}.`
  throw error
}

function fileMode(path: string): DatabaseFinding {
  const mode = statSync(path).mode & 0o777
  const detail = `${path} has mode ${mode.toString(8)}.`
  if ((mode & 0o077) === 0) return { check: 'file mode', ok: true, detail }
  return {
    check: 'file mode',
    ok: 'warning',
    detail: `${detail} Others may read raw logs in it.`,
    fix: `chmod 600 ${path}`,
  }
}

function damage(path: string, database: Database): DatabaseFinding {
  const problems = [
    ...(database.pragma('integrity_check(10)', { simple: false }) as { integrity_check: string }[])
      .map(({ integrity_check: text }) => text)
      .filter((text) => text !== 'ok'),
    ...(database.pragma('foreign_key_check') as { table: string }[])
      .slice(0, 10)
      .map(({ table }) => `a row of ${table} refers to nothing`),
  ]
  if (problems.length === 0) {
    return {
      check: 'integrity',
      ok: true,
      detail: 'integrity_check and foreign_key_check find nothing.',
    }
  }
  return {
    check: 'integrity',
    ok: false,
    detail: `${path} is damaged: ${problems.join('; ')}.`,
    fix: freshStart,
  }
}

function secretLines(database: Database): DatabaseFinding {
  const detail = secretsSentence(new SecretLineStore(database).found(null))
  if (detail === undefined) {
    return { check: 'secrets', ok: true, detail: 'No stored line looks like a secret.' }
  }
  return {
    ...{ check: 'secrets', ok: 'warning', detail },
    fix: 'Change them, and the scripts that print them; keep the file private. The page Data of the viewer says where they stand.',
  }
}

/** Most log streams that are named; the rest is counted. */
const mostNamed = 10

function storedLines(path: string, database: Database): DatabaseFinding {
  const problems = [...storedLineProblems(database)]
  if (problems.length === 0) {
    return {
      check: 'stored lines',
      ok: true,
      detail: 'Every block of lines can be read and holds what was copied.',
    }
  }
  const named = problems.slice(0, mostNamed).join('; ')
  const more = problems.length > mostNamed ? `; and ${problems.length - mostNamed} more` : ''
  return {
    check: 'stored lines',
    ok: false,
    detail: `${path} has log streams that cannot be trusted: ${named}${more}.`,
    fix: freshStart,
  }
}
