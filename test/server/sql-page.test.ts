import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OperatorError } from '../../ingest/operator-error.ts'
import { createApp } from '../../server/app.ts'
import { listen } from '../../server/listen.ts'
import { sqlGuide } from '../../server/sql-guide.ts'
import { selectLimits, selectRows } from '../../server/store/select-rows.ts'
import type { SqlRecord } from '../../views/sql.ts'
import { urls } from '../../views/urls.ts'
import { hasChromium, withChromium } from './chromium.ts'
import { fileState } from './file-state.ts'
import { filledDatabase } from './filled-database.ts'
import { fuzzLocked, fuzzProcesses } from './sql-harness.ts'
import { noteMs, ownHost, testApp, withSuffix } from './test-app.ts'
import { watchedPage } from './viewer.ts'

const test = suite('sql page')
const browserTest = hasChromium ? test : test.skip

function sqlApp() {
  const filled = filledDatabase({ size: 100 })
  const bugs: unknown[] = []
  const onBug = (error: unknown): void => void bugs.push(error)
  const app = createApp({
    ...{ databasePath: filled.path, port: 8117, onBug, now: () => noteMs, isSqlOn: true },
  })
  const get = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    app.inject({ url, headers: { host: ownHost, ...headers } })
  const ask = async (statement: string): Promise<SqlRecord> =>
    (await get(withSuffix(urls.sql(statement), 'json'))).json()
  const close = async (): Promise<void> => {
    await app.close()
    filled.remove()
    assert.equal(bugs, [])
  }
  return { ...filled, app, get, ask, close }
}

test('without --sql the page says how to switch it on', async () => {
  const filled = testApp({ size: 100 })
  for (const url of ['/sql', '/sql?q=SELECT%201', '/sql.json?q=SELECT%201', '/sql.csv']) {
    const reply = await filled.get(url)
    assert.is(reply.statusCode, 404)
    assert.match(reply.body, 'hyperscope serve --sql')
  }
  await filled.app.close()
  filled.remove()
})

test('a statement in the URL is answered in every form', async () => {
  const { get, ask, close } = sqlApp()
  const url = urls.sql(
    "SELECT cluster_id, 9007199254740993, NULL, x'00ff', '<b>' AS \"a<b\" FROM cluster",
  )
  const page = await get(url)
  assert.is(page.statusCode, 200)
  assert.match(page.body, '>a&lt;b</th>')
  assert.match(page.body, '&lt;b&gt;')
  const record = (await get(withSuffix(url, 'json'))).json() as SqlRecord
  assert.equal(record.rows, [['abcdef123456', '9007199254740993', null, 'AP8=', '<b>']])
  assert.match((await get(withSuffix(url, 'csv'))).body, 'abcdef123456,9007199254740993,,AP8=,<b>')
  const lines = await ask("SELECT count(*) FROM log_line WHERE text LIKE '%SageMaker%'")
  assert.ok(Number(lines.rows[0]?.[0]) > 100)
  await close()
})

test('every question of docs/sql.md and every table of it is at hand', async () => {
  const { get, ask, close } = sqlApp()
  const { examples, tables } = sqlGuide()
  assert.ok(examples.length >= 25 && tables.length >= 20)
  const page = (await get('/sql')).body
  for (const { title, query } of examples) {
    assert.ok(query.length > 20, title)
    assert.is((await ask(query)).error, null, title)
  }
  for (const { name, columns, meaning } of tables) {
    assert.match(page, `<summary><code>${name}</code></summary>`)
    assert.ok(columns.length > 0 && meaning.length > 10, name)
  }
  await close()
})

test('an error is a 400 that names its place', async () => {
  const { get, ask, close } = sqlApp()
  const { error } = await ask('SELECT state,\n       nowhere\n  FROM coverage')
  assert.match(error?.message ?? '', 'no such column: nowhere')
  assert.equal(error?.at, { line: 2, column: 8 })
  const reply = await get(urls.sql('SELEC 1'))
  assert.is(reply.statusCode, 400)
  assert.match(reply.body, 'syntax error')
  assert.match(reply.body, 'SELEC 1</textarea>')
  await close()
})

test('a link of another site shows its statement and does not run it', async () => {
  const { get, close } = sqlApp()
  const headers = {
    ...{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    'sec-fetch-dest': 'document',
  }
  const reply = await get(urls.sql('SELECT 41 + 1'), headers)
  assert.is(reply.statusCode, 200)
  assert.match(reply.body, 'SELECT 41 + 1</textarea>')
  assert.not.match(reply.body, 'id="rows"')
  await close()
})

test('rows are cut at 10,000 and said to be, large answers at 8 MB, long cells at 64 Ki', async () => {
  const { get, ask, close } = sqlApp()
  const many =
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT i FROM n'
  const record = await ask(many)
  assert.is(record.rows.length, selectLimits.rows)
  assert.is(record.cut, 'rows')
  assert.match((await get(urls.sql(many))).body, 'cut at 10,000 rows')
  const wide = await ask(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500) SELECT hex(zeroblob(50000)) FROM n`,
  )
  assert.is(wide.cut, 'size')
  const [[cell] = []] = (await ask('SELECT hex(zeroblob(500000))')).rows
  assert.is(String(cell).length, 65_536)
  await close()
})

const writes = [
  ...[
    'INSERT INTO cluster DEFAULT VALUES',
    'DELETE FROM instance',
    'UPDATE instance SET state = 1',
  ],
  ...[
    'DROP TABLE instance',
    'CREATE TABLE t (a)',
    'CREATE TEMP TABLE t (a)',
    'ALTER TABLE note ADD x',
  ],
  ...[
    'VACUUM',
    "VACUUM INTO '@.out'",
    'REINDEX',
    'ANALYZE',
    'BEGIN IMMEDIATE',
    'COMMIT',
    'SAVEPOINT s',
  ],
  ...["ATTACH '@.other' AS other", "ATTACH ':memory:' AS m", 'DETACH main'],
  ...['PRAGMA writable_schema = 1', 'PRAGMA journal_mode = DELETE', 'PRAGMA user_version = 99'],
  ...[
    'PRAGMA query_only = 0',
    'PRAGMA wal_checkpoint',
    'PRAGMA hard_heap_limit = 0',
    'PRAGMA mmap_size',
  ],
  ...[
    "SELECT load_extension('x')",
    "SELECT writefile('@.out', 'x')",
    "SELECT readfile('/etc/passwd')",
  ],
  ...[
    "SELECT * FROM pragma_journal_mode('delete')",
    'SELECT fts3_tokenizer(1)',
    "SELECT edit('x')",
  ],
  ...[
    'SELECT 1; DELETE FROM instance',
    'SELECT 1; SELECT 2',
    'WITH x AS (SELECT 1) DELETE FROM instance',
  ],
  ...[
    'EXPLAIN DELETE FROM instance',
    'SELECT ?',
    '',
    ';',
    '-- nothing',
    'SELECT 1 /*',
    "SELECT 'x",
  ],
] as const

for (const statement of writes) {
  test(`refused, and the file stays as it is: ${statement}`, async () => {
    const filled = filledDatabase({ size: 8 })
    const before = fileState(filled.path)
    await assertRefused(filled.path, statement.replaceAll('@', filled.path))
    assert.equal(fileState(filled.path), before)
    filled.remove()
  })
}

const bombs = [
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n ORDER BY random()',
  'SELECT group_concat(hex(randomblob(1000000))) FROM log_line, log_line AS b',
  'SELECT zeroblob(1000000000)',
  "SELECT printf('%.*c', 1000000000, 'x')",
  "SELECT replace(hex(zeroblob(4000000)), '0', hex(zeroblob(1000000)))",
  "SELECT count(*) FROM log_line a, log_line b, log_line c WHERE a.text LIKE '%' || b.text || c.text",
  `SELECT 'a' LIKE '${'%a'.repeat(700)}'`,
] as const

for (const statement of bombs) {
  test(`ends by its limits: ${statement.slice(0, 90)}`, async () => {
    const filled = filledDatabase({ size: 100 })
    await assertRefused(filled.path, statement)
    filled.remove()
  })
}

test('while four statements without an end run a fifth is refused, pages are answered, and afterwards statements again', async () => {
  const { get, ask, close } = sqlApp()
  const [endless] = bombs
  let ended = 0
  const running = Array.from({ length: 4 }, async () => {
    const { error } = await ask(endless)
    ended += 1
    return error?.message ?? ''
  })
  assert.match((await ask('SELECT 1')).error?.message ?? '', '4 statements run already')
  for (const url of ['/clusters', urls.cluster('ml-prod')])
    assert.is((await get(url)).statusCode, 200)
  assert.is(ended, 0)
  for (const message of await Promise.all(running)) assert.match(message, 'longer than 1 s')
  assert.equal((await ask('SELECT 1')).rows, [[1]])
  await close()
})

async function assertRefused(path: string, statement: string): Promise<void> {
  try {
    await selectRows(path, statement, Date.now)
  } catch (error) {
    assert.instance(error, OperatorError)
    assert.is((error as OperatorError).code, 'invalid-sql')
    return
  }
  assert.unreachable(`${statement} was answered`)
}

test('500 generated statements change nothing, leave nothing beside the file, and stay within the limits', async () => {
  assert.equal((await fuzzProcesses({ statements: 500, seed: 7 })).broken, [])
})

test('100,000 generated statements on one locked connection change nothing, and it stays locked', async () => {
  assert.equal((await fuzzLocked({ statements: 100_000, seed: 1 })).broken, [])
})

browserTest(
  'a question is one click, edited and run with Ctrl+Enter, and comes back by its URL',
  async () => {
    const filled = sqlApp()
    const base = await listen(filled.app, 0)
    await withChromium(async (browser) => {
      const { page, faults } = await watchedPage({ base, browser }, {})
      await page.goto(`${base}/sql`)
      await page.click('text=Where does every expected instance stand?')
      await page.waitForSelector('#rows tbody tr')
      assert.match(await page.inputValue('textarea'), 'FROM coverage')
      await page.fill('textarea', 'SELECT \'<img src=x onerror="window.pwned=1">\' AS hostile')
      await page.press('textarea', 'Control+Enter')
      await page.waitForSelector('text=<img src=x')
      await page.reload()
      assert.ok(await page.isVisible('text=<img src=x'))
      assert.is(await page.evaluate('window.pwned'), undefined)
      assert.equal(faults, [])
    })
    await filled.close()
  },
)

test.run()
