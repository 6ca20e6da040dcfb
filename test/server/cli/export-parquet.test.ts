// Parquet out of synced files of several clusters, read by an engine that is not ours.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForWriting } from '../../../migrations/open-database.ts'
import { runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { attachedFiles, questions, unionOfFiles } from './lake-questions.ts'
import { plantedSecret, withPlantedSecret } from './planted-secret.ts'
import { rowsOf } from './public-rows.ts'

const test = suite('export --format parquet')
const demos = [
  await syncedDemo(),
  await syncedDemo({ seed: 2, instances: 40 }),
  await syncedDemo({ seed: 3, region: 'eu-west-1', layout: 'announced' }),
]
const [{ path: firstPath }] = demos as [(typeof demos)[0]]
const lake = join(temporaryFolder(), 'lake')
const write = (path: string) =>
  runCommand(['export', '--format', 'parquet', '--db', path, '-o', lake])
for (const { path } of demos) {
  const { code, stderr } = await write(path)
  assert.is(code, 0, stderr)
}
const duck = await (await DuckDBInstance.create(':memory:')).connect()
// As `cd lake && duckdb -init duckdb.sql` does.
await duck.run(`SET file_search_path = '${lake}'`)
await duck.run(readFileSync(join(lake, 'duckdb.sql'), 'utf8'))
const sqlite = attachedFiles(demos.map(({ path }) => path))

const partitions = () =>
  readdirSync(lake, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:parquet|sql)$/.test(name))
    .sort()
    .map((name) => `${name} ${statSync(join(lake, name)).mtimeMs}`)

async function answer(query: string): Promise<readonly (readonly unknown[])[]> {
  const reader = await duck.runAndReadAll(query)
  return reader
    .getRows()
    .map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value)))
}

const documented = questions()

test('a second run writes nothing', async () => {
  const before = partitions()
  const { stdout } = await write(firstPath)
  assert.match(stdout, ' 0 partitions written')
  assert.equal(partitions(), before)
})

for (const table of [
  'log_line',
  'step_run',
  'standing',
  'failure',
  'failure_evidence',
  'known_cause_hit',
  'catalogue_entry',
]) {
  test(`every row of ${table} of every bring-up is in the lake, once and verbatim`, async () => {
    const columns = (await answer(`DESCRIBE ${table}`)).map(([name]) => String(name))
    const select = `SELECT ${columns.join(', ')} FROM ${table} WHERE`
    const order = ` ORDER BY ${columns.map((_, index) => `${index + 1} NULLS LAST`).join(', ')}`
    const found = await answer(`${select} true${order}`)
    const isPresent = table === 'standing' || table === 'known_cause_hit'
    const rows = unionOfFiles(
      sqlite,
      `${select} ${isPresent ? "bring_up_id <> ''" : 'true'}${order}`,
    )
    assert.ok(rows.length > 3)
    assert.equal(found, rows)
  })
}

for (const [title, query] of documented) {
  test(`DuckDB answers as SQLite does: ${title}`, async () => {
    const rows = unionOfFiles(sqlite, query)
    assert.ok(rows.length > 1)
    assert.equal(await answer(query), rows)
  })
}

test('the questions look at every cluster: the demos share failure groups', async () => {
  assert.is(documented.length, 5)
  const [most = []] = unionOfFiles(
    sqlite,
    'SELECT max(clusters) FROM (SELECT count(DISTINCT cluster_id) AS clusters FROM failure GROUP BY failure_group_id)',
  )
  assert.ok(Number(most[0]) > 1)
})

test('what is written is readable by its owner alone', () => {
  const modes = readdirSync(lake, { recursive: true, encoding: 'utf8' }).map(
    (name) => statSync(join(lake, name)).mode & 0o077,
  )
  assert.equal(new Set(modes), new Set([0]))
})

test('athena.sql makes every table with every cluster, as docs/lake.md shows it', async () => {
  const definitions = readFileSync(join(lake, 'athena.sql'), 'utf8').split(/(?<=\);\n)\n/)
  const folders = readdirSync(lake, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  for (const { name } of folders) {
    assert.ok(definitions.some((text) => text.startsWith(`CREATE EXTERNAL TABLE \`${name}\` (`)))
  }
  const clusters = readdirSync(join(lake, 'cluster')).map((name) => name.replace('cluster_id=', ''))
  assert.is(clusters.length, demos.length)
  const shown = /```\n(CREATE EXTERNAL TABLE[\s\S]+?)```/.exec(lakePage())?.[1]
  const made = definitions.find((text) => text.includes('`stage_failure`'))
  assert.is(shown, made?.replace(clusters.sort().join(','), 'CLUSTERS'))
})

function lakePage(): string {
  const root = new URL('.', import.meta.resolve('#package.json'))
  return readFileSync(new URL('docs/lake.md', root), 'utf8')
}

test('docs/lake.md names the tables of the lake', () => {
  const [, listed = ''] = /\nTables: ([^.]+)\./.exec(lakePage()) ?? []
  const named = Array.from(listed.matchAll(/`(\w+)`/g), ([, name]) => name).sort()
  const views = readFileSync(join(lake, 'duckdb.sql'), 'utf8').matchAll(/REPLACE VIEW (\w+)/g)
  assert.equal(named, Array.from(views, ([, name]) => name).sort())
})

test('a bring-up that begins earlier than it did leaves no old partition; one that only another file knows stays', async () => {
  const [{ cluster_id, bring_up_id }] = rowsOf(
    firstPath,
    'SELECT cluster_id, bring_up_id FROM bring_up ORDER BY bring_up_id',
  ) as [Record<string, string>]
  const folderOf = (id: string) =>
    join(lake, 'attempt', `cluster_id=${cluster_id}`, `bring_up=${encodeURIComponent(id)}`)
  const before = partitions().length
  const { database, close } = openForWriting(firstPath)
  database.pragma('foreign_keys = OFF')
  const moved = '2026-11-20T00:00Z'
  for (const table of ['bring_up', 'attempt', 'bring_up_instance']) {
    database
      .prepare(`UPDATE ${table} SET bring_up_id = ? WHERE bring_up_id = ?`)
      .run(moved, bring_up_id)
  }
  close()
  await write(firstPath)
  assert.ok(existsSync(folderOf(moved)))
  assert.not.ok(existsSync(folderOf(String(bring_up_id))))
  const { database: again, close: closeAgain } = openForWriting(firstPath)
  again.pragma('foreign_keys = OFF')
  for (const table of ['bring_up', 'attempt', 'bring_up_instance']) {
    again
      .prepare(`UPDATE ${table} SET bring_up_id = ? WHERE bring_up_id = ?`)
      .run(bring_up_id, moved)
  }
  closeAgain()
  const { stdout } = await write(firstPath)
  assert.match(stdout, ' 0 removed')
  // No line of the file is from the minute of the other id: for all it knows, another file has that bring-up.
  assert.ok(existsSync(folderOf(moved)))
  assert.ok(partitions().length > before)
})

test('secrets are replaced in the lake, too', async () => {
  const path = withPlantedSecret(firstPath, join(temporaryFolder(), 'secret.db'))
  const folder = join(temporaryFolder(), 'lake')
  const words = ['export', '--format', 'parquet', '--db', path, '-o', folder]
  const { code, stderr } = await runCommand(words)
  assert.is(code, 0, stderr)
  const reader = await duck.runAndReadAll(
    `SELECT text FROM read_parquet('${folder}/log_line/*/*/*.parquet')`,
  )
  const text = JSON.stringify(reader.getRows())
  assert.not.match(text, plantedSecret)
  assert.match(text, /AWS_ACCESS_KEY_ID=<[a-z-]+-1>/)
})

test.run()
