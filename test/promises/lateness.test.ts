import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { comeLate } from './lateness-harness.ts'

const test = suite('lateness')

test('of 20 bring-ups whose events arrive late, a thousand in one millisecond, by clocks that are off, the file ends with exactly the events of CloudWatch', async () => {
  const { broken } = await comeLate({ seeds: 20, firstSeed: 1, instances: 8 })
  assert.equal(broken, [])
})

test.run()
