import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForWriting } from '../../migrations/open-database.ts'
import type { SyncRecord } from '../../views/sync.ts'
import { noteMs, testApp } from './test-app.ts'

const test = suite('sync page')
const url = '/clusters/ml-prod/sync'

for (const [fact, beatMs, phase, state] of [
  [
    'a sync that has just beaten runs, and its page asks for itself again',
    2000,
    'events',
    'running',
  ],
  ['a sync that is silent was killed, and its page is still', 60_000, 'events', 'silent'],
  ['a sync that judges may be silent for longer', 60_000, 'analysis', 'running'],
] as const) {
  test(fact, async () => {
    const filled = testApp({ size: 8 })
    const { database, close } = openForWriting(filled.path)
    database
      .prepare(`
        UPDATE sync_run SET outcome = 'running', ended_ms = NULL, phase = ?, streams_done = 4,
               left_ms = 61000, clock_ms = ?, heartbeat_ms = ?`)
      .run(phase, noteMs - 90_000, noteMs - beatMs)
    close()
    const page = (await filled.get(url)).body
    const record = (await filled.get(`${url}.json`)).json() as SyncRecord
    assert.is(record.state, state)
    assert.is(record.silentMs, beatMs)
    assert.is(page.includes('hx-trigger="every 2s"'), state === 'running')
    assert.match(page, state === 'running' ? 'about 1m 1s left' : 'it was killed')
    await filled.app.close()
    filled.remove()
  })
}

test('after the last sync the page is still and lists the runs', async () => {
  const filled = testApp({ size: 8 })
  const page = (await filled.get(url)).body
  assert.match(page, 'No sync runs')
  assert.match(page, '841')
  // The news of the file alone are asked for, as on every page.
  assert.equal(page.match(/hx-trigger="every[^"]*"/g), ['hx-trigger="every 15s"'])
  await filled.app.close()
  filled.remove()
})

test.run()
