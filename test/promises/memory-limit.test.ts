import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { canLimit, limitMemory } from './memory-limit-harness.ts'

const test = suite('memory limit')

const limitingTest = canLimit() ? test : test.skip

limitingTest(
  'a sync that runs out of memory leaves a whole file, and the next one ends with the same rows',
  async () => {
    const { broken } = await limitMemory({ limits: 4, seed: 1 })
    assert.equal(broken, [])
  },
)

test.run()
