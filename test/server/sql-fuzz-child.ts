// Runs generated statements on one locked connection: `node sql-fuzz-child.ts DATABASE SEED FIRST COUNT`. Writes the number of each
// before it runs, since a statement without an end is killed, and at last a JSON object: how many were answered, what was broken.
import { writeSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { openLocked, selectLocked } from '../../server/store/locked-select.ts'
import { generatedSql } from './generated-sql.ts'
import { settable } from './grammatical-sql.ts'

const [path = '', seed = '1', first = '0', count = '0'] = process.argv.slice(2)
const database = openLocked(path)
const broken: string[] = []
let answered = 0

function isWritable(): boolean {
  try {
    database.exec('CREATE TABLE broken_in (a)')
    return true
  } catch {
    return false
  }
}

for (let place = Number(first); place < Number(first) + Number(count); place += 1) {
  const random = seededRandom('sql', seed, place)
  const statement = generatedSql((below) => random.integer(0, below - 1))
  writeSync(1, `${place}\n`)
  try {
    if (selectLocked(database, statement, 100).rows.length <= 100) answered += 1
    else broken.push(`${place}: more rows than asked for`)
  } catch {
    // Refused, as most of them are.
  }
  if (place % 1000 === 999 && isWritable()) broken.push(`${place}: the connection can write`)
}

/** What a connection is set to, and what is attached to it; asking needs what is locked. */
function settings(of: DatabaseSync): string {
  of.setAuthorizer(null)
  const asked = [
    ...settable.map((name) => `PRAGMA ${name}`),
    "SELECT name FROM pragma_database_list WHERE name <> 'temp'",
    'SELECT name FROM temp.sqlite_schema',
  ]
  return JSON.stringify([of.isTransaction, ...asked.map((query) => of.prepare(query).all())])
}

const [now, fresh] = [settings(database), settings(openLocked(path))]
if (now !== fresh) broken.push(`a new connection is ${fresh}, this one ${now}`)
writeSync(1, `${JSON.stringify({ answered, broken })}\n`)
