// Parquet out of synced files, read by an engine that is not ours.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { rowsOf } from './public-rows.ts'

const test = suite('export --format parquet')
const demo = await syncedDemo()
const lake = join(temporaryFolder(), 'lake')
const write = () => runCommand(['export', '--format', 'parquet', '--db', demo.path, '-o', lake])
const first = await write()
const duck = await (await DuckDBInstance.create(':memory:')).connect()

const files = () =>
  readdirSync(lake, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .sort()
    .map((name) => `${name} ${statSync(join(lake, name)).mtimeMs}`)

async function answer(query: string): Promise<readonly (readonly unknown[])[]> {
  const reader = await duck.runAndReadAll(query.replaceAll("'lake/", `'${lake}/`))
  return reader
    .getRows()
    .map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value)))
}

test('a second run writes nothing', async () => {
  assert.is(first.code, 0, first.stderr)
  const before = files()
  const { stdout } = await write()
  assert.match(stdout, ' 0 partitions written')
  assert.equal(files(), before)
})

test('every line is in the lake, once and verbatim', async () => {
  const columns = 'instance_id, line_ordinal, at_ms, text'
  const query = `SELECT ${columns} FROM `
  const order = ' ORDER BY instance_id, log_stream, line_ordinal'
  const found = await answer(`${query} read_parquet('lake/log_line/*/*/*.parquet')${order}`)
  const stored = rowsOf(demo.path, `${query} log_line${order}`).map((row) => Object.values(row))
  assert.ok(stored.length > 1000)
  assert.equal(found, stored)
})

test('DuckDB answers the questions of docs/lake.md as SQLite does', async () => {
  const page = readFileSync(
    new URL('docs/lake.md', new URL('.', import.meta.resolve('#package.json'))),
    'utf8',
  )
  const queries = Array.from(page.matchAll(/```sql\n([^`]+)```/g), ([, query = '']) => query)
  assert.is(queries.length, 2)
  for (const query of queries) {
    const plain = query
      .replace(/read_parquet\('lake\/(\w+)[^)]+\)/, '$1')
      .replace('stage_failure', "(SELECT * FROM stage_failure WHERE bring_up_id <> '')")
      .replace(/CAST\((.+?\)) AS BIGINT\)/g, '$1')
      .replace(/stage, step\n$/, 'stage, step NULLS LAST\n')
    const rows = rowsOf(demo.path, plain).map((row) => Object.values(row))
    assert.ok(rows.length > 0)
    assert.equal(await answer(query), rows)
  }
})

test.run()
