import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForWriting } from '../../migrations/open-database.ts'
import type { LogRecord } from '../../views/log.ts'
import { hasChromium } from './chromium.ts'
import { clusterId, insert } from './insert-row.ts'
import { type TestApp, withTestApp } from './test-app.ts'
import { watchedPage, withViewer } from './viewer.ts'

// What AWS said of an instance, between the lines of its log.
const test = suite('events in a log')
const browserTest = hasChromium ? test : test.skip
const cluster = '/clusters/ml-prod'

/** Writes cluster events of one instance. */
function say(path: string, instanceId: string, times: readonly number[]): void {
  const { database, close } = openForWriting(path)
  for (const [index, atMs] of times.entries()) {
    insert(database, 'cluster_event', {
      ...{ cluster_id: clusterId, event_id: `event-${index}`, at_ms: atMs },
      ...{ resource_type: 'Instance', instance_id: instanceId, level: 'Error' },
      ...{ description: `said <b>${index}</b>`, failure_message: null },
    })
  }
  close()
}

function instanceIn(state: string, { instances }: Pick<TestApp, 'instances'>) {
  const found = instances.find((each) => each.state === state)
  assert.ok(found)
  return { ...found, attempts: found.attempts.map(({ lines }) => lines) }
}

async function logOf({ get }: TestApp, url: string): Promise<LogRecord> {
  return (await get(`${cluster}/instances/${url}`)).json()
}

const placesOf = ({ events }: LogRecord) =>
  events.map(({ eventId, aboveLine }) => `${eventId} ${aboveLine}`)

test('an event stands above the first line that was written after it, or below the last', async () => {
  await withTestApp({ size: 100 }, async (app) => {
    const { instanceId, attempts } = instanceIn('failed', app)
    const [lines = []] = attempts
    const at = lines.findIndex(({ atMs }, index) => index > 0 && atMs > (lines[0]?.atMs ?? 0))
    const betweenMs = (lines[at]?.atMs ?? 0) - 1
    say(app.path, instanceId, [betweenMs, (lines[0]?.atMs ?? 0) - 60_000, betweenMs + 86_400_000])
    const log = await logOf(app, `${instanceId}/log.json`)
    assert.equal(placesOf(log), ['event-1 1', `event-0 ${at + 1}`, 'event-2 null'])
    assert.is(log.eventsInAll, 3)

    const page = (await app.get(`${cluster}/instances/${instanceId}/log?show=all`)).body
    assert.is(page.split('class="event bad"').length, 4)
    assert.match(page, 'said &lt;b&gt;0&lt;/b&gt;')
    const line = page.indexOf(`id="L${at + 1}"`)
    assert.ok(page.indexOf('said &lt;b&gt;0') < line && page.indexOf(`id="L${at}"`) < line)
    const hidden = (await app.get(`${cluster}/instances/${instanceId}/log?events=no`)).body
    assert.not.match(hidden, 'class="event')
    assert.match(hidden, 'AWS 3 events')
  })
})

test('of a long log each event stands in exactly one window', async () => {
  const extraLines = Array.from({ length: 12_000 }, (_, index) => `noise ${index}`)
  await withTestApp({ size: 100, extraLines }, async (app) => {
    const { instanceId, attempts } = instanceIn('failed', app)
    const times = (attempts[0] ?? []).map(({ atMs }) => atMs)
    // The ends of windows, their first lines, and what lies between them.
    const asked = [999, 1000, 1001, 4321, 11_999].map((line) => times[line] ?? 0)
    say(app.path, instanceId, asked)
    const found: string[] = []
    for (let from = 1; from <= times.length; from += 1000) {
      const log = await logOf(app, `${instanceId}/log.json?from=${from}`)
      found.push(...log.events.map(({ eventId }) => eventId))
      assert.is(log.eventsInAll, asked.length)
    }
    assert.equal(found.toSorted(), ['event-0', 'event-1', 'event-2', 'event-3', 'event-4'])
  })
})

test('an event belongs to the attempt that it was said in', async () => {
  await withTestApp({ size: 100 }, async (app) => {
    const { instanceId, attempts } = instanceIn('succeeded-after-retry', app)
    const [first = [], second = []] = attempts
    say(app.path, instanceId, [first[0]?.atMs ?? 0, second.at(-1)?.atMs ?? 0])
    const ofAttempt = async (attempt: number): Promise<readonly string[]> =>
      (await logOf(app, `${instanceId}/log.json?attempt=${attempt}`)).events.map(
        ({ eventId }) => eventId,
      )
    assert.equal(await ofAttempt(1), ['event-0'])
    assert.equal(await ofAttempt(2), ['event-1'])
  })
})

test('where the clock of an instance is off, an event stands where the instance was at that moment', async () => {
  await withTestApp({ size: 100 }, async (app) => {
    const { instanceId, attempts } = instanceIn('failed', app)
    const [lines = []] = attempts
    const at = lines.findIndex(({ atMs }) => atMs > (lines[0]?.atMs ?? 0))
    const hourMs = 3_600_000
    say(app.path, instanceId, [(lines[at]?.atMs ?? 0) - 1 + hourMs])
    const { database, close } = openForWriting(app.path)
    database
      .prepare('UPDATE log_stream SET clock_behind_ms = ? WHERE instance_id = ?')
      .run(hourMs, instanceId)
    close()
    assert.equal(placesOf(await logOf(app, `${instanceId}/log.json`)), [`event-0 ${at + 1}`])
  })
})

browserTest(
  'the key a hides what AWS said and shows it again; copies of the log hold lines alone',
  async () => {
    await withViewer({ size: 100 }, async (viewer) => {
      const { page, faults } = await watchedPage(viewer, {
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      const { instanceId, attempts } = instanceIn('failed', viewer)
      const [lines = []] = attempts
      say(viewer.path, instanceId, [lines[1]?.atMs ?? 0])
      await page.goto(`${viewer.base}${cluster}/instances/${instanceId}`)
      assert.is(await page.locator('.event').count(), 1)
      await page.click('text=copy text')
      await page.waitForSelector('text=copied')
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      assert.not.match(copied, 'said')
      await page.keyboard.press('a')
      await page.waitForURL(/events=no/)
      assert.is(await page.locator('.event').count(), 0)
      await page.keyboard.press('a')
      await page.waitForSelector('.event')
      assert.equal(faults, [])
    })
  },
)

test.run()
