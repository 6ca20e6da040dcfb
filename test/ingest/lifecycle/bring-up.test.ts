import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bringUps } from '../../../ingest/lifecycle/bring-up.ts'

const test = suite('bring-up')

const minuteMs = 60_000
const firstMs = Date.UTC(2026, 10, 23, 2, 4, 30)

function attempt(instanceId: string, startMinute: number, endMinute: number) {
  return {
    instanceId,
    startedMs: firstMs + startMinute * minuteMs,
    endedMs: firstMs + endMinute * minuteMs,
  }
}

test('a bring-up is named after the minute of its first attempt', () => {
  assert.is(bringUps([attempt('i-1', 0, 5)])[0]?.bringUpId, '2026-11-23T02:04Z')
})

test('a gap of 30 minutes joins, a longer one parts', () => {
  assert.is(bringUps([attempt('i-1', 0, 5), attempt('i-2', 35, 40)]).length, 1)
  assert.is(bringUps([attempt('i-1', 0, 5), attempt('i-2', 36, 40)]).length, 2)
})

test('a long attempt bridges the gap between short ones', () => {
  const waves = bringUps([attempt('i-1', 0, 70), attempt('i-2', 1, 2), attempt('i-3', 90, 91)])
  assert.is(waves.length, 1)
})

test('the order of the attempts changes nothing, and instances count once', () => {
  const attempts = [attempt('i-1', 0, 5), attempt('i-2', 100, 101), attempt('i-1', 6, 9)]
  const waves = bringUps(attempts)
  assert.equal(waves, bringUps([...attempts].reverse()))
  assert.equal(
    waves.map((wave) => [wave.bringUpId, wave.attempts, wave.instances, wave.endedMs]),
    [
      ['2026-11-23T02:04Z', 2, 1, firstMs + 9 * minuteMs],
      ['2026-11-23T03:44Z', 1, 1, firstMs + 101 * minuteMs],
    ],
  )
})

test('no attempt, no bring-up', () => {
  assert.equal(bringUps([]), [])
})

test.run()
