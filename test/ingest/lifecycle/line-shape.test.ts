import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MetHashes, ShapeCache, shapeHash } from '../../../ingest/lifecycle/line-shape.ts'

const test = suite('line shape')

test('lines that differ only in digits have one shape', () => {
  assert.is(shapeHash('Get:12 from 10.2.3.4'), shapeHash('Get:98 from 77.6.5.0'))
  assert.is.not(shapeHash('Get:12'), shapeHash('Get:123'))
})

test('a shape is found by any line that has it, and by no other', () => {
  const cache = new ShapeCache<string>()
  cache.set('pid 123', shapeHash('pid 123'), 'known')
  assert.is(cache.get('pid 987', shapeHash('pid 987')), 'known')
  assert.is(cache.get('pid 98a', shapeHash('pid 98a')), undefined)
})

test('shapes with one hash are not taken for each other', () => {
  const cache = new ShapeCache<string>()
  cache.set('one', 1, 'one')
  assert.is(cache.get('two', 1), undefined)
  cache.set('two', 1, 'two')
  assert.is(cache.get('one', 1), undefined)
  assert.is(cache.get('two', 1), 'two')
})

test('a full cache forgets and goes on', () => {
  const cache = new ShapeCache<number>(100, 40)
  for (let place = 0; place < 50; place += 1) {
    const text = `line ${'x'.repeat(place % 30)}`
    cache.set(text, shapeHash(text), place)
    assert.is(cache.get(text, shapeHash(text)), place)
  }
})

test('a line too long to keep is never found', () => {
  const cache = new ShapeCache<string>(100, 40)
  const text = 'x'.repeat(41)
  cache.set(text, shapeHash(text), 'long')
  assert.is(cache.get(text, shapeHash(text)), undefined)
})

test('a hash is met again once it was met, negative ones too', () => {
  const met = new MetHashes()
  for (const hash of [0, 7, -9, 2 ** 31 - 1]) {
    assert.is(met.meet(hash), false)
    assert.is(met.meet(hash), true)
  }
})

test('hashes that were met are forgotten before most new ones look as if they were', () => {
  const met = new MetHashes()
  let taken = 0
  for (let step = 0; step < 3_000_000; step += 1) {
    if (met.meet(Math.imul(step, 0x9e3779b1))) taken += 1
  }
  assert.ok(taken / 3_000_000 < 0.25, String(taken))
})

test.run()
