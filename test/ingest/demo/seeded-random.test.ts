import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { seededRandom } from '../../../ingest/demo/seeded-random.ts'

const test = suite('seeded random')

test('equal parts give an equal sequence, on every computer', () => {
  const random = seededRandom(1, 'launch', 7)
  assert.equal([random.hex(16), random.integer(1, 1000)], ['7872965c78207e75', 536])
})

test('parts that differ in the last one give unrelated sequences', () => {
  const first = Array.from({ length: 100 }, (_, part) => seededRandom(1, part).fraction())
  assert.is(new Set(first).size, 100)
  const mean = first.reduce((sum, fraction) => sum + fraction, 0) / 100
  assert.ok(mean > 0.4 && mean < 0.6, `mean ${mean}`)
})

test('integers include both ends and nothing else', () => {
  const random = seededRandom('ends')
  const seen = new Set(Array.from({ length: 400 }, () => random.integer(3, 6)))
  assert.equal([...seen].sort(), [3, 4, 5, 6])
})

test('shuffling keeps every item', () => {
  const items = Array.from({ length: 50 }, (_, place) => place)
  const shuffled = seededRandom('shuffle').shuffled(items)
  assert.not.equal(shuffled, items)
  assert.equal(
    shuffled.toSorted((a, b) => a - b),
    items,
  )
})

test.run()
