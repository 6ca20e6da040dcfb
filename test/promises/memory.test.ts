import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { importMuch } from './memory-harness.ts'

const test = suite('memory of an import')

test('100,000 lines of one stream and 400,000, twenty lines of 1 MB, and 256 MB without a newline take a bounded memory', async () => {
  const much = { lines: 100_000, wideLines: 20, endlessBytes: 256 * 2 ** 20 }
  const { broken } = await importMuch(much)
  assert.equal(broken, [])
})

test.run()
