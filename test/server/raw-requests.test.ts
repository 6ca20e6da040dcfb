import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sendOdd } from './raw-requests-harness.ts'

const test = suite('raw requests')

test('6,000 odd requests tell nothing, and the viewer goes on answering its own', async () => {
  const { broken, counts } = await sendOdd({ requests: 6000, seed: 11 })
  assert.equal(broken, [])
  for (const status of ['400', '403', '421']) assert.ok((counts[status] ?? 0) > 50, status)
})

test.run()
