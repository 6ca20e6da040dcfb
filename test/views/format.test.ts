import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  bytes,
  clock,
  count,
  duration,
  iso,
  moment,
  percent,
  stepName,
} from '../../views/format.ts'

const test = suite('format')

for (const [seen, expected] of [
  [count(0), '0'],
  [count(999), '999'],
  [count(1_214_882), '1,214,882'],
  [percent(0.04625), '4.6'],
  [duration(0), '0s'],
  [duration(400), '400\u202fms'],
  [duration(59_400), '59s'],
  [duration(754_000), '12m 34s'],
  [duration(3_600_000), '1h 0m'],
  [duration(200 * 3_600_000), '8d 8h'],
  [bytes(999), '999\u202fB'],
  [bytes(2_515_000), '2.5\u202fMB'],
  [moment(Date.UTC(2026, 10, 23, 2, 4, 5)), '23 Nov 02:04:05'],
  [stepName('./utils/install_docker.sh'), 'install_docker.sh'],
  [stepName('install docker'), 'install docker'],
] as const) {
  test(`${expected}`, () => {
    assert.is(seen, expected)
  })
}

test('times are those of the calendar, in whatever order they are asked for', () => {
  for (const ms of [1, 0, 999, 1000, -1, -1500, 1_764_000_000_123, 1_764_000_000_000, 8.64e15]) {
    assert.is(iso(ms), new Date(ms).toISOString())
    assert.is(clock(ms), new Date(ms).toISOString().slice(-13, -5))
  }
})

test.run()
