import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { importMuch, syncMuch } from './memory-harness.ts'

const test = suite('memory of a long log')

test('100,000 lines of one stream and 400,000, twenty lines of 1 MB, and 256 MB without a newline take a bounded memory', async () => {
  const much = { lines: 100_000, wideLines: 20, endlessBytes: 256 * 2 ** 20 }
  const { broken } = await importMuch(much)
  assert.equal(broken, [])
})

test('a sync of 400,000 lines of one stream takes as much as one of 100,000, and so does reading them all again', async () => {
  const { broken } = await syncMuch({ lines: 100_000 })
  assert.equal(broken, [])
})

test.run()
