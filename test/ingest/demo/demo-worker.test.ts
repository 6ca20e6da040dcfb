import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { liveDemoClock } from '../../../ingest/demo/demo-clock.ts'
import { startDemoServerInWorker } from '../../../ingest/demo/demo-worker.ts'
import { OperatorError } from '../../../ingest/operator-error.ts'

const test = suite('demo worker')

test('the services answer from a thread of their own and count there', async () => {
  const worker = await startDemoServerInWorker({ instances: 8 })
  const headers = { 'x-amz-target': 'SageMaker.ListClusters' }
  const response = await fetch(worker.url, { method: 'POST', headers, body: '{}' })
  assert.is(response.headers.get('date'), 'Mon, 23 Nov 2026 02:31:00 GMT')
  assert.equal((await worker.counts()).requests, { ListClusters: 1 })
  await worker.close()
})

test('a live clock starts with the bring-up', async () => {
  const worker = await startDemoServerInWorker({ instances: 8, live: { speed: 1 } })
  const headers = { 'x-amz-target': 'SageMaker.ListClusters' }
  const response = await fetch(worker.url, { method: 'POST', headers, body: '{}' })
  assert.match(response.headers.get('date') ?? '', /^Mon, 23 Nov 2026 02:0[45]:/)
  await worker.close()
})

test('an impossible cluster is refused before a thread starts', async () => {
  const refused = await startDemoServerInWorker({ instances: 3 }).catch((error: unknown) => error)
  assert.instance(refused, OperatorError)
})

test('a clock of speed 60 makes a minute of a second', () => {
  let elapsedMs = 500
  const now = liveDemoClock({ startedMs: 10_000, speed: 60, elapsedMs: () => elapsedMs })
  assert.is(now(), 10_000)
  elapsedMs = 1500
  assert.is(now(), 70_000)
})

test.run()
