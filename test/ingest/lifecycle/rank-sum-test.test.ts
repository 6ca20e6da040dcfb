import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { seededRandom } from '../../../ingest/demo/seeded-random.ts'
import { rankSumTest } from '../../../ingest/lifecycle/rank-sum-test.ts'

const test = suite('rank-sum test')

const range = (length: number, from = 0): number[] => Array.from({ length }, (_, at) => at + from)

function isNear(seen: number, expected: number, within: number): void {
  assert.ok(Math.abs(seen - expected) <= within, `${seen} is not ${expected}`)
}

test('it agrees with the formula worked by hand, ties and continuity corrected', () => {
  // U = 8 of 42 pairs; ties of 2, 2, 2 and 9, 9: 24 + 6; z = 12.5 / 6.950
  const { pValue, superiority } = rankSumTest([1, 2, 2, 3, 5, 8], [2, 4, 6, 7, 9, 9, 10])
  isNear(pValue, 0.07216, 1e-5)
  isNear(superiority, 8 / 42, 1e-9)
})

test('the same runs on both sides are no difference', () => {
  const { pValue, superiority } = rankSumTest(range(200), range(200))
  assert.is(superiority, 0.5)
  isNear(pValue, 1, 1e-3)
})

test('equal durations throughout are no difference, not an error', () => {
  assert.equal(rankSumTest([5, 5, 5], [5, 5]), { pValue: 1, superiority: 0.5 })
})

test('an empty side says nothing', () => {
  assert.equal(rankSumTest([], [1, 2]), { pValue: 1, superiority: 0.5 })
})

test('swapping the sides keeps the p-value and turns the superiority round', () => {
  const [a, b] = [range(30), range(40, 7)]
  const one = rankSumTest(a, b)
  const other = rankSumTest(b, a)
  isNear(one.pValue, other.pValue, 1e-12)
  isNear(one.superiority + other.superiority, 1, 1e-12)
})

test('half as long again is found among 40 runs', () => {
  const runs = range(40, 60)
  assert.ok(
    rankSumTest(
      runs.map((each) => each * 1.5),
      runs,
    ).pValue < 1e-6,
  )
})

test('noise is called a difference in about one of twenty draws, not more', () => {
  const random = seededRandom('rank-sum')
  let found = 0
  for (let draw = 0; draw < 400; draw += 1) {
    const side = () =>
      range(25)
        .map(() => Math.floor(random.fraction() * 60))
        .sort((x, y) => x - y)
    if (rankSumTest(side(), side()).pValue < 0.05) found += 1
  }
  assert.ok(found > 4 && found < 36, String(found))
})

test.run()
