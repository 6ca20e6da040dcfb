import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stopBySignals } from './signal-harness.ts'

const test = suite('signals')

test('Ctrl-C, SIGTERM, SIGHUP, a closed pipe and a lost terminal end a sync within 3 s wherever it stands, a second Ctrl-C at once, and the next one ends with the same rows', async () => {
  const { broken } = await stopBySignals({ turns: 10, seed: 1 })
  assert.equal(broken, [])
})

test.run()
