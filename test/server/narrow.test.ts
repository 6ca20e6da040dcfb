import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium } from './chromium.ts'
import { everyPage } from './test-app.ts'
import { watchedPage, withViewer } from './viewer.ts'

// Pages on a phone.
const narrowSuite = suite('narrow pages')
const test = hasChromium ? narrowSuite : narrowSuite.skip
const phone = { viewport: { width: 390, height: 844 } }

/** What of the lists of a page cannot be read: values without a place, beyond the edge, or squeezed lines of log. */
function unreadable(lists: readonly Element[]): string[] {
  const cells = lists.flatMap((list) => Array.from(list.querySelectorAll('td:not(.together)')))
  const shown = cells.filter(
    (cell) => cell.textContent !== '' && !cell.closest('details:not([open])'),
  )
  return shown.flatMap((cell) => {
    const { width, left, right } = cell.getBoundingClientRect()
    const least = cell.querySelector('.line') === null ? 1 : 250
    const isSeen = width >= least && left >= 12 && right <= innerWidth
    return isSeen ? [] : [`${cell.textContent}: ${left} to ${right}`]
  })
}

test('lists read on in lines: none slides sideways, hides a value or squeezes a line of log', async () => {
  await withViewer({ size: 300 }, async (viewer) => {
    const { page } = await watchedPage(viewer, phone)
    let seen = 0
    for (const url of everyPage(viewer)) {
      await page.goto(viewer.base + url)
      const lists = page.locator('.list.stack')
      assert.equal(await lists.evaluateAll(unreadable), [], url)
      seen += await lists.count()
    }
    assert.ok(seen > 12, `${seen} lists`)
  })
})

test('on paper lists read on in lines, too: nothing is cut off at the edge', async () => {
  await withViewer({ size: 100 }, async (viewer) => {
    // A4, upright, without its margins.
    const { page } = await watchedPage(viewer, { viewport: { width: 718, height: 1000 } })
    await page.emulateMedia({ media: 'print' })
    for (const url of everyPage(viewer)) {
      await page.goto(viewer.base + url)
      assert.equal(await page.locator('.list.stack').evaluateAll(unreadable), [], url)
    }
  })
})

test('every tab stands in view; what slides keeps its first column', async () => {
  await withViewer({ size: 100 }, async (viewer) => {
    const { page, faults } = await watchedPage(viewer, phone)
    await page.goto(`${viewer.base}/clusters/ml-prod`)
    for (const tab of await page.locator('.tabs a').all()) {
      const box = await tab.boundingBox()
      assert.ok(box && box.x >= 0 && box.x + box.width <= 390, `${await tab.innerText()}`)
    }
    await page.goto(`${viewer.base}/clusters/ml-prod/facets`)
    const card = page.locator('#facet-instance-group')
    const first = card.locator('tbody td').first()
    const before = await first.boundingBox()
    await card.evaluate((each) => each.scrollTo(200, 0))
    assert.ok((await card.evaluate((each) => each.scrollLeft)) > 100)
    const after = await first.boundingBox()
    assert.ok(Math.abs((after?.x ?? 0) - (before?.x ?? 0)) < 20, `${before?.x} to ${after?.x}`)
    assert.equal(faults, [])
  })
})

narrowSuite.run()
