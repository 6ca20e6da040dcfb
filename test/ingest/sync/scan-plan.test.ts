import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { StreamRow } from '../../../ingest/store/stream-store.ts'
import { overlapMs, scanPlan } from '../../../ingest/sync/scan-plan.ts'

const test = suite('scan plan')

const hour = 3_600_000

function streams(rows: readonly Partial<StreamRow>[]): StreamRow[] {
  return rows.map((row, index) => ({
    streamId: index,
    name: `LifecycleConfig/worker/i-${index}`,
    instanceId: `i-${index}`,
    checkpointMs: null,
    resumeMs: null,
    failing: 0,
    ...row,
  }))
}

test('streams of failing instances are read first', () => {
  const rows = streams(
    Array.from({ length: 250 }, (_, index) => ({ failing: index > 240 ? 1 : 0 })),
  )
  const [first] = scanPlan(rows, 'what-is-new')
  assert.is(first?.streams.length, 100)
  assert.is(first?.streams.filter(({ failing }) => failing === 1).length, 9)
})

test('a stream that was read whole is read again from before its checkpoint, by the overlap', () => {
  const [batch] = scanPlan(streams([{ checkpointMs: 10 * hour }]), 'what-is-new')
  assert.is(batch?.fromMs, 10 * hour - overlapMs)
})

test('a scan that was cut off goes on where it was', () => {
  const [batch] = scanPlan(
    streams([{ checkpointMs: 10 * hour, resumeMs: 12 * hour }]),
    'what-is-new',
  )
  assert.is(batch?.fromMs, 12 * hour)
})

test('everything is read from the beginning when asked, but for what a cut-off scan has read', () => {
  const rows = streams([{ checkpointMs: 10 * hour }, { checkpointMs: 10 * hour, resumeMs: 5 }])
  assert.equal(
    scanPlan(rows, 'everything').map(({ fromMs }) => fromMs),
    [0, 5],
  )
})

test('streams never read are not read together with ones that need only their overlap', () => {
  const rows = streams([{}, { checkpointMs: 10 * hour }, {}])
  assert.equal(
    scanPlan(rows, 'what-is-new').map((batch) => batch.streams.map(({ streamId }) => streamId)),
    [[0, 2], [1]],
  )
})

test.run()
