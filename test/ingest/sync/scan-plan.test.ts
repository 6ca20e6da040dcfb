import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LogStreamInfo } from '../../../ingest/log-source.ts'
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
    clockBehindMs: null,
    failing: 0,
    ...row,
  }))
}

const none: ReadonlyMap<string, LogStreamInfo> = new Map()

test('streams of failing instances are urgent', () => {
  const plan = scanPlan(streams([{ failing: 0 }, { failing: 1 }]), none, 'what-is-new')
  assert.equal(
    plan.map(({ isUrgent }) => isUrgent),
    [false, true],
  )
})

test('what the list says of the last event is passed on as a hint', () => {
  const [row] = streams([{}])
  const info = { name: row?.name ?? '', createdMs: 1, lastEventMs: 7 }
  const [stream] = scanPlan(streams([{}]), new Map([[info.name, info]]), 'what-is-new')
  assert.is(stream?.lastEventMs, 7)
})

test('a stream that was read whole is read again from before its checkpoint, by the overlap', () => {
  const rows = streams([{ checkpointMs: 10 * hour, clockBehindMs: 0 }])
  assert.is(scanPlan(rows, none, 'what-is-new')[0]?.fromMs, 10 * hour - overlapMs)
})

test('a stream that was empty when it was read is read again from a day earlier: its clock is not known', () => {
  const rows = streams([{ checkpointMs: 30 * hour }])
  assert.is(scanPlan(rows, none, 'what-is-new')[0]?.fromMs, 6 * hour - overlapMs)
})

test('a stream whose clock is behind is read again from as much earlier, one whose clock is ahead is not', () => {
  const rows = streams([
    { checkpointMs: 30 * hour, clockBehindMs: 24 * hour },
    { checkpointMs: 30 * hour, clockBehindMs: -hour },
  ])
  assert.equal(
    scanPlan(rows, none, 'what-is-new').map(({ fromMs }) => fromMs),
    [6 * hour - overlapMs, 30 * hour - overlapMs],
  )
})

test('a scan that was cut off goes on where it was', () => {
  const rows = streams([{ checkpointMs: 10 * hour, resumeMs: 12 * hour }])
  assert.is(scanPlan(rows, none, 'what-is-new')[0]?.fromMs, 12 * hour)
})

test('everything is read from the beginning when asked, but for what a cut-off scan has read', () => {
  const rows = streams([{ checkpointMs: 10 * hour }, { checkpointMs: 10 * hour, resumeMs: 5 }])
  assert.equal(
    scanPlan(rows, none, 'everything').map(({ fromMs }) => fromMs),
    [0, 5],
  )
})

test.run()
