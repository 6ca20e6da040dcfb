// The three use cases of AWS's announcement, from the service to the screen: a cluster whose creation fails, an
// instance added to a cluster that fails, scripts that are never downloaded. In both layouts.
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { demoTruth, type InstanceTruth } from '../../ingest/demo/demo-truth.ts'
import { createApp } from '../../server/app.ts'
import { listen } from '../../server/listen.ts'
import { type DemoWorld, withDemo } from '../ingest/sync/synced-demo.ts'
import { hasChromium, withChromium } from './chromium.ts'

const useCases = suite('use cases of the announcement')
const test = hasChromium ? useCases : useCases.skip

async function withViewer(
  world: DemoWorld,
  look: (page: Page, base: string) => Promise<void>,
): Promise<void> {
  const app = createApp({
    databasePath: world.path,
    port: 0,
    onBug: (error) => assert.unreachable(String(error)),
    now: Date.now,
  })
  const base = await listen(app, 0)
  try {
    await withChromium(async (browser) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      await look(page, base)
    })
  } finally {
    await app.close()
  }
}

function planted(world: DemoWorld, has: (instance: InstanceTruth) => boolean): InstanceTruth {
  const instance = demoTruth(world.server.cluster).instances.find(has)
  assert.ok(instance)
  return instance
}

/** The line of the log that the button leads to. */
async function lineShownByButton(page: Page): Promise<string> {
  const button = page.getByRole('link', { name: 'View lifecycle script logs' })
  const id = (await button.getAttribute('href'))?.split('#')[1]
  await button.click()
  const line = page.locator(`[id="${id}"]`)
  await line.waitFor()
  const box = await line.boundingBox()
  assert.ok(box && box.y > 0 && box.y < 900, `line ${id} is on the screen`)
  return line.innerText()
}

for (const layout of ['observed', 'announced'] as const) {
  test(`a cluster whose creation fails: AWS's message leads to the failed line (${layout})`, async () => {
    await withDemo({ instances: 60, layout }, async (world) => {
      await world.sync()
      await withViewer(world, async (page, base) => {
        await page.goto(`${base}/`)
        const named = page.locator('.aws a').first()
        const instanceId = (await named.innerText()).trim()
        const truth = planted(world, (instance) => instance.instanceId === instanceId)
        await named.click()
        await page.waitForURL(`**/instances/${instanceId}*`)
        const shown = await lineShownByButton(page)
        const last = truth.attempts.at(-1)
        const accepted = [last?.decisiveLine, ...(last?.alsoDecisive ?? [])]
        assert.ok(
          accepted.some(
            (line) => line && shown.replace(/\s+/g, ' ').includes(line.replace(/\s+/g, ' ').trim()),
          ),
          shown,
        )
        const record = await (await page.request.get(`${page.url().split('#')[0]}.json`)).json()
        assert.equal(Object.keys(record.errorRecord), [
          'ErrorMessage',
          'LogGroup',
          'LogStream',
          'FailureReason',
        ])
        assert.is(record.errorRecord.LogGroup, world.server.cluster.logGroupName)
        assert.match(record.errorRecord.LogStream, instanceId)
      })
    })
  })

  test(`an instance added to a running cluster fails: the next sync shows it, log and all (${layout})`, async () => {
    await withDemo({ instances: 60, layout }, async ({ server: { cluster } }) => {
      let nowMs = cluster.settings.startedMs + 3 * 60_000
      await withDemo({ instances: 60, layout, nowMs: () => nowMs }, async (world) => {
        await world.sync()
        const before = world.query<{ instance_id: string }>(
          "SELECT instance_id FROM instance WHERE state = 'failed'",
        )
        nowMs = cluster.snapshotMs
        await world.sync()
        const added = planted(
          world,
          ({ instanceId, state }) =>
            state === 'failed' && !before.some((row) => row.instance_id === instanceId),
        )
        await withViewer(world, async (page, base) => {
          await page.goto(`${base}/clusters/ml-prod/instances?state=any-failed`)
          await page.getByText(added.instanceId).first().click()
          await page.waitForURL(`**/instances/${added.instanceId}*`)
          assert.match(await page.locator('h1').innerText(), added.instanceId)
          await lineShownByButton(page)
        })
      })
    })
  })

  test(`scripts that are never downloaded: the stage is download, its end marker is missing (${layout})`, async () => {
    await withDemo({ instances: 400, layout }, async (world) => {
      await world.sync()
      const truth = planted(world, ({ state }) => state === 'download-failed')
      const kinds = world
        .query<{ kind: string }>(
          `SELECT kind FROM marker WHERE instance_id = '${truth.instanceId}' ORDER BY line_ordinal`,
        )
        .map(({ kind }) => kind)
      assert.ok(kinds.includes('download-started') && kinds.includes('script-failed'))
      assert.not(kinds.includes('download-completed'))
      await withViewer(world, async (page, base) => {
        await page.goto(`${base}/clusters/ml-prod`)
        await page.locator('a[href*="state=download-failed"]').first().click()
        await page.getByText(truth.instanceId).first().click()
        assert.match(await page.locator('main').innerText(), 'download')
        assert.match(await lineShownByButton(page), /S3|s3|403|Forbidden|AccessDenied/)
      })
    })
  })
}

test('all four announced markers are stages of an attempt and set apart in its log', async () => {
  await withDemo({ instances: 24, layout: 'announced' }, async (world) => {
    await world.sync()
    const [{ instance_id: instanceId }] = world.query<{ instance_id: string }>(
      "SELECT instance_id FROM instance WHERE state = 'succeeded' AND attempts = 1 LIMIT 1",
    ) as [{ instance_id: string }]
    const rows = world.query<{ kind: string }>(
      `SELECT kind FROM marker WHERE instance_id = '${instanceId}' ORDER BY line_ordinal`,
    )
    assert.equal(
      rows.map(({ kind }) => kind),
      ['log-started', 'download-started', 'download-completed', 'script-succeeded'],
    )
    const stageRuns = world.query<{ stage: string }>(
      `SELECT stage FROM stage_run WHERE instance_id = '${instanceId}' ORDER BY started_ms, stage DESC`,
    )
    assert.equal(
      stageRuns.map(({ stage }) => stage),
      ['start', 'download', 'execution'],
    )
    await withViewer(world, async (page, base) => {
      await page.goto(`${base}/clusters/ml-prod/instances/${instanceId}`)
      const text = await page.locator('#log').innerText()
      for (const marker of [
        'LIFECYCLE_SCRIPT_START',
        'SCRIPT_DOWNLOAD_START',
        'SCRIPT_DOWNLOAD_COMPLETE',
      ]) {
        assert.match(text, marker)
      }
    })
  })
})

test('the funnel of the page is stage_failure of the file', async () => {
  await withDemo({ instances: 400 }, async (world) => {
    await world.sync()
    const app = createApp({
      databasePath: world.path,
      port: 80,
      onBug: () => assert.unreachable(),
      now: Date.now,
    })
    const answer = await app.inject({
      url: '/clusters/ml-prod.json',
      headers: { host: 'localhost:80' },
    })
    await app.close()
    const { funnel } = answer.json() as {
      funnel: { stage: string | null; step: string | null; entered: number; failed: number }[]
    }
    const rows = world.query<{ step: string; entered: number; failed: number }>(
      `SELECT step, entered, failed FROM stage_failure WHERE failed > 0 AND step IS NOT NULL
          AND bring_up_id = (SELECT max(bring_up_id) FROM bring_up)`,
    )
    assert.ok(rows.length > 3)
    for (const row of rows) {
      const shown = funnel.find(({ step }) => step === row.step)
      assert.equal([shown?.entered, shown?.failed], [row.entered, row.failed], row.step)
    }
  })
})

useCases.run()
