// Every public table and view, out of a synced file and read back.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForReading } from '../../../migrations/open-database.ts'
import { exportText } from '../../../server/export-text.ts'
import { sqlGuide } from '../../../server/sql-guide.ts'
import { exportTable } from '../../../server/store/export-table.ts'
import { type CommandResult, runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { plantedSecret, withPlantedSecret } from './planted-secret.ts'
import { rowsOf } from './public-rows.ts'

const test = suite('hyperscope export')

const demo = await syncedDemo()
const database = openForReading(demo.path)
const views = sqlGuide().tables.map(({ name }) => name)

function run(...words: readonly string[]): Promise<CommandResult> {
  return runCommand(['export', '--db', demo.path, ...words])
}

function text(name: string, format: 'csv' | 'json' | 'ndjson'): string {
  return [...exportText(exportTable(database, { name, scope: {} }), format)].join('')
}

const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted()

for (const view of views) {
  test(`${view} is whole in every format`, () => {
    const rows = rowsOf(demo.path, `SELECT * FROM ${view}`)
    assert.equal(sorted(JSON.parse(text(view, 'json'))), sorted(rows))
    const lines = text(view, 'ndjson').split('\n').slice(0, -1)
    assert.equal(sorted(lines.map((line) => JSON.parse(line))), sorted(rows))
    const [head = [], ...cells] = parse(text(view, 'csv')) as string[][]
    assert.equal(head, exportTable(database, { name: view, scope: {} }).columns)
    assert.is(cells.length, rows.length)
  })
}

test('lines come in the order of their streams, however they were copied', () => {
  const order =
    'SELECT text FROM log_line ORDER BY cluster_id, instance_id, log_stream, line_ordinal'
  const lines = JSON.parse(text('log_line', 'json')) as { text: string }[]
  assert.equal(
    lines.map((line) => line.text),
    rowsOf(demo.path, order).map((row) => row.text),
  )
})

test('rows are read while they are taken', () => {
  const pieces = exportText(exportTable(database, { name: 'log_line', scope: {} }), 'csv')
  assert.match(pieces.next().value, 'line_ordinal')
  const { value = '' } = pieces.next() as { value?: string }
  assert.ok(value.split('\r\n').length < 1000)
  pieces.return(undefined)
})

test('no cell of CSV can become a formula', () => {
  const columns = ['text']
  const rows = () => [['=cmd()'], ['+1'], ['@x'], ['-2'], ['\t=x'], ['plain']].values()
  const pieces = exportText({ name: 'hostile', columns, rows }, 'csv')
  const [, ...cells] = parse([...pieces].join('')) as string[][]
  assert.equal(
    cells.map(([cell]) => cell),
    ["'=cmd()", "'+1", "'@x", "'-2", "'\t=x", 'plain'],
  )
})

test('standard output takes one view, and nothing else is printed', async () => {
  const { code, stdout, stderr } = await run('coverage')
  assert.is(code, 0, stderr)
  assert.is(stdout, text('coverage', 'csv'))
  assert.is(stderr, '')
})

test('--all writes a private file a view', async () => {
  const folder = join(temporaryFolder(), 'export')
  const { code, stdout, stderr } = await run('--all', '--format', 'ndjson', '-o', folder)
  assert.is(code, 0, stderr)
  assert.is(stdout, '')
  assert.equal(readdirSync(folder).toSorted(), views.map((name) => `${name}.ndjson`).toSorted())
  for (const name of views) {
    const path = join(folder, `${name}.ndjson`)
    assert.is(readFileSync(path, 'utf8'), text(name, 'ndjson'))
    assert.is(statSync(path).mode & 0o777, 0o600)
  }
})

test('--instances takes the rows of a cohort', async () => {
  const { stdout } = await run('failure', '--instances', 'failed', '--format', 'json')
  const failed =
    "instance_id IN (SELECT instance_id FROM instance WHERE state IN ('failed', 'failed-lost-tail', 'download-failed'))"
  const rows = rowsOf(demo.path, `SELECT * FROM failure WHERE ${failed}`)
  assert.ok(rows.length > 0)
  assert.equal(sorted(JSON.parse(stdout)), sorted(rows))
  assert.ok(rows.length < rowsOf(demo.path, 'SELECT * FROM attempt').length)
})

test('a bring-up is written as its own: scopes, attempts, lines', async () => {
  const [{ bring_up_id: bringUp } = {}] = rowsOf(demo.path, 'SELECT bring_up_id FROM bring_up')
  const of = (view: string) => run(view, '--cluster', `ml-prod@${bringUp}`, '--format', 'json')
  const facets = JSON.parse((await of('failure_group_verdict')).stdout) as Record<string, unknown>[]
  assert.equal([...new Set(facets.map((row) => row.bring_up_id))], [bringUp])
  const attempts = JSON.parse((await of('attempt')).stdout) as unknown[]
  const own = `SELECT 1 FROM attempt WHERE bring_up_id = '${bringUp}'`
  assert.is(attempts.length, rowsOf(demo.path, own).length)
  const { code, stderr } = await run('attempt', '--cluster', 'ml-prod@2020-01-01T00:00Z')
  assert.is(code, 2)
  assert.match(stderr, 'bring-up')
})

for (const [words, answer] of [
  [[], 'Name one, or give --all: cluster, '],
  [['no_such'], 'There is no view "no_such"'],
  [['cluster', '--all', '-o', '/nonexistent'], 'Both cluster and --all'],
  [['--all'], '--all needs a folder'],
  [['cluster', '--format', 'xml'], 'Use one of csv, json, ndjson, parquet, incident, bundle'],
  [['cluster', '--instances', 'failed'], 'cluster is not about instances'],
  [['failure', '--instances', 'nonsense'], 'picks no instances'],
  [['--format', 'parquet'], '--format parquet needs a path'],
  [['failure', '--format', 'parquet', '-o', '/nonexistent'], '--format parquet takes no view'],
] as const) {
  test(`\`export ${words.join(' ')}\` is a usage error that says what to do`, async () => {
    const { code, stdout, stderr } = await run(...words)
    assert.is(code, 2)
    assert.is(stdout, '')
    assert.match(stderr, answer)
  })
}

test('secrets are replaced by names, the same one everywhere, unless asked for', async () => {
  const path = withPlantedSecret(demo.path, join(temporaryFolder(), 'secret.db'))
  for (const view of [
    'log_line',
    'log_event',
    'failure',
    'failure_evidence',
    'failure_group',
    'cluster',
  ]) {
    const words = ['export', view, '--format', 'ndjson', '--db', path]
    const { stdout, stderr } = await runCommand(words)
    assert.not.match(stdout, plantedSecret, view)
    assert.match(stdout, /AWS_ACCESS_KEY_ID=<[a-z-]+-1>/, view)
    assert.match(stderr, 'Replaced: ', view)
    const raw = await runCommand([...words, '--no-redact'])
    assert.match(raw.stdout, plantedSecret, view)
    assert.is(raw.stderr, '')
  }
})

test('a place that cannot be written is said, and nothing is left there', async () => {
  const { code, stderr } = await run('cluster', '-o', '/nonexistent/x.csv')
  assert.is(code, 6)
  assert.match(stderr, /Cannot write \/nonexistent\/x\.csv.*\n.*--output/)
})

test.run()
