import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Redactor } from '../../../ingest/lifecycle/redactor.ts'
import { loadRedactionRules } from '../../../ingest/load-redaction-rules.ts'
import { openForReading } from '../../../migrations/open-database.ts'
import { createApp } from '../../../server/app.ts'
import { runCommand } from '../../command.ts'
import { ownHost } from '../../server/test-app.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { imported } from '../files/imported.ts'
import { plantedSecrets } from '../lifecycle/planted-secrets.ts'

const test = suite('secrets found at ingest')

const log = (lines: readonly string[]) =>
  lines
    .map((line, index) => `2026-11-23T02:04:10.${String(index).padStart(3, '0')}Z ${line}`)
    .join('\n')
    .concat('\n')

const begin = '[SageMaker] Downloading lifecycle scripts'
const first = [begin, '+ DB_PASSWORD=hunter2', 'mail ops@example.com', 'password: hunter3']
const second = [begin, '+ DB_PASSWORD=hunter2', '+ X_PASSWORD=a4f1 Y_PASSWORD=b2', 'done']

/** A file of two instances' logs, each imported into it by its stream's name. */
async function file(logs: readonly (readonly string[])[]) {
  const folder = temporaryFolder()
  const path = join(folder, 'a.db')
  const reports = []
  for (const [place, lines] of logs.entries()) {
    const name = join(folder, 'provisioning.log')
    writeFileSync(name, log(lines))
    const logStream = `LifecycleConfig/worker-1/i-0000000000000000${place}`
    reports.push(await imported(path, [name], { logStream, cluster: 'ml-prod' }))
  }
  return { path, reports }
}

function rows(path: string): readonly unknown[] {
  const database = openForReading(path)
  try {
    return database.prepare('SELECT * FROM secret_line').all()
  } finally {
    database.close()
  }
}

test('lines that look like secrets are counted by rule and stream, and told with their instances', async () => {
  const { path, reports } = await file([first, second])
  assert.equal(reports.at(-1)?.notes, [
    '4 lines look like secrets: password 3 (2 instances), password-in-data 1 (1 instance). The file holds them as they were printed; what they open should be changed.',
  ])
  assert.equal(rows(path), [
    { log_stream_id: 1, rule: 'password', lines: 1, first_line: 2 },
    { log_stream_id: 1, rule: 'password-in-data', lines: 1, first_line: 4 },
    { log_stream_id: 2, rule: 'password', lines: 2, first_line: 2 },
  ])
})

test('a log that comes in parts is counted as if it had come at once', async () => {
  const folder = temporaryFolder()
  const name = join(folder, 'provisioning.log')
  const path = join(folder, 'a.db')
  const logStream = 'LifecycleConfig/worker-1/i-00000000000000000'
  for (const lines of [first.slice(0, 2), first, first]) {
    writeFileSync(name, log(lines))
    await imported(path, [name], { logStream, cluster: 'ml-prod' })
  }
  assert.equal(rows(path), rows((await file([first])).path))
})

test('a log without secrets is told without a word of them', async () => {
  const { path, reports } = await file([[begin, 'mail ops@example.com', 'done']])
  assert.equal(reports[0]?.notes, [])
  assert.equal(rows(path), [])
})

test('names in place of secrets, as an export has them, count as none', async () => {
  const key = [
    '-----BEGIN RSA PRIVATE KEY-----',
    '',
    'MIIEvQIBADANBg',
    '-----END RSA PRIVATE KEY-----',
  ]
  const lines = [begin, ...key, ...plantedSecrets(3).map(({ line }) => line)]
  const whole = await file([lines])
  assert.ok(rows(whole.path).length > 20)
  const redactor = new Redactor(loadRedactionRules(), 'secrets')
  const { path, reports } = await file([lines.map((line) => redactor.line(line))])
  assert.equal(rows(path), [])
  assert.equal(reports[0]?.notes, [])
  const [, found] = (await file([[begin, ...key]])).reports[0]?.notes[0]?.split(': ') ?? []
  assert.match(found ?? '', /^private-key 1 /)
})

test('doctor warns of them', async () => {
  const { path } = await file([first])
  const { code, stdout } = await runCommand(['doctor', '--db', path, '--json'])
  assert.is(code, 0)
  const { findings } = JSON.parse(stdout) as {
    findings: { check: string; ok: unknown; detail: string }[]
  }
  const finding = findings.find(({ check }) => check === 'secrets')
  assert.is(finding?.ok, 'warning')
  assert.match(finding?.detail ?? '', '2 lines look like secrets: password 1 (1 instance)')
})

test('the page of the data shows them, with a link to the first of each kind', async () => {
  const { path } = await file([second, first])
  const app = createApp({ databasePath: path, port: 8117, onBug: () => undefined, now: () => 0 })
  const page = await app.inject({ url: '/clusters/ml-prod/data', headers: { host: ownHost } })
  assert.match(page.body, 'Lines that look like secrets')
  assert.match(
    page.body,
    /<td>password<\/td><td class="num">3<\/td><td class="num">2<\/td>.*?i-00000000000000000:2</,
  )
  assert.not.match(page.body, 'hunter2')
  await app.close()
})

test.run()
