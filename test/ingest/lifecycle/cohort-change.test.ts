import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isOtherPace, shareChanges } from '../../../ingest/lifecycle/cohort-change.ts'

const test = suite('cohort change')

function changes(
  counts: readonly (readonly [number, number])[],
  of: readonly [number, number],
  lone: 'always' | 'tested' = 'always',
): readonly string[] {
  const pairs = counts.map(([a, b]) => ({ a, b }))
  return shareChanges(pairs, { a: of[0], b: of[1] }, lone).map(({ change }) => change)
}

test('shares are compared, not counts', () => {
  assert.equal(changes([[40, 400]], [80, 800]), ['same'])
  assert.equal(changes([[40, 100]], [80, 800]), ['more-a'])
  assert.equal(changes([[10, 400]], [80, 800]), ['more-b'])
})

test('what one side alone has is said, however rare', () => {
  assert.equal(
    changes(
      [
        [1, 0],
        [0, 1],
      ],
      [800, 800],
    ),
    ['only-a', 'only-b'],
  )
})

test('tested, a rare value that a small side lacks is no change', () => {
  assert.equal(changes([[0, 4]], [37, 733], 'tested'), ['same'])
  assert.equal(changes([[0, 700]], [37, 733], 'tested'), ['only-b'])
})

test('identical sides do not differ', () => {
  assert.equal(
    changes(
      [
        [3, 3],
        [40, 40],
        [1, 1],
      ],
      [80, 80],
    ),
    ['same', 'same', 'same'],
  )
})

test('one instance against one: what separates them separates them wholly', () => {
  assert.equal(
    changes(
      [
        [1, 0],
        [1, 1],
      ],
      [1, 1],
      'tested',
    ),
    ['only-a', 'same'],
  )
  assert.equal(changes([[1, 300]], [1, 700], 'tested'), ['same'])
})

test('a median counts as moved by a tenth and two seconds, if it is more than chance', () => {
  const runs = { a: 400, b: 400 }
  assert.ok(isOtherPace({ a: 23_000, b: 20_000 }, { runs, qValue: 0.01 }))
  assert.not(isOtherPace({ a: 23_000, b: 20_000 }, { runs, qValue: 0.2 }))
  assert.not(isOtherPace({ a: 6000, b: 5000 }, { runs, qValue: 1e-9 }))
  assert.not(isOtherPace({ a: 104_000, b: 100_000 }, { runs, qValue: 1e-9 }))
})

test('between single runs it takes half as long again and ten seconds', () => {
  const runs = { a: 1, b: 1 }
  assert.ok(isOtherPace({ a: 31_000, b: 20_000 }, { runs, qValue: 1 }))
  assert.not(isOtherPace({ a: 29_000, b: 20_000 }, { runs, qValue: 1 }))
  assert.not(isOtherPace({ a: 9000, b: 1000 }, { runs, qValue: 1 }))
})

test.run()
