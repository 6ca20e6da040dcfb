import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { canInject, failDisks } from './failing-disk-harness.ts'

const test = suite('failing disk')

// Some machines let no process watch another.
const injectingTest = canInject() ? test : test.skip

injectingTest(
  'where a write, a flush or a read of the file fails the sync says so, and the next one ends well',
  async () => {
    const { broken } = await failDisks({ placesOfKind: 30, seed: 1 })
    assert.equal(broken, [])
  },
)

test.run()
