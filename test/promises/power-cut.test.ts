import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { canInject } from './failing-disk-harness.ts'
import { cutPower } from './power-cut-harness.ts'

const test = suite('power cut')

// Some machines let no process watch another.
const recordingTest = canInject() ? test : test.skip

recordingTest(
  'after each of 10,000 power cuts, some sectors written and some not, the file is what a transaction had left; of each the next sync ends with the same rows',
  async () => {
    const { broken } = await cutPower({ cuts: 10_000, seed: 1 })
    assert.equal(broken, [])
  },
)

test.run()
