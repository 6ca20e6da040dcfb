import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { demoTruth } from '../../../ingest/demo/demo-truth.ts'
import type { SyncEstimate } from '../../../ingest/sync/estimate-sync.ts'
import type { SyncReport } from '../../../ingest/sync/sync-report.ts'
import { commandEnd, runCommand, startCommand } from '../../command.ts'
import { hangingDemo, slowDemo, syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { publicRows, rowsOf } from './public-rows.ts'

const test = suite('hyperscope sync')

const demo = syncedDemo()

interface SyncsRecord {
  readonly syncs: readonly SyncReport[]
}

function newFile(): string {
  return join(temporaryFolder(), 'new.db')
}

test('the report of --json says where each instance stands, as the demo knows it', async () => {
  const { server, environment, clusterName } = await demo
  const { code, stdout, stderr } = await runCommand(
    ['sync', clusterName, '--db', newFile(), '--json'],
    environment,
  )
  assert.is(code, 0, stderr)
  const [report] = (JSON.parse(stdout) as SyncsRecord).syncs
  assert.is(report?.outcome, 'complete')
  const counts: Record<string, number> = {}
  for (const { state } of demoTruth(server.cluster).instances)
    counts[state] = (counts[state] ?? 0) + 1
  assert.equal(report?.coverage, counts)
})

for (const [what, flags] of [
  ['a second sync', []],
  ['--full, which reads everything again,', ['--full']],
] as const) {
  test(`${what} finds nothing new and changes no row`, async () => {
    const { environment, clusterName, path } = await demo
    const before = publicRows(path)
    const words = ['sync', clusterName, '--db', path, '--json', ...flags]
    const { code, stdout } = await runCommand(words, environment)
    assert.is(code, 0)
    const [report] = (JSON.parse(stdout) as SyncsRecord).syncs
    assert.is(report?.events, 0)
    assert.is(report?.streamsChanged, 0)
    assert.equal(publicRows(path), before)
  })
}

test('--estimate says what a sync would cost, within a third, and stores nothing', async () => {
  const { environment, clusterName, path } = await demo
  const none = newFile()
  const words = ['sync', clusterName, '--db', none, '--estimate', '--json']
  const { code, stdout, stderr } = await runCommand(words, environment)
  assert.is(code, 0, stderr)
  const [estimate] = (JSON.parse(stdout) as { estimates: SyncEstimate[] }).estimates
  const [real] = rowsOf(path, 'SELECT count(*) AS streams, sum(bytes) AS bytes FROM log_stream')
  assert.is(estimate?.streams, real?.streams)
  const ratio = (estimate?.bytes ?? 0) / Number(real?.bytes)
  assert.ok(ratio > 0.66 && ratio < 1.5, String(ratio))
  assert.not(existsSync(none))
})

test('a log group alone gives the same lines and attempts as its cluster, without SageMaker', async () => {
  const { server, environment, clusterName, path } = await demo
  const [event] = rowsOf(path, 'SELECT log_group FROM log_event LIMIT 1')
  const before = server.counts().requests.DescribeCluster
  const alone = newFile()
  const words = ['sync', '--log-group', String(event?.log_group), '--db', alone]
  const { code, stderr } = await runCommand(words, environment)
  assert.is(code, 0, stderr)
  assert.is(server.counts().requests.DescribeCluster, before)
  const rows = publicRows(path)
  const rowsAlone = publicRows(alone)
  for (const table of ['log_line', 'attempt', 'marker', 'step_run', 'failure']) {
    assert.equal(rowsAlone[table], rows[table], `${table} of ${clusterName}`)
  }
})

// How soon it ends is tried in test/promises/signal.test.ts.
test('Ctrl-C ends a sync long before it is done, and the next one ends with the rows of an undisturbed one', async () => {
  // Slow answers of small pages: the sync would take many times as long as the test waits.
  const slow = await slowDemo(14)
  const path = newFile()
  const child = startCommand(['sync', 'ml-prod', '--db', path], slow.environment)
  const end = commandEnd(child)
  await slow.asked
  child.kill('SIGINT')
  const { code, stderr } = await end
  assert.is(code, 130)
  assert.match(stderr, 'Interrupted. What is copied is safe; run the same command to go on.')
  const copied = publicRows(path).log_event?.rows ?? 0
  const { environment, path: whole } = await demo
  const all = publicRows(whole)
  assert.ok(copied > 0 && copied < (all.log_event?.rows ?? 0), `${copied} events`)
  const again = await runCommand(['sync', 'ml-prod', '--db', path], environment)
  assert.is(again.code, 0, again.stderr)
  assert.equal(publicRows(path), all)
})

test('a cluster that AWS does not know is an error with advice', async () => {
  const { environment } = await demo
  const { code, stdout, stderr } = await runCommand(
    ['sync', 'no-such', '--db', newFile()],
    environment,
  )
  assert.is(code, 2)
  assert.is(stdout, '')
  assert.match(stderr, /^error: .*no-such/m)
})

test('without a name there is nothing to sync, and no file is made', async () => {
  const path = newFile()
  const { code, stderr } = await runCommand(['sync', '--db', path])
  assert.is(code, 2)
  assert.match(stderr, 'error: No cluster was named.')
  assert.not.ok(existsSync(path))
})

test('two syncs into one file: the second one is told that it is locked', async () => {
  const { environment } = await demo
  const slow = await hangingDemo()
  const path = newFile()
  const first = startCommand(['sync', 'ml-prod', '--db', path], slow.environment)
  const firstEnd = commandEnd(first)
  await slow.asked
  const { code, stderr } = await runCommand(['sync', 'ml-prod', '--db', path], environment)
  assert.is(code, 5)
  assert.match(stderr, 'Another hyperscope is writing')
  first.kill('SIGTERM')
  assert.is((await firstEnd).code, 143)
})

test.run()
