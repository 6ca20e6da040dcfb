import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { logBlocks } from '../../ingest/store/log-block.ts'
import { openForWriting } from '../../migrations/open-database.ts'
import { hasChromium } from './chromium.ts'
import type { FilledDatabase } from './filled-database.ts'
import { insert } from './insert-row.ts'
import { watchedPage, withViewer } from './viewer.ts'

// A log that grows while it is read.
const followSuite = suite('follow')
const test = hasChromium ? followSuite : followSuite.skip

/** Appends lines to the log of a running instance, as a sync does. */
function grow({ path, instances }: FilledDatabase, texts: readonly string[]): void {
  const at = instances.findIndex(({ state }) => state === 'running')
  const lines = instances[at]?.attempts[0]?.lines ?? []
  const { database, close } = openForWriting(path)
  const of = { streamId: at + 1, instanceId: instances[at]?.instanceId }
  const attempt = database.prepare('SELECT last_line FROM attempt WHERE instance_id = @instanceId')
  const last = Number(attempt.pluck().get(of))
  const atMs = (lines.at(-1)?.atMs ?? 0) + 1000
  const events = texts.map((message) => ({ atMs, message }))
  for (const block of logBlocks(events, last + 1, last + 1)) {
    insert(database, 'log_block', {
      ...{ log_stream_id: of.streamId, first_line: block.firstLine, lines: block.lines },
      ...{ first_event: block.firstEvent, events: block.events, first_ms: block.firstMs },
      ...{ max_ms: block.maxMs, size: block.size, body: block.body },
    })
  }
  database
    .prepare('UPDATE attempt SET last_line = @last WHERE instance_id = @instanceId')
    .run({ ...of, last: last + texts.length })
  close()
}

test('a running log is followed only when asked, and no longer once the reader goes up in it', async () => {
  await withViewer({ size: 300 }, async (viewer) => {
    const { page, faults } = await watchedPage(viewer, {})
    await page.clock.install()
    const running = viewer.instances.find(({ state }) => state === 'running')
    await page.goto(`${viewer.base}/clusters/ml-prod/instances/${running?.instanceId}?show=all`)
    const box = page.locator('[data-log-box]')
    const button = page.locator('[data-follow]')
    const many = Array.from({ length: 200 }, (_, index) => `more of it ${index}`)
    grow(viewer, many)
    await page.clock.runFor(12_000)
    assert.is(await page.locator('text=more of it').count(), 0)

    await button.click()
    await page.clock.runFor(6000)
    await page.waitForSelector('text=more of it 199')
    assert.is(await button.getAttribute('aria-pressed'), 'true')
    const below = await box.evaluate(
      (each) => each.scrollHeight - each.scrollTop - each.clientHeight,
    )
    assert.ok(below < 2, `${below} below`)

    await box.focus()
    await page.keyboard.press('PageUp')
    await page.waitForSelector('[data-follow][aria-pressed="false"]')
    grow(viewer, ['and the last'])
    await page.clock.runFor(12_000)
    assert.is(await page.locator('text=and the last').count(), 0)
    await button.click()
    await page.clock.runFor(6000)
    await page.waitForSelector('text=and the last')
    assert.equal(faults, [])
  })
})

followSuite.run()
