// Secrets of every kind in one file, through everything that leaves it redacted.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForReading } from '../../../migrations/open-database.ts'
import { redactorsOf } from '../../../server/cli/export-bundle.ts'
import { mcpTools } from '../../../server/cli/mcp-tools.ts'
import { openReadStores } from '../../../server/store/read-store.ts'
import { runCommand } from '../../command.ts'
import { plantedSecrets } from '../../ingest/lifecycle/planted-secrets.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { filledDatabase } from '../filled-database.ts'
import { rowsOf } from './public-rows.ts'

const test = suite('exports of planted secrets')

const planted = plantedSecrets(3)
const filled = filledDatabase({ size: 16, extraLines: planted.map(({ line }) => line) })
process.once('exit', () => filled.remove())
const folder = temporaryFolder()

/** Those that stand in a text; of a short one the line too, since its characters may be a word elsewhere. */
function found(text: string): readonly string[] {
  return planted.filter(({ secret }) => text.includes(secret)).map(({ line }) => line)
}

async function run(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand([...words, '--db', filled.path])
  assert.is(code, 0, stderr)
  return stdout + stderr
}

const filesBelow = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))

test('unredacted, an export of the lines holds them all: there are over 200', async () => {
  assert.ok(planted.length >= 200, String(planted.length))
  const text = await run('export', 'log_line', '--format', 'ndjson', '--no-redact')
  const lines = text.split('\n').filter((line) => line.startsWith('{'))
  const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text).join('\n')
  assert.is(found(texts).length, planted.length)
})

for (const format of ['csv', 'json', 'ndjson']) {
  test(`none is in any view as ${format}`, async () => {
    const output = join(folder, format)
    await run('export', '--all', '--format', format, '-o', output)
    for (const path of filesBelow(output)) {
      assert.equal(found(readFileSync(path, 'utf8')), [], path)
    }
  })
}

test('none is in the Parquet of any view', async () => {
  const output = join(folder, 'lake')
  await run('export', '--format', 'parquet', '-o', output)
  const duck = await (await DuckDBInstance.create(':memory:')).connect()
  const paths = filesBelow(output).filter((path) => path.endsWith('.parquet'))
  assert.ok(paths.length > 10)
  let cells = 0
  for (const path of paths) {
    const rows = (await duck.runAndReadAll(`SELECT * FROM read_parquet('${path}')`)).getRows()
    const texts = rows.flat().filter((cell) => typeof cell === 'string')
    cells += texts.length
    assert.equal(found(texts.join('\n')), [], path)
  }
  assert.ok(cells > planted.length)
})

test('none is in an incident, neither in its rows nor in its bytes', async () => {
  const output = join(folder, 'incident.db')
  await run('export', '--format', 'incident', '-o', output)
  const lines = rowsOf(output, 'SELECT text FROM log_line').map(({ text }) => String(text))
  assert.ok(lines.length > planted.length)
  assert.equal(found(lines.join('\n')), [])
  assert.equal(found(readFileSync(output, 'latin1')), [])
})

test('none is in a bundle', async () => {
  const output = join(folder, 'bundle.tar.gz')
  await run('export', '--format', 'bundle', '-o', output)
  const files = gunzipSync(readFileSync(output)).toString('latin1')
  // Logs in it are compressed themselves.
  const path = join(folder, 'imported.db')
  await runCommand(['import', output, '--db', path])
  const lines = rowsOf(path, 'SELECT text FROM log_line').map(({ text }) => String(text))
  assert.ok(lines.length > planted.length)
  assert.equal(found(`${files}\n${lines.join('\n')}`), [])
})

test('none is in a report, HTML or Markdown, or in a pack', async () => {
  const wide = ['--max-bytes', '20000000']
  for (const words of [
    ['report', ...wide],
    ['report', '--markdown', ...wide],
    ['pack', '--tokens', '200000'],
  ]) {
    assert.equal(found(await run(...words)), [], words.join(' '))
  }
})

test('none is in an answer of mcp, also not where it is what was asked for', async () => {
  const database = openForReading(filled.path)
  const redactor = redactorsOf({ redact: true })
  const tools = {
    ...{ stores: openReadStores(database), clock: Date.now, redactor },
    signal: AbortSignal.timeout(300_000),
  }
  const search = mcpTools.find(({ name }) => name === 'search_lines')
  let answered = 0
  for (const { secret } of planted) {
    const answer = (await search?.answer(tools, { text: secret, limit: 50 })) as { lines: number }
    assert.equal(found(JSON.stringify(answer)), [], secret)
    answered += answer.lines > 0 ? 1 : 0
  }
  assert.ok(answered >= 200, `${answered} were found`)
  database.close()
})

test.run()
