import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium } from './chromium.ts'
import { type Viewer, watchedPage, withViewer } from './viewer.ts'

const keys = suite('single keys')
const test = hasChromium ? keys : keys.skip

async function onInstances(look: (page: Page, viewer: Viewer) => Promise<void>): Promise<void> {
  await withViewer({ size: 100 }, async (viewer) => {
    const { page, faults } = await watchedPage(viewer, {})
    await page.goto(`${viewer.base}/clusters/ml-prod/instances`)
    await look(page, viewer)
    assert.equal(faults, [])
  })
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent ?? '')

test('the list under ? names each key of the page once, and every key that it names does something', async () => {
  await onInstances(async (page) => {
    await page.keyboard.press('?')
    const names = await page.locator('#keys kbd').allInnerTexts()
    assert.is(new Set(names).size, names.length)
    const declared = await page
      .locator('[data-key]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-key')))
    assert.equal(new Set(names), new Set([...declared, 'j', 'k', '?']))
    const { violations } = await new AxeBuilder({ page }).include('#keys').analyze()
    assert.equal(violations, [])
    await page.keyboard.press('Escape')
    assert.is(await page.locator('#keys').count(), 0)
  })
})

test('j and k walk the rows, Enter opens the one that has the focus', async () => {
  await onInstances(async (page) => {
    const ids = await page.locator('tbody td:first-child').allInnerTexts()
    await page.keyboard.press('j')
    assert.is(await focused(page), ids[0])
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    assert.is(await focused(page), ids[2])
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/instances/${ids[1]}`)
  })
})

test('j and k walk the lists of every page that has one', async () => {
  await withViewer({ size: 100 }, async (viewer) => {
    const { page, faults } = await watchedPage(viewer, {})
    for (const url of ['', '/failures', '/durations', '/facets', '/search?q=error', '/compare']) {
      await page.goto(`${viewer.base}/clusters/ml-prod${url}`)
      await page.keyboard.press('j')
      const first = await focused(page)
      await page.keyboard.press('j')
      assert.ok(first !== '' && (await page.locator('a:focus').count()) === 1, url)
      await page.keyboard.press('k')
      assert.is(await focused(page), first, url)
    }
    assert.equal(faults, [])
  })
})

test('while one types, and with a modifier, no key does anything', async () => {
  await onInstances(async (page) => {
    await page.keyboard.press('/')
    await page.keyboard.type('j?k')
    assert.is(await page.locator('input:focus').inputValue(), 'j?k')
    assert.is(await page.locator('#keys').count(), 0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+j')
    assert.is(await page.locator('a:focus').count(), 0)
  })
})

test('keys can be switched off, and stay so after a reload until they are switched on', async () => {
  await onInstances(async (page) => {
    await page.keyboard.press('?')
    await page.click('text=Switch these keys off')
    await page.keyboard.press('Escape')
    await page.reload()
    await page.keyboard.press('j')
    await page.keyboard.press('?')
    assert.is(await page.locator('a:focus, #keys').count(), 0)
    await page.click('[data-show-keys]')
    await page.click('text=Switch these keys on')
    await page.click('#keys >> text=Close')
    await page.keyboard.press('?')
    assert.ok(await page.locator('#keys').isVisible())
  })
})

keys.run()
