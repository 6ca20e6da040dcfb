import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failedStates } from '../../../ingest/lifecycle/coverage.ts'
import { openForReading } from '../../../migrations/open-database.ts'
import { codeSpan, escaped, fenced } from '../../../views/report-markdown.ts'
import { runCommand } from '../../command.ts'
import { plantedSecrets } from '../../ingest/lifecycle/planted-secrets.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { filledDatabase } from '../filled-database.ts'

const test = suite('hyperscope report')

const keyOf = `AK${'IA'}Q3EGXAMPLE7ABCDE`
const secretLines = [
  'login with q8Zr5tYw2bNvK3mPq1 failed',
  `+ export AWS_ACCESS_KEY_ID=${keyOf}`,
  '+ DB_PASSWORD=hunter2-Xk',
  '+ SERVICE_TOKEN=q8Zr5tYw2bNvK3mPq1',
  'password: hunter2-Xk from 10.9.8.7',
]
const filled = filledDatabase({ size: 120, extraLines: secretLines })
process.once('exit', () => filled.remove())

async function report(...options: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand(['report', '--db', filled.path, ...options])
  assert.is(code, 0, stderr)
  return stdout
}

test('secrets are replaced, the same by the same name, and the report says which', async () => {
  for (const form of [[], ['--markdown']]) {
    const text = await report(...form)
    for (const secret of [keyOf, 'hunter2-Xk', 'q8Zr5tYw2bNvK3mPq1']) {
      assert.not(text.includes(secret), secret)
    }
    const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>')
    assert.match(plain, 'DB_PASSWORD=<password-1>')
    assert.match(plain, 'password: <password-1> from 10.9.8.7')
    assert.match(plain, 'SERVICE_TOKEN=<secret-1>')
    assert.match(plain, 'login with <secret-1> failed')
    assert.match(plain, /A password, passphrase or credential that is assigned/)
  }
})

test('identifiers go too when asked for, and nothing goes with --no-redact', async () => {
  const identified = await report('--redact', 'identifiers')
  assert.not.match(identified, /\bi-[0-9a-f]{17}\b/)
  assert.not(identified.includes('10.9.8.7'))
  const raw = await report('--no-redact')
  for (const line of secretLines) assert.ok(raw.includes(line), line)
  assert.match(raw, 'secrets included')
})

test('of planted secrets of every kind none is in the report', async () => {
  const planted = plantedSecrets(1)
  for (let from = 0; from < planted.length; from += 8) {
    const some = planted.slice(from, from + 8)
    const database = filledDatabase({ size: 16, extraLines: some.map(({ line }) => line) })
    const args = ['report', '--db', database.path]
    const { stdout, stderr } = await runCommand(args)
    database.remove()
    assert.is(stderr, '')
    for (const { secret, line } of some) assert.not(stdout.includes(secret), line)
  }
})

test('the same file and arguments give the same bytes', async () => {
  assert.is(await report(), await report())
  assert.is(await report('--markdown'), await report('--markdown'))
})

test('the file is private, and replaces nothing unless forced', async () => {
  const path = join(temporaryFolder(), 'incident.html')
  await report('-o', path)
  assert.is(statSync(path).mode & 0o777, 0o600)
  assert.is(readFileSync(path, 'utf8'), await report())
  writeFileSync(path, 'mine')
  chmodSync(path, 0o644)
  const refused = await runCommand(['report', '--db', filled.path, '-o', path])
  assert.is(refused.code, 2)
  assert.match(refused.stderr, `${path} is there already.`)
  assert.is(readFileSync(path, 'utf8'), 'mine')
  await report('-o', path, '--force')
  assert.is(statSync(path).mode & 0o777, 0o600)
  assert.match(readFileSync(path, 'utf8'), '<!doctype html>')
})

test('a file called .md is Markdown', async () => {
  const path = join(temporaryFolder(), 'incident.md')
  await report('-o', path)
  assert.is(readFileSync(path, 'utf8'), await report('--markdown'))
})

for (const [options, said] of [
  [['--redact', 'some'], '--redact is "some"'],
  [['--max-bytes', '12'], '--max-bytes is "12"'],
  [['--bring-up', 'never'], 'never'],
] as const) {
  test(`${options.join(' ')} is refused`, async () => {
    const { code, stdout, stderr } = await runCommand(['report', '--db', filled.path, ...options])
    assert.ok(code !== 0 && code !== 70, stderr)
    assert.is(stdout, '')
    assert.match(stderr, said)
  })
}

test('its numbers are those of the file', async () => {
  const text = (await report('--markdown')).replaceAll('\\', '')
  const database = openForReading(filled.path)
  const number = (sql: string) => database.prepare(sql).pluck().get() as number
  const expected = number('SELECT sum(instances) FROM coverage')
  const failed = number(
    `SELECT sum(instances) FROM coverage WHERE state IN ('${[...failedStates].join("', '")}')`,
  )
  assert.match(text, `- ${failed} of ${expected} instances failed:`)
  const groups = database
    .prepare(
      `SELECT failure_group_id, count(*) AS instances
         FROM failure
         JOIN instance USING (cluster_id, instance_id)
        WHERE failure.attempt = instance.attempts
        GROUP BY failure_group_id`,
    )
    .all() as { instances: number }[]
  assert.match(text, new RegExp(`## Why: ${groups.length} failure groups?\n`))
  const shown = Array.from(text.matchAll(/^\*\*(\d+) instances?\*\* failed so/gm), ([, n]) =>
    Number(n),
  )
  assert.equal(
    shown.toSorted((a, b) => a - b),
    groups.map(({ instances }) => instances).toSorted((a, b) => a - b),
  )
  const rows = database.prepare('SELECT state, instances FROM coverage WHERE instances > 0').all()
  const listed =
    text.split('## Where every expected instance stands\n\n')[1]?.split('\n\n')[0] ?? ''
  assert.is(listed.split('\n').length, rows.length)
  database.close()
})

test('groups that do not fit are counted', async () => {
  const long = filledDatabase({ size: 120, extraLines: Array(6).fill('x'.repeat(5000)) })
  const args = ['report', '--db', long.path, '--max-bytes', '50000']
  for (const form of [[], ['--markdown']]) {
    const { stdout } = await runCommand([...args, ...form])
    assert.ok(Buffer.byteLength(stdout) <= 50_000, String(Buffer.byteLength(stdout)))
    assert.match(stdout, /more failure groups?\b.* did not fit/)
  }
  long.remove()
})

test('a line of log ends no fence and no code span of the Markdown, and calls nobody', () => {
  const lines = ['```', '</details><script>', '````']
  assert.equal(fenced(lines).split('\n'), ['`````text', ...lines, '`````'])
  assert.is(codeSpan('a `b` ``'), '``` a `b` `` ```')
  assert.is(escaped('<b>@ops *x* [y](z) | #1'), '&lt;b&gt;@\u200bops \\*x\\* \\[y\\](z) \\| \\#1')
})

test.run()
