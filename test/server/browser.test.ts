import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium } from './chromium.ts'
import { looks, withHostileLines as withViewer } from './looks.ts'
import { everyPage } from './test-app.ts'
import { watchedPage } from './viewer.ts'

// What only a browser can tell.
const suiteOfBrowser = suite('browser')
const test = hasChromium ? suiteOfBrowser : suiteOfBrowser.skip

for (const [name, options] of looks) {
  test(`${name}: no page breaks its policy, asks elsewhere, runs log text or scrolls sideways`, async () => {
    await withViewer(async (viewer) => {
      const { page, faults } = await watchedPage(viewer, options)
      for (const url of everyPage(viewer)) {
        await page.goto(viewer.base + url)
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(width <= (options.viewport?.width ?? 0), `${url} is ${width} wide`)
        assert.is(await page.evaluate('window.pwned'), undefined)
      }
      assert.equal(faults, [])
    })
  })
}

test('without scripts the way from the overview to the decisive line is three links', async () => {
  await withViewer(async (viewer) => {
    const { page, faults } = await watchedPage(viewer, { javaScriptEnabled: false })
    await page.goto(viewer.base)
    await page.click('h1 a')
    await page.click('td.mono a')
    await page.click('text=View lifecycle script logs')
    assert.ok(await page.locator('.l.decisive').isVisible())
    assert.is(await page.locator('button[type="button"]:visible').count(), 0)
    assert.equal(faults, [])
  })
})

test('sorting swaps the list and moves the address; Back returns', async () => {
  await withViewer(async (viewer) => {
    const { page, faults } = await watchedPage(viewer, {})
    const list = `${viewer.base}/clusters/ml-prod/instances`
    await page.goto(list)
    await page.click('th >> text=took')
    await page.waitForURL(/sort=duration/)
    await page.waitForSelector('th[aria-sort="ascending"] >> text=took')
    await page.goBack()
    await page.waitForSelector('th[aria-sort="ascending"] >> text=state')
    await page.waitForURL(list)
    assert.equal(faults, [])
  })
})

test('sorting failure groups swaps the list; Back returns', async () => {
  await withViewer(async (viewer) => {
    const { page, faults } = await watchedPage(viewer, {})
    const list = `${viewer.base}/clusters/ml-prod/failures`
    await page.goto(list)
    await page.click('th >> text=lift')
    await page.waitForURL(/sort=lift/)
    await page.waitForSelector('th[aria-sort="descending"] >> text=lift')
    await page.goBack()
    await page.waitForSelector('th[aria-sort="descending"] >> text=instances')
    assert.equal(faults, [])
  })
})

test('without scripts a group leads from member to member, and to their lines', async () => {
  await withViewer(async (viewer) => {
    const { page, faults } = await watchedPage(viewer, { javaScriptEnabled: false })
    await page.goto(`${viewer.base}/clusters/ml-prod/failures/fg-dpkg`)
    const first = await page.locator('#evidence h2 a.mono').innerText()
    await page.click('#evidence >> text=next')
    assert.is.not(await page.locator('#evidence h2 a.mono').innerText(), first)
    assert.ok(await page.locator('.l.decisive mark').isVisible())
    await page.click('.l.decisive .ln')
    assert.ok(await page.locator('.l.decisive').isVisible())
    await page.waitForURL(/\/instances\/i-.*#L\d+$/)
    await page.goBack()
    await page.click('text=/Copy \\d+ instance ids/')
    assert.is(await page.locator('.ids:visible').count(), 4)
    assert.equal(faults, [])
  })
})

test('the overview says how bad, why, where and since when on the first screen', async () => {
  await withViewer(async (viewer) => {
    const { page } = await watchedPage(viewer, { viewport: { width: 1440, height: 900 } })
    await page.goto(`${viewer.base}/clusters/ml-prod`)
    for (const part of ['.verdict', '.why li:first-child', '.funnel', '.when h2']) {
      const box = await page.locator(part).first().boundingBox()
      assert.ok(box && box.y + box.height <= 900, `${part} ends at ${box && box.y + box.height}`)
    }
  })
})

test('the slash key leads to the field that finds in the log, and copying a log copies text alone', async () => {
  await withViewer(async (viewer) => {
    const { page } = await watchedPage(viewer, {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const failed = viewer.instances.find(({ state }) => state === 'failed')
    await page.goto(`${viewer.base}/clusters/ml-prod/instances/${failed?.instanceId}`)
    await page.click('text=copy text')
    await page.waitForSelector('text=copied')
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    assert.ok(copied.startsWith('[SageMaker] Downloading lifecycle scripts\n'))
    assert.is(copied.split('\n').length, failed?.attempts[0]?.lines.length)
    await page.keyboard.press('/')
    assert.is(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'find')
  })
})

suiteOfBrowser.run()
