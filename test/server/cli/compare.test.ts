import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { templateOf } from '../../../ingest/lifecycle/template-table.ts'
import { openForReading } from '../../../migrations/open-database.ts'
import { createApp } from '../../../server/app.ts'
import type { CompareRecord } from '../../../views/compare-record.ts'
import { runCommand } from '../../command.ts'
import { syncedDemo } from '../../synced-demo.ts'
import { ownHost } from '../test-app.ts'

// Lines need templates, and these a real sync.
const test = suite('hyperscope compare')
const demo = syncedDemo({ instances: 80 })

async function compare(...args: readonly string[]) {
  const { path } = await demo
  return runCommand(['compare', ...args, '--db', path], {})
}

async function recordOf(...args: readonly string[]): Promise<CompareRecord> {
  const { code, stdout, stderr } = await compare(...args, '--json')
  assert.is(code, 0, stderr)
  return JSON.parse(stdout)
}

test('failed against healthy finds the line of the agent that only the failed have', async () => {
  const record = await recordOf('failed', 'healthy')
  const line = record.lines.changed.find(({ template }) => template.includes('scripts failed.'))
  assert.is(line?.change, 'only-a')
  assert.is(line?.a, record.a.instances)
  assert.is(line?.b, 0)
  assert.ok((line?.qValue ?? 1) < 0.01)
})

test('a cohort against itself is no difference, in words and in the record', async () => {
  const { stdout, code } = await compare('healthy', 'healthy')
  assert.is(code, 0)
  assert.match(stdout, 'No difference: causes, states, lines, durations and configuration agree.')
  const record = await recordOf('healthy', 'healthy')
  assert.equal(record.lines.telling, { a: 0, b: 0 })
  assert.ok(record.lines.same > 50)
})

test('a line that one log alone holds has its text too', async () => {
  const { path } = await demo
  const database = openForReading(path)
  const [one, other] = database
    .prepare("SELECT instance_id FROM instance WHERE state = 'failed' ORDER BY instance_id")
    .pluck()
    .all() as string[]
  const record = await recordOf(one ?? '', other ?? '')
  const storedText = database.prepare('SELECT text FROM template WHERE key = ?').pluck()
  const texts = record.lines.changed.map(({ key }) => storedText.get(key))
  assert.ok(texts.includes(null))
  for (const { key, template, sample } of record.lines.changed) {
    const lines = database
      .prepare('SELECT text FROM log_line WHERE instance_id = ?')
      .pluck()
      .all(sample?.instanceId) as string[]
    const printed = lines.map((line) => templateOf(line))
    assert.is(printed.find(({ templateId }) => templateId === key)?.template, template)
  }
  database.close()
})

test('each line leads to a line of its template in the log of the sample', async () => {
  const { path } = await demo
  const record = await recordOf('failed', 'healthy')
  const app = createApp({
    databasePath: path,
    port: 8117,
    now: () => 0,
    onBug: (error) => assert.unreachable(String(error)),
  })
  const database = new Sqlite(path, { readonly: true })
  const stands = database.prepare(
    'SELECT count(*) FROM log_stream WHERE instance_id = ? AND lines >= ?',
  )
  for (const { key, sample } of record.lines.changed.slice(0, 5)) {
    const url = `/clusters/${record.cluster.key}/instances/${sample?.instanceId}/template/${key}`
    const reply = await app.inject({
      url: `${url}?attempt=${sample?.attempt}`,
      headers: { host: ownHost },
    })
    assert.is(reply.statusCode, 302, reply.body)
    const line = /#L(\d+)$/.exec(String(reply.headers.location))?.[1]
    assert.is(stands.pluck().get(sample?.instanceId, Number(line)), 1)
  }
  const lost = await app.inject({
    url: `/clusters/${record.cluster.key}/instances/${record.lines.changed[0]?.sample?.instanceId}/template/0000000000000000`,
    headers: { host: ownHost },
  })
  assert.is(lost.statusCode, 404)
  database.close()
  await app.close()
})

test('an instance is held against its healthy twin line by line, what is rare first', async () => {
  const all = await recordOf('failed', 'healthy')
  const failed = all.lines.changed[0]?.sample?.instanceId ?? ''
  const record = await recordOf(failed)
  assert.is(record.a.instances, 1)
  assert.match(record.b.label, 'healthy twin')
  assert.ok(record.lines.telling.a > 0)
  for (const { a, b, qValue } of record.lines.changed) {
    assert.is(a + b, 1)
    assert.is(qValue, null)
  }
})

test('the text names both sides, their causes and their lines', async () => {
  const { stdout } = await compare('failed', 'healthy')
  assert.match(stdout, /: A failed, \d+ instances · B healthy, \d+ instances/)
  assert.match(stdout, '\nCauses\n')
  assert.match(stdout, '\nLines\n')
  assert.match(stdout, 'The lifecycle scripts failed.')
})

test('a cohort that cannot be read is refused with what can', async () => {
  const { code, stderr } = await compare('sleeping')
  assert.is.not(code, 0)
  assert.match(stderr, '“sleeping” picks no instances')
  assert.match(stderr, 'failed, healthy')
})

test.run()
