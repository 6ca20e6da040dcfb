import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { climb } from './traversal-harness.ts'

const test = suite('traversal')

test('none of over 500 listed and 1,000 generated paths leads to a file', async () => {
  const { broken, trials } = await climb({ generated: 1000, seed: 5 })
  assert.equal(broken, [])
  assert.ok(trials >= 1500)
})

test.run()
