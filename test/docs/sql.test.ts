import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coverageStates, failedStates } from '../../ingest/lifecycle/coverage.ts'
import { readMigrations, schemaVersion } from '../../migrations/migrate.ts'
import { openForReading } from '../../migrations/open-database.ts'
import { syncedDemo, temporaryFolder } from '../synced-demo.ts'

const test = suite('docs/sql.md')

const root = new URL('.', import.meta.resolve('#package.json'))
const page = readFileSync(new URL('docs/sql.md', root), 'utf8')

// From 200 instances on, the demo has an example of everything that the queries ask for.
const demo = syncedDemo({ instances: 200 })
const opened = demo.then(({ path }) => openForReading(path))

// A machine without the tool skips what needs it; on CI that is a failure.
function testWith(tool: string): typeof test | typeof test.skip {
  const isThere = spawnSync(tool, ['--version']).status === 0
  return isThere || process.env.CI !== undefined ? test : test.skip
}

const shellTest = testWith('sqlite3')

function blocks(text: string, language: string): readonly string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')
  return Array.from(text.matchAll(pattern), ([, block = '']) => block)
}

const queries = page
  .split('\n### ')
  .slice(1)
  .flatMap((section) => {
    const [title = ''] = section.split('\n')
    return blocks(section, 'sql').map((sql) => ({ title, sql }))
  })

test('there are at least 14 queries, each under a question of its own, numbered without a gap', () => {
  assert.ok(queries.length >= 14)
  assert.equal(
    queries.map(({ title }) => /^\d+/.exec(title)?.[0]),
    queries.map((_, index) => String(index + 1)),
  )
  for (const { title } of queries) assert.match(title, /^\d+\. .+\?$/)
  assert.is(blocks(page, 'sql').length, queries.length)
})

type Row = Readonly<Record<string, string | number | null>>

function shellRows(path: string, sql: string): readonly Row[] {
  const { status, stdout, stderr } = spawnSync('sqlite3', ['-readonly', '-json', path, sql], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  assert.is(stderr, '')
  assert.is(status, 0)
  return stdout === '' ? [] : (JSON.parse(stdout) as Row[])
}

for (const { title, sql } of queries) {
  test(`${title} has an answer in the demo`, async () => {
    const rows = (await opened).prepare<[], Row>(sql).all()
    assert.ok(rows.length > 0)
  })

  shellTest(`${title} has the same answer in the plain shell`, async () => {
    const { path } = await demo
    const rows = (await opened).prepare<[], Row>(sql).all()
    assert.equal(shellRows(path, sql), rows)
  })
}

shellTest('the shell reads every line as hyperscope does', async () => {
  const { path } = await demo
  const sql = `
    SELECT log_stream, line_ordinal, event_ordinal, at_ms, text FROM log_line
     WHERE instance_id IN (SELECT instance_id FROM failure) ORDER BY log_stream, line_ordinal`
  const rows = (await opened).prepare<[], Row>(sql).all()
  assert.ok(rows.length > 1000)
  assert.equal(shellRows(path, sql), rows)
})

interface Described {
  readonly name: string
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly meaning: string
  }[]
}

/** The tables and views as the page describes them. */
const described: readonly Described[] = page
  .split('\n### `')
  .slice(1)
  .map((section) => {
    const name = section.slice(0, section.indexOf('`'))
    const [text = ''] = section.split('\n## ')
    const [table = ''] = text.split('\n#### ')
    const rows = table.matchAll(/^\| `(\w+)` \| (\w+) \| ?(.*?) ?\|$/gm)
    const columns = Array.from(rows, ([, column = '', type = '', meaning = '']) => ({
      ...{ name: column, type, meaning },
    }))
    return { name, columns }
  })

/** Names below a comment that begins with PUBLIC. */
function publicNames(): readonly string[] {
  const text = readMigrations()
    .map(({ sql }) => sql)
    .join('\n')
  const pattern = /^-- PUBLIC\.[^\n]*\n(?:--[^\n]*\n)*CREATE (?:TABLE|VIEW) (\w+)/gm
  const names = Array.from(text.matchAll(pattern), ([, name = '']) => name)
  assert.is(names.length, text.split('-- PUBLIC.').length - 1)
  return names
}

test('every public table and view is described, and nothing else', () => {
  assert.equal(described.map(({ name }) => name).sort(), [...publicNames()].sort())
})

interface Column {
  readonly name: string
  readonly type: string
  readonly notnull: 0 | 1
}

function columnsOf(database: Database, table: string): readonly Column[] {
  return database.pragma(`table_info(${table})`) as Column[]
}

for (const { name, columns } of described) {
  test(`the columns of ${name} are the described ones, in their order`, async () => {
    assert.equal(
      columns.map((column) => column.name),
      columnsOf(await opened, name).map((column) => column.name),
    )
  })
}

test('a column that can be NULL says what NULL means, and no other speaks of it', async () => {
  const database = await opened
  const views = new Set(
    database.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").pluck().all(),
  )
  for (const { name, columns } of described.filter((one) => !views.has(one.name))) {
    const actual = new Map(columnsOf(database, name).map((column) => [column.name, column]))
    for (const column of columns) {
      const isNullable = actual.get(column.name)?.notnull === 0
      assert.is(/\bNULL\b/.test(column.meaning), isNullable, `${name}.${column.name}`)
    }
  }
})

test('the described types are the stored ones, and a time is a column in ms', async () => {
  const database = await opened
  const stored = { text: ['TEXT'], number: ['INTEGER', 'REAL'], flag: ['INTEGER'], ms: ['INTEGER'] }
  for (const { name, columns } of described) {
    const types = new Map(columnsOf(database, name).map((column) => [column.name, column.type]))
    for (const column of columns) {
      const allowed = stored[column.type as keyof typeof stored]
      const type = types.get(column.name) ?? ''
      // An expression of a view has no declared type.
      assert.ok(type === '' || allowed.includes(type), `${name}.${column.name}: ${type}`)
      assert.is(column.name.endsWith('_ms'), column.type === 'ms', `${name}.${column.name}`)
    }
  }
})

test('the states are the ones that an instance can be in', () => {
  const table = page.split('#### States')[1]?.split('\n### ')[0] ?? ''
  const names = Array.from(table.matchAll(/^\| `([a-z-]+)` \|/gm), ([, name = '']) => name)
  assert.equal(names.sort(), [...coverageStates].sort())
  const [sentence = ''] = table.split('\n|')
  for (const state of failedStates) assert.match(sentence, `\`${state}\``)
})

test('the page names the schema version of this program', () => {
  assert.match(page, `\`PRAGMA user_version\`, now ${schemaVersion})`)
})

/** A folder with a copy of the demo's file under the name that the page uses. */
async function folderWithFile(): Promise<string> {
  const folder = temporaryFolder()
  copyFileSync((await demo).path, join(folder, 'hyperscope.db'))
  return folder
}

shellTest('the shell commands of the page work', async () => {
  const folder = await folderWithFile()
  const main = fileURLToPath(new URL('server/cli/main.ts', root))
  const commands = blocks(page, 'sh')
  assert.is(commands.length, 3)
  for (const command of commands) {
    const script = `set -euo pipefail\nhyperscope() { '${process.execPath}' '${main}' "$@"; }\n${command}`
    const { status, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })
    assert.is(stderr, '')
    assert.is(status, 0, command)
  }
  const copied = openForReading(join(folder, 'copy.db'))
  const lines = copied.prepare('SELECT count(*) FROM failed_line').pluck().get()
  const sql = 'SELECT count(*) FROM log_line WHERE instance_id IN (SELECT instance_id FROM failure)'
  assert.is(lines, (await opened).prepare(sql).pluck().get())
})

// Debian's chromium and sqlite3 bring no Python: a machine without it skips this even on CI.
const pythonTest = spawnSync('python3', ['-c', 'import sqlite3']).status === 0 ? test : test.skip

pythonTest('the Python of the page prints the lines that hyperscope reads', async () => {
  const folder = await folderWithFile()
  const [script = ''] = blocks(page, 'python')
  const { status, stdout } = spawnSync('python3', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PYTHONUTF8: '1' },
    maxBuffer: 1 << 28,
  })
  assert.is(status, 0)
  const sql = 'SELECT text FROM log_line WHERE instance_id = (SELECT min(instance_id) FROM failure)'
  const texts = (await opened).prepare(sql).pluck().all() as string[]
  assert.ok(texts.length > 10)
  assert.is(stdout, texts.map((text) => `${text}\n`).join(''))
})

test.run()
