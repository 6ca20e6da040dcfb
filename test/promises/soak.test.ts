import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { soak } from './soak-harness.ts'

const test = suite('soak')

test('for a minute of syncs, kills, exports and searches beside a viewer the file stays whole, and the viewer holds no more', async () => {
  const { broken } = await soak({ seconds: 60, seed: 1 })
  assert.equal(broken, [])
})

test.run()
