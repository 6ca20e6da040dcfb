import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  benjaminiHochberg,
  lift,
  logOdds,
  wilsonInterval,
} from '../../../ingest/lifecycle/statistics.ts'

const test = suite('statistics')

const near = (actual: number | undefined, expected: number, digits = 3) =>
  assert.is(actual?.toPrecision(digits), expected.toPrecision(digits))

for (const [count, total, low, high] of [
  [14, 96, 0.0889, 0.23],
  [37, 800, 0.0338, 0.0631],
  [0, 5, 0, 0.4345],
  [5, 5, 0.566, 1],
] as const) {
  test(`${count} of ${total} is plausibly ${low} to ${high}`, () => {
    const interval = wilsonInterval(count, total)
    assert.is(interval.rate, count / total)
    assert.ok(Math.abs(interval.low - low) < 0.0006, String(interval.low))
    assert.ok(Math.abs(interval.high - high) < 0.0006, String(interval.high))
  })
}

test('of no instance at all every rate is possible', () => {
  assert.equal(wilsonInterval(0, 0), { rate: 0, low: 0, high: 1 })
})

for (const [failedInside, failed, inside, expected] of [
  [14, 14, 200, 4],
  [14, 14, 96, 8.33],
  [9, 37, 20, 9.73],
] as const) {
  test(`${failedInside} of ${failed} failures in ${inside} of 800 have lift ${expected}`, () => {
    near(lift({ failedInside, inside, failed, total: 800 }), expected)
  })
}

test('there is no lift when nothing failed or nothing is inside', () => {
  assert.is(lift({ failedInside: 0, inside: 5, failed: 0, total: 9 }), undefined)
  assert.is(lift({ failedInside: 0, inside: 0, failed: 3, total: 9 }), undefined)
})

test('log odds stay finite with zeros, are 0 without association and change sign with the direction', () => {
  near(logOdds({ failedInside: 14, inside: 14, failed: 14, total: 750 }), 10.66, 4)
  assert.ok(Math.abs(logOdds({ failedInside: 10, inside: 20, failed: 10, total: 20 })) < 1e-12)
  const inside = logOdds({ failedInside: 4, inside: 10, failed: 5, total: 20 })
  const outside = logOdds({ failedInside: 1, inside: 10, failed: 5, total: 20 })
  assert.ok(Math.abs(inside + outside) < 1e-12)
})

test('q-values are those of the worked example, in the order of the p-values', () => {
  const q = benjaminiHochberg([0.01, 0.04, 0.03, 0.005])
  assert.equal(
    q.map((value) => Number(value.toFixed(6))),
    [0.02, 0.04, 0.04, 0.02],
  )
})

test('questions whose answers were dropped count all the same', () => {
  assert.equal(benjaminiHochberg([0.01], 20), [0.2])
  assert.equal(benjaminiHochberg([0.9], 20), [1])
  assert.equal(benjaminiHochberg([]), [])
})

test.run()
