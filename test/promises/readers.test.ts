import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDuringSyncs } from './readers-harness.ts'

const test = suite('readers during a sync')

test('pages, twenty connections and the sqlite3 shell read while a sync writes, and every snapshot adds up', async () => {
  const { trials, broken } = await readDuringSyncs({ syncs: 1, seed: 1, instances: 40 })
  assert.ok(trials > 100)
  assert.equal(broken, [])
})

test.run()
