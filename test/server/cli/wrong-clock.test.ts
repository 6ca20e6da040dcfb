// A computer whose own clock is off, or is set while a sync runs: AWS's time counts, so no row differs.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommand } from '../../command.ts'
import { syncedDemo, temporaryFolder } from '../../synced-demo.ts'
import { publicRows, rowsOf } from './public-rows.ts'

const test = suite('wrong clock')

const demo = syncedDemo({ instances: 8, pageLimits: { events: 300 } })
const shiftedClock = fileURLToPath(new URL('../../shifted-clock.ts', import.meta.url))
const hourMs = 3_600_000

/** What the file takes for the time of the last sync. */
function asOfMs(path: string): number {
  return Number(rowsOf(path, 'SELECT as_of_ms FROM cluster')[0]?.as_of_ms)
}

for (const [what, offMs, stepMs] of [
  ['an hour behind', -hourMs, 0],
  ['an hour ahead', hourMs, 0],
  ['a day behind', -24 * hourMs, 0],
  ['a day ahead', 24 * hourMs, 0],
  ['set back by an hour midway', 0, -hourMs],
  ['set forward by a day midway', 0, 24 * hourMs],
] as const) {
  test(`${what}: two syncs end with the rows of a right clock, and the second finds nothing new`, async () => {
    const { environment, clusterName, path: right } = await demo
    const path = join(temporaryFolder(), 'off.db')
    const clock = { CLOCK_OFF_MS: String(offMs), CLOCK_STEP_MS: String(stepMs) }
    const env = { ...environment, ...clock, NODE_OPTIONS: `--import=${shiftedClock}` }
    const words = ['sync', clusterName, '--db', path, '--json']
    const first = await runCommand(words, env)
    assert.is(first.code, 0, first.stderr)
    assert.equal(publicRows(path), publicRows(right))
    const second = await runCommand(words, env)
    assert.is(second.code, 0, second.stderr)
    assert.is(JSON.parse(second.stdout).syncs[0].events, 0)
    assert.equal(publicRows(path), publicRows(right))
    assert.ok(Math.abs(asOfMs(path) - asOfMs(right)) < 10 * 60_000)
  })
}

test.run()
