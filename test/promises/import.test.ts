import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { importDamaged } from './import-harness.ts'

const test = suite('damaged imports')

test('of 1,000 damaged files of every form none ends an import, and each is told of', async () => {
  const { broken } = await importDamaged({ files: 1000, first: 0 })
  assert.equal(broken, [])
})

test.run()
