import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { tokenBucket } from '../../../ingest/demo/token-bucket.ts'

const test = suite('token bucket')

function admitted(count: number, everyMs: number): number {
  const bucket = tokenBucket(10, 5)
  return Array.from({ length: count }, (_, call) => bucket.take(call * everyMs)).filter(Boolean)
    .length
}

test('the burst is admitted at once and no more', () => {
  assert.is(admitted(100, 0), 5)
})

test('a caller at the rate is never refused', () => {
  assert.is(admitted(300, 100), 300)
})

test('a caller at twice the rate gets the rate and the burst', () => {
  const got = admitted(400, 50)
  assert.ok(got >= 200 && got <= 206, String(got))
})

test.run()
