import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SignedFailure } from '../../../ingest/lifecycle/failure-signature.ts'
import { failureSignature } from '../../../ingest/lifecycle/failure-signature.ts'

const test = suite('failure signature')

function failure(change: Partial<SignedFailure>): SignedFailure {
  return {
    stage: 'execution',
    step: './a.sh',
    exitCode: 1,
    decisiveLine: { ordinal: 9, text: 'E: no route to 10.1.2.3' },
    ...change,
  }
}

test('the same failure on two instances has one key', () => {
  const one = failureSignature(failure({}))
  const other = failureSignature(
    failure({ exitCode: 2, decisiveLine: { ordinal: 70, text: 'E: no route to 10.9.8.7' } }),
  )
  assert.equal(one, other)
  assert.is(one.template, 'E: no route to <ip>')
})

for (const [what, change] of [
  ['step', { step: './b.sh' }],
  ['stage', { stage: 'download', step: undefined }],
  ['line', { decisiveLine: { ordinal: 9, text: 'E: no route' } }],
] as const) {
  test(`another ${what} is another key`, () => {
    assert.is.not(failureSignature(failure(change)).key, failureSignature(failure({})).key)
  })
}

test('without a line that says why the exit code is what failures share', () => {
  const lost = (exitCode: number | undefined) =>
    failureSignature(failure({ decisiveLine: undefined, exitCode }))
  assert.is(lost(100).template, 'No line says why (exit code 100)')
  assert.is.not(lost(100).key, lost(1).key)
  assert.is(lost(undefined).template, 'No line says why')
})

test('the key holds the version of the algorithm', () => {
  const { key, algorithm } = failureSignature(failure({}))
  assert.is(JSON.parse(key)[0], algorithm)
})

test.run()
