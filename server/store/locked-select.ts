// What a statement of the SQL page may do, whatever it says: read this one file, within these limits. node:sqlite because it
// has an authorizer and limits, which better-sqlite3 has not.
import { constants, DatabaseSync, type StatementSync } from 'node:sqlite'
import { inflateSync } from 'node:zlib'
import type { SelectRows } from './select-rows.ts'

type Cell = string | number | bigint | Uint8Array | null

/** In bytes; a value, and what all of SQLite may hold, sorting included. */
const mostValueBytes = 16_777_216
const mostHeapBytes = 268_435_456
const mostCellCharacters = 65_536
const mostCharacters = 8_388_608

const allowed = new Set([
  ...[constants.SQLITE_SELECT, constants.SQLITE_READ, constants.SQLITE_FUNCTION],
  constants.SQLITE_RECURSIVE,
])
const pragmas = new Set(['table_info', 'table_xinfo', 'table_list'])
const forbiddenFunctions = new Set(['load_extension', 'fts3_tokenizer', 'sqlite_attach'])

/** Opens a file for statements that nobody has looked at. */
export function openLocked(path: string): DatabaseSync {
  const database = new DatabaseSync(path, {
    ...{ readOnly: true, allowExtension: false, defensive: true, timeout: 500 },
    limits: {
      ...{ length: mostValueBytes, column: 200, exprDepth: 200, compoundSelect: 50 },
      ...{ functionArg: 100, attach: 0, likePatternLength: 1000, variableNumber: 0 },
    },
  })
  database.function('sqlar_uncompress', { deterministic: true }, (body, size) =>
    (body as Uint8Array).length === size
      ? body
      : inflateSync(body as Uint8Array, { maxOutputLength: mostValueBytes }),
  )
  database.exec(
    `PRAGMA temp_store = MEMORY; PRAGMA hard_heap_limit = ${mostHeapBytes}; PRAGMA trusted_schema = ON`,
  )
  database.setAuthorizer((action, first, second) => {
    if (action === constants.SQLITE_PRAGMA) return verdict(pragmas.has((first ?? '').toLowerCase()))
    if (action === constants.SQLITE_FUNCTION) {
      return verdict(!forbiddenFunctions.has((second ?? '').toLowerCase()))
    }
    return verdict(allowed.has(action))
  })
  return database
}

function verdict(isAllowed: boolean): number {
  return isAllowed ? constants.SQLITE_OK : constants.SQLITE_DENY
}

/** The statement, if there is exactly one. */
function onlyStatement(database: DatabaseSync, query: string): StatementSync {
  const statement = database.prepare(query)
  const rest = query.slice(statement.sourceSQL.length)
  if (hasStatement(database, rest)) throw new Error('there is more than one statement')
  return statement
}

/** What follows may be blanks and comments: those prepare to nothing. */
function hasStatement(database: DatabaseSync, text: string): boolean {
  try {
    database.prepare(text)
    return true
  } catch (error) {
    return !/contains no statements/.test((error as Error).message)
  }
}

/** Runs the one statement that `query` is; throws SQLite's error where it is none, or not allowed. */
export function selectLocked(database: DatabaseSync, query: string, mostRows: number): SelectRows {
  const statement = onlyStatement(database, query)
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  const columns = statement.columns().map(({ name }) => name)
  const rows: SelectRows['rows'][number][] = []
  let characters = 0
  for (const row of statement.iterate() as unknown as Iterable<readonly Cell[]>) {
    if (rows.length === mostRows) return { columns, rows, cut: 'rows' }
    const cells = row.map(cellOf)
    characters += cells.reduce<number>((sum, cell) => sum + String(cell).length, 0)
    if (characters > mostCharacters) return { columns, rows, cut: 'size' }
    rows.push(cells)
  }
  return { columns, rows, cut: null }
}

/** Bytes become base64, numbers that JSON cannot hold become text, long cells are cut. */
function cellOf(cell: Cell): string | number | null {
  if (cell instanceof Uint8Array)
    return Buffer.from(cell.slice(0, mostCellCharacters)).toString('base64')
  if (typeof cell === 'bigint') {
    return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell)
  }
  if (typeof cell === 'number' && !Number.isFinite(cell)) return String(cell)
  return typeof cell === 'string' ? cell.slice(0, mostCellCharacters) : cell
}
