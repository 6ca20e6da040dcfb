// Files can hold what CloudWatch would not take in: events of 1970, of before it, of a time to come, and a thousand of one millisecond.
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForReading } from '../../../migrations/open-database.ts'
import { temporaryFolder } from '../../synced-demo.ts'
import { imported } from './imported.ts'

const test = suite('odd times')

const instanceId = 'i-0123456789abcdef0'
const logStream = `LifecycleConfig/worker/${instanceId}`
const logGroup = '/aws/sagemaker/Clusters/ml-prod/abcdefghijkl'
const asOfMs = Date.UTC(2026, 0, 20)

const times = [
  ...[Date.UTC(1969, 0, 1), -1, 0, 1, asOfMs - 60_000],
  ...Array.from({ length: 1000 }, () => asOfMs - 50_000),
  ...[asOfMs, Date.UTC(2100, 0, 1)],
]
const events = times.map((timestamp, index) => ({
  ...{ timestamp, ingestionTime: asOfMs, message: `line ${index}` },
}))

test('events of 1970 and of a time to come are kept in their order, those of before it are named, and a second import adds none', async () => {
  const path = join(temporaryFolder(), 'odd.db')
  const changes = { logGroup, logStream, asOfMs, stdin: JSON.stringify({ events }) }
  const first = await imported(path, ['-'], changes)
  const kept = events.filter(({ timestamp }) => timestamp >= 0)
  assert.is(first.events, kept.length)
  assert.match(first.files[0]?.notes.join() ?? '', '2 events with an impossible time')
  const second = await imported(path, ['-'], changes)
  assert.is(second.events, 0)
  const database = openForReading(path)
  const rows = database
    .prepare('SELECT at_ms, message FROM log_event ORDER BY event_ordinal')
    .raw()
    .all()
  database.close()
  assert.equal(
    rows,
    kept.map(({ timestamp, message }) => [timestamp, message]),
  )
})

test.run()
