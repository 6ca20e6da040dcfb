import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { killSyncs } from './kill-harness.ts'

const test = suite('SIGKILL')

test('200 syncs killed at random points leave whole files, and the next one the rows of an undisturbed one', async () => {
  const { trials, broken } = await killSyncs({ kills: 200, seed: 1, instances: 8 })
  assert.ok(trials >= 200)
  assert.equal(broken, [])
})

test.run()
