import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { damageFiles } from './damage-harness.ts'

const test = suite('damaged files')

test('of 3,000 damaged files none stops the viewer or makes a command fail without advice, and doctor sees every damage that changes the log', async () => {
  const { broken } = await damageFiles({ copies: 3000, first: 0 })
  assert.equal(broken, [])
})

test.run()
