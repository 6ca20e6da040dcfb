// Statements by SQLite's grammar, most of which are whole: what pieces at random hardly come to. What is harmful stands where it
// would do harm if it were let through: as a function, a table, a statement of its own, or behind a harmless one.
import { oneOf } from '../seeded-numbers.ts'

type Numbers = (below: number) => number

/** What a statement would write if one could. */
export const fileBySql = '/tmp/hyperscope-fuzz'

/** The first two are of every source, so that most expressions are right. */
const columns = ['a', 'a', 'a', 'b', 'b', 'b', 'state', 'rowid']
const literals = ['1', '-1', "'x'", 'NULL', "x'00ff'", '1e999', '9223372036854775807', "''"]
const operators = ['+', '||', '=', '<', 'IS', 'LIKE', 'GLOB', 'AND', 'OR', '/', '%', '<<', '->>']
const harmless = [
  ...['length', 'upper', 'hex', 'quote', 'typeof', 'abs', 'count', 'max', 'group_concat', 'json'],
  ...['unicode', 'randomblob', 'zeroblob', 'total', 'date', 'sqlite_version', 'changes'],
]
const harmful = [
  ...['load_extension', 'fts3_tokenizer', 'writefile', 'readfile', 'edit', 'sqlite_attach'],
  ...['eval', 'sqlite_log', 'sqlite_compileoption_get', 'fts5', 'zipfile', 'shell'],
]
const tables = ['instance', 'cluster', 'log_stream', 'coverage', 'failure', 'log_line', 'note']
const hidden = [
  ...['temp.sqlite_schema', 'sqlite_schema', 'pragma_database_list', 'dbstat', 'sqlite_dbpage'],
  ...["pragma_journal_mode('delete')", "pragma_table_info('instance')", 'json_each(1)'],
]
/** What a connection can be set to, until it is closed. */
export const settable = [
  ...['query_only', 'writable_schema', 'journal_mode', 'trusted_schema', 'temp_store'],
  ...['hard_heap_limit', 'mmap_size', 'busy_timeout', 'cell_size_check', 'locking_mode'],
]
const pragmas = [
  ...settable,
  ...['user_version', 'application_id', 'schema_version', 'wal_checkpoint', 'optimize'],
  ...['database_list', 'table_info'],
]

function call(number: Numbers, depth: number): string {
  const name = oneOf(number, number(8) === 0 ? harmful : harmless)
  const given = Array.from({ length: oneOf(number, [0, 1, 1, 1, 2]) }, () =>
    expression(number, depth - 1),
  )
  return `${name}(${given.join(', ')})`
}

function expression(number: Numbers, depth: number): string {
  if (depth <= 0) return oneOf(number, [...literals, ...columns])
  const part = (): string => expression(number, depth - 1)
  return oneOf<() => string>(number, [
    part,
    () => call(number, depth),
    () => `${part()} ${oneOf(number, operators)} ${part()}`,
    () => `(${select(number, depth - 2)})`,
    () => `CASE WHEN ${part()} THEN ${part()} ELSE ${part()} END`,
    () => `CAST(${part()} AS ${oneOf(number, ['TEXT', 'BLOB', 'INTEGER'])})`,
    () => `${part()} IN (${select(number, depth - 2)})`,
    () => `EXISTS (${select(number, depth - 2)})`,
  ])()
}

function table(number: Numbers): string {
  return oneOf(number, number(8) === 0 ? hidden : tables)
}

function select(number: Numbers, depth: number): string {
  const from = `(SELECT 1 AS a, 'x' AS b, * FROM ${table(number)})`
  const tails = [
    '',
    ` WHERE ${expression(number, depth)}`,
    ' ORDER BY 1',
    ' LIMIT 3',
    ' GROUP BY 1',
  ]
  return `SELECT ${expression(number, depth)} FROM ${from}${oneOf(number, tails)}`
}

const writing: readonly ((number: Numbers) => string)[] = [
  (number) => `INSERT INTO ${table(number)} ${select(number, 1)}`,
  (number) => `DELETE FROM ${table(number)} WHERE ${expression(number, 1)}`,
  (number) => `UPDATE instance SET ${oneOf(number, columns)} = ${expression(number, 2)}`,
  (number) => `REPLACE INTO cluster VALUES (${expression(number, 1)}) RETURNING *`,
  (number) => `CREATE ${oneOf(number, ['', 'TEMP '])}TABLE t AS ${select(number, 1)}`,
  (number) => `CREATE ${oneOf(number, ['', 'TEMP '])}VIEW v AS ${select(number, 1)}`,
  (number) => `CREATE TEMP TRIGGER r AFTER INSERT ON note BEGIN ${select(number, 1)}; END`,
  (number) => `CREATE VIRTUAL TABLE temp.t USING ${oneOf(number, ['fts5(a)', 'dbstat', 'rtree'])}`,
  (number) => `DROP TABLE ${table(number)}`,
  (number) => `ALTER TABLE instance RENAME TO ${oneOf(number, ['t', 'sqlite_t'])}`,
  (number) => `ATTACH ${oneOf(number, [`'${fileBySql}'`, "':memory:'", "''"])} AS a`,
  () => `VACUUM INTO '${fileBySql}'`,
  (number) => `PRAGMA ${oneOf(number, pragmas)} = ${expression(number, 0)}`,
  (number) => `PRAGMA ${oneOf(number, pragmas)}`,
  (number) => oneOf(number, ['BEGIN IMMEDIATE', 'SAVEPOINT s', 'COMMIT', 'REINDEX', 'ANALYZE']),
]

/** One statement of SQLite's grammar; a third of them would write, or set something. */
export function grammaticalSql(number: Numbers): string {
  const write = oneOf(number, writing)
  const read = (): string => select(number, 3)
  return oneOf<() => string>(number, [
    ...[read, read, read],
    () => `${read()} UNION ALL ${read()}`,
    () => `WITH x AS (${read()}) SELECT * FROM x`,
    () => `VALUES (${expression(number, 3)}), (${expression(number, 2)})`,
    () => `EXPLAIN QUERY PLAN ${read()}`,
    () => `EXPLAIN ${write(number)}`,
    () => `WITH x AS (${read()}) ${write(number)}`,
    () => `${read()}; ${write(number)}`,
    ...[() => write(number), () => write(number)],
  ])()
}
