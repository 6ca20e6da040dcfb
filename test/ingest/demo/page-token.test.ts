import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pageTokens } from '../../../ingest/demo/page-token.ts'
import { invalidParameter, ServiceError } from '../../../ingest/demo/service-error.ts'

const test = suite('page token')
const refusal = invalidParameter('no')
const hourMs = 3600_000

test('a token gives back its position, for 24 hours', () => {
  let nowMs = 0
  const tokens = pageTokens(() => nowMs)
  const token = tokens.issue('request', [5, 'stream', 7])
  nowMs = 24 * hourMs
  assert.equal(tokens.read('request', token, refusal), [5, 'stream', 7])
  nowMs += 1
  assert.throws(
    () => tokens.read('request', token, refusal),
    (error: unknown) => error instanceof ServiceError,
  )
})

test('a token of another request, a damaged one and garbage are refused', () => {
  const tokens = pageTokens(() => 0)
  const token = tokens.issue('request', [1])
  assert.throws(() => tokens.read('another', token, refusal))
  for (const bad of ['', 'garbage', `x${token}`, token.slice(0, -1), 'a.b.c']) {
    assert.throws(() => tokens.read('request', bad, refusal), undefined, bad)
  }
})

test('two tokens of one position differ', () => {
  const tokens = pageTokens(() => 0)
  assert.is.not(tokens.issue('request', [1]), tokens.issue('request', [1]))
})

test.run()
