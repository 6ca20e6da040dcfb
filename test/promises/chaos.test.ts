import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chaos } from './chaos-harness.ts'

const test = suite('chaos')

test('of 50 bring-ups whose calls fail at random the file holds exactly the events of CloudWatch', async () => {
  const { broken } = await chaos({ seeds: 50, firstSeed: 1, instances: 8, faults: 0.2 })
  assert.equal(broken, [])
})

test('so it does of a bring-up of 200 instances', async () => {
  const { broken } = await chaos({ seeds: 1, firstSeed: 1001, instances: 200, faults: 0.2 })
  assert.equal(broken, [])
})

test.run()
