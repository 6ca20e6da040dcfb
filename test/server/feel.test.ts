import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium } from './chromium.ts'
import { watchedPage, withViewer } from './viewer.ts'

// Look, time and copying, as a browser has them.
const suiteOfFeel = suite('feel')
const test = hasChromium ? suiteOfFeel : suiteOfFeel.skip

const overview = '/clusters/ml-prod'

test('theme, density, local time, the strip and Markdown hold in one visit, through reload and Back', async () => {
  await withViewer({ size: 200 }, async (viewer) => {
    const { page, faults } = await watchedPage(viewer, {
      permissions: ['clipboard-read', 'clipboard-write'],
      timezoneId: 'Asia/Kolkata',
    })
    await page.goto(viewer.base + overview)
    await page.click('.look summary')
    await page.click('.look button >> text=dark')
    await page.click('.look button >> text=compact')
    await page.reload()
    const root = page.locator('html')
    assert.is(await root.getAttribute('data-theme'), 'dark')
    assert.is(await root.getAttribute('data-density'), 'compact')

    const utc = await page.locator('.asof time').getAttribute('datetime')
    await page.click('.switch >> text=local')
    await page.waitForURL(/time=local/)
    const hour = new Date(Date.parse(utc ?? '') + 5.5 * 3_600_000).toISOString().slice(11, 19)
    assert.match(await page.locator('.asof').innerText(), hour)
    await page.click('.tabs >> text=Failures')
    await page.waitForURL(/failures\?time=local/)
    await page.goBack()
    await page.click('.by >> text=zone')
    await page.waitForURL(/strip=zone/)
    await page.goBack()
    await page.waitForSelector('.by b >> text=group')

    await page.hover('.why')
    await page.click('.why [data-markdown]')
    await page.waitForSelector('.why >> text=copied')
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    assert.match(copied, /^## Why/)
    assert.match(copied, `(${viewer.base}/clusters/ml-prod/failures/`)
    assert.equal(faults, [])
  })
})

test('without scripts T+ works, and what needs a script is not there', async () => {
  await withViewer({ size: 100 }, async (viewer) => {
    const { page, faults } = await watchedPage(viewer, { javaScriptEnabled: false })
    await page.goto(viewer.base + overview)
    assert.is(
      await page
        .locator('.look:visible, button:visible, .switch >> text=local')
        .filter({ visible: true })
        .count(),
      0,
    )
    await page.click('.switch >> text=T+')
    assert.match(await page.locator('.asof time').innerText(), /^T\+/)
    assert.equal(faults, [])
  })
})

suiteOfFeel.run()
