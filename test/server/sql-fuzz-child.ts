// Runs generated statements on one locked connection: `node sql-fuzz-child.ts DATABASE SEED FIRST COUNT`. Writes the number of each
// before it runs, since a statement without an end is killed, and at last a JSON object: how many were answered, what was broken.
import { writeSync } from 'node:fs'
import { seededRandom } from '../../ingest/demo/seeded-random.ts'
import { openLocked, selectLocked } from '../../server/store/locked-select.ts'
import { generatedSql } from './generated-sql.ts'

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
writeSync(1, `${JSON.stringify({ answered, broken })}\n`)
