import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { wilsonInterval } from '../../server/wilson-interval.ts'

const test = suite('wilson interval')

for (const [part, total, low, high] of [
  [37, 800, 0.0337, 0.0631],
  [0, 10, 0, 0.2775],
  [10, 10, 0.7225, 1],
  [1, 1, 0.2065, 1],
] as const) {
  test(`${part} of ${total} lies between ${low} and ${high}`, () => {
    const interval = wilsonInterval(part, total)
    assert.is(interval?.low.toFixed(4), low.toFixed(4))
    assert.is(interval?.high.toFixed(4), high.toFixed(4))
  })
}

test('nothing has no share', () => {
  assert.is(wilsonInterval(0, 0), undefined)
})

test.run()
