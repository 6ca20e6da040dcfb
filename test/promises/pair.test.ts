import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startPairs } from './pair-harness.ts'

const test = suite('two syncs at once')

test('of 20 pairs of syncs started at once on one new file one runs, and the other is told so within a second', async () => {
  const { broken } = await startPairs({ pairs: 20, seed: 1 })
  assert.equal(broken, [])
})

test.run()
