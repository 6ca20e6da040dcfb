import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Pacer } from '../../../ingest/cloudwatch/pacer.ts'
import { realTiming } from '../../../ingest/cloudwatch/timing.ts'
import { fakeTiming, thrownBy } from './scripted-aws.ts'

const test = suite('pacer')
const { signal } = new AbortController()

test('nine tenths of a second of calls go at once, the rest at the quota', async () => {
  const timing = fakeTiming()
  const pacer = new Pacer({ callsPerSecond: 10, published: true }, timing)
  for (let call = 0; call < 29; call += 1) await pacer.take(signal)
  assert.is(Math.round(timing.nowMs()), 2000)
  assert.is(timing.sleptMs.length, 20)
})

test('idle time earns nine tenths of a second of calls at most', async () => {
  const timing = fakeTiming()
  const pacer = new Pacer({ callsPerSecond: 10, published: true }, timing)
  await timing.sleep(60_000, signal)
  timing.sleptMs.length = 0
  for (let call = 0; call < 10; call += 1) await pacer.take(signal)
  assert.equal(timing.sleptMs, [100])
})

test('throttling cuts the rate by seven percent, once for all calls of one second', () => {
  const pacer = new Pacer({ callsPerSecond: 10, published: true }, fakeTiming())
  for (let call = 0; call < 5; call += 1) pacer.throttled()
  assert.is(Math.round(pacer.callsPerSecond * 10), 93)
})

for (const [accepted, rate] of [
  [26, 8],
  [12, 7],
  [99, 9.3],
] as const) {
  test(`${accepted} calls are accepted in the first two seconds, ten of them saved up before: the rate becomes ${rate}`, async () => {
    const timing = fakeTiming()
    const pacer = new Pacer({ callsPerSecond: 10, published: true }, timing)
    for (let call = 0; call < accepted; call += 1) pacer.succeeded()
    await timing.sleep(2000, signal)
    pacer.throttled()
    assert.is(Math.round(pacer.callsPerSecond * 10) / 10, rate)
  })
}

test('after the first cut every accepted call tells of the rate', async () => {
  const timing = fakeTiming()
  const pacer = new Pacer({ callsPerSecond: 10, published: true }, timing)
  pacer.throttled()
  for (let call = 0; call < 16; call += 1) pacer.succeeded()
  await timing.sleep(2000, signal)
  pacer.throttled()
  assert.is(Math.round(pacer.callsPerSecond * 10) / 10, 8)
})

test('throttling without end leaves a call every five seconds', async () => {
  const timing = fakeTiming()
  const pacer = new Pacer({ callsPerSecond: 10, published: true }, timing)
  for (let cut = 0; cut < 50; cut += 1) {
    pacer.throttled()
    await timing.sleep(1000, signal)
  }
  assert.is(pacer.callsPerSecond, 0.2)
})

test('success brings the rate back by two percent of the quota a second, never above the quota, and slowly around the rate that was throttled', async () => {
  const timing = fakeTiming()
  const pacer = new Pacer({ callsPerSecond: 10, published: true }, timing)
  await timing.sleep(1000, signal)
  pacer.throttled()
  for (let call = 0; call < 7; call += 1) pacer.succeeded()
  assert.ok(Math.abs(pacer.callsPerSecond - 7.2) < 0.01)
  while (pacer.callsPerSecond < 9.6) pacer.succeeded()
  const before = pacer.callsPerSecond
  for (let call = 0; call < 10; call += 1) pacer.succeeded()
  assert.ok(pacer.callsPerSecond - before < 0.02)
  for (let call = 0; call < 1000; call += 1) pacer.succeeded()
  assert.is(pacer.callsPerSecond, 10)
})

test('an aborted wait throws and gives its turn back', async () => {
  const timing = fakeTiming()
  const abort = new AbortController()
  let interrupted = true
  const pacer = new Pacer(
    { callsPerSecond: 1, published: true },
    {
      nowMs: timing.nowMs,
      sleep: (ms, signal) => {
        if (interrupted) abort.abort(new Error('stop'))
        return timing.sleep(ms, signal)
      },
    },
  )
  await pacer.take(abort.signal)
  const error = await thrownBy(pacer.take(abort.signal))
  assert.is((error as Error).message, 'stop')
  interrupted = false
  await pacer.take(signal)
  assert.equal(timing.sleptMs, [1000])
})

test('the real clock ends a wait as soon as the signal is aborted', async () => {
  const abort = new AbortController()
  const waiting = thrownBy(realTiming.sleep(60_000, abort.signal))
  abort.abort()
  assert.is(((await waiting) as Error).name, 'AbortError')
})

test('without a published figure the rate doubles every second in which it is used up, until AWS throttles; then it falls to two fifths', async () => {
  const timing = fakeTiming()
  const pacer = new Pacer({ callsPerSecond: 10, published: false }, timing)
  for (let call = 0; call < 9; call += 1) await pacer.take(signal)
  for (let call = 0; call < 10; call += 1) pacer.succeeded()
  assert.is(pacer.callsPerSecond, 20)
  pacer.throttled()
  assert.is(pacer.callsPerSecond, 8)
  for (let call = 0; call < 10_000; call += 1) pacer.succeeded()
  assert.is(pacer.callsPerSecond, 20)
})

test('without a published figure a rate that nobody uses up does not grow', async () => {
  const timing = fakeTiming()
  const pacer = new Pacer({ callsPerSecond: 10, published: false }, timing)
  for (let call = 0; call < 100; call += 1) {
    await timing.sleep(200, signal)
    await pacer.take(signal)
    pacer.succeeded()
  }
  assert.is(pacer.callsPerSecond, 10)
})

test.run()
