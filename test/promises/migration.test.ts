import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { killMigrations } from './migration-harness.ts'

const test = suite('SIGKILL of migrations')

test('killed while it is brought up from any older schema, a file is whole, and the older one stands beside it', async () => {
  const { broken } = await killMigrations({ killsOfVersion: 20, seed: 1 })
  assert.equal(broken, [])
})

test.run()
