import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { canMount, fillDisks } from './full-disk-harness.ts'

const test = suite('full disk')

// Some machines let no process have a file system of its own.
const mountingTest = canMount() ? test : test.skip

mountingTest(
  'a sync whose disk fills up says so and leaves a whole file, and with room the next one ends with the same rows',
  async () => {
    const { broken } = await fillDisks({ disks: 3, seed: 1 })
    assert.equal(broken, [])
  },
)

test.run()
