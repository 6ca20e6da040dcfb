import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MetHashes, ShapeCache, shapeHash } from '../../../ingest/lifecycle/line-shape.ts'
import { textBytes } from '../../../ingest/lifecycle/text-bytes.ts'

const test = suite('line shape')

const hashOf = (text: string) => shapeHash(textBytes(text))

test('lines that differ only in digits have one shape', () => {
  assert.is(hashOf('Get:12 from 10.2.3.4'), hashOf('Get:98 from 77.6.5.0'))
  assert.is.not(hashOf('Get:12'), hashOf('Get:123'))
})

test('a shape is found by any line that has it, and by no other', () => {
  const cache = new ShapeCache<string>()
  cache.set(textBytes('pid 123'), hashOf('pid 123'), 'known')
  assert.is(cache.get(textBytes('pid 987'), hashOf('pid 987')), 'known')
  assert.is(cache.get(textBytes('pid 98a'), hashOf('pid 98a')), undefined)
})

test('shapes with one hash are not taken for each other', () => {
  const cache = new ShapeCache<string>()
  cache.set(textBytes('one'), 1, 'one')
  assert.is(cache.get(textBytes('two'), 1), undefined)
  cache.set(textBytes('two'), 1, 'two')
  assert.is(cache.get(textBytes('one'), 1), undefined)
  assert.is(cache.get(textBytes('two'), 1), 'two')
})

test('a full cache forgets and goes on', () => {
  const cache = new ShapeCache<number>(100, 40)
  for (let place = 0; place < 50; place += 1) {
    const text = `line ${'x'.repeat(place % 30)}`
    cache.set(textBytes(text), hashOf(text), place)
    assert.is(cache.get(textBytes(text), hashOf(text)), place)
  }
})

test('a line too long to keep is never found', () => {
  const cache = new ShapeCache<string>(100, 40)
  const text = 'x'.repeat(41)
  cache.set(textBytes(text), hashOf(text), 'long')
  assert.is(cache.get(textBytes(text), hashOf(text)), undefined)
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
