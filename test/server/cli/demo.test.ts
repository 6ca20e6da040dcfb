import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DemoTruth } from '../../../ingest/demo/demo-truth.ts'
import { commandEnd, runCommand, startCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { publicRows, rowsOf } from './public-rows.ts'

const test = suite('hyperscope demo and serve')

const small = ['demo', '--instances', '8', '--no-serve']

test('the demo syncs what it says is planted; the second run finds nothing new', async () => {
  const path = join(temporaryFolder(), 'demo.db')
  const first = await runCommand([...small, '--db', path])
  assert.is(first.code, 0, first.stderr)
  const { stdout } = await runCommand(['demo', '--instances', '8', '--truth'])
  const truth = JSON.parse(stdout) as DemoTruth
  assert.equal(
    rowsOf(path, 'SELECT instance_id, state FROM instance ORDER BY instance_id'),
    truth.instances
      .map(({ instanceId, state }) => ({ instance_id: instanceId, state }))
      .sort((a, b) => (a.instance_id < b.instance_id ? -1 : 1)),
  )
  const before = publicRows(path)
  const second = await runCommand([...small, '--db', path])
  assert.is(second.code, 0)
  assert.match(second.stderr, 'complete, 0 new events')
  assert.equal(publicRows(path), before)
})

test('another seed is another cluster, the same seed the same', async () => {
  const truths = await Promise.all(
    ['1', '2', '1'].map((seed) =>
      runCommand(['demo', '--instances', '20', '--seed', seed, '--truth']),
    ),
  )
  const [one, two, again] = truths.map(({ stdout }) => stdout)
  assert.is.not(one, two)
  assert.is(one, again)
})

test('the demo never speaks to another endpoint or with other credentials than its own', async () => {
  const path = join(temporaryFolder(), 'demo.db')
  const { code, stderr } = await runCommand([...small, '--db', path], {
    AWS_PROFILE: 'production',
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: 'http://127.0.0.1:9/',
    AWS_SESSION_TOKEN: 'theirs',
  })
  assert.is(code, 0, stderr)
})

test('--endpoint-only prints what a sync needs, and ends at Ctrl-C', async () => {
  const child = startCommand(['demo', '--instances', '8', '--endpoint-only'])
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    lines.push(line)
    if (lines.length === 4) break
  }
  const environment = Object.fromEntries(
    lines.map((line) => line.replace('export ', '').split('=', 2) as [string, string]),
  )
  const path = join(temporaryFolder(), 'demo.db')
  const { code, stderr } = await runCommand(['sync', 'ml-prod', '--db', path], environment)
  assert.is(code, 0, stderr)
  child.kill('SIGINT')
  const [exitCode] = await once(child, 'exit')
  assert.is(exitCode, 130)
})

test('serve --no-token prints its URL, answers there, and ends at Ctrl-C', async () => {
  const { path } = await syncedDemo()
  const child = startCommand(['serve', '--db', path, '--port', '0', '--no-token'])
  const [chunk] = (await once(child.stdout ?? process.stdin, 'data')) as [Buffer]
  const url = chunk.toString().trim()
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/?$/)
  const answer = await fetch(url)
  assert.is(answer.status, 200)
  assert.match(await answer.text(), 'ml-prod')
  const end = commandEnd(child)
  child.kill('SIGINT')
  assert.is((await end).code, 130)
})

test.run()
