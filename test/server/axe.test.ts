import { AxeBuilder } from '@axe-core/playwright'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium } from './chromium.ts'
import { looks, withHostileLines } from './looks.ts'
import { everyPage } from './test-app.ts'
import { watchedPage } from './viewer.ts'

// A file of its own, so that it runs beside the other tests with a browser.
const suiteOfAxe = suite('axe')
const test = hasChromium ? suiteOfAxe : suiteOfAxe.skip

for (const [name, options] of looks) {
  test(`${name}: axe finds nothing on any page`, async () => {
    await withHostileLines(async (viewer) => {
      const { page } = await watchedPage(viewer, options)
      for (const url of everyPage(viewer)) {
        await page.goto(viewer.base + url)
        const { violations } = await new AxeBuilder({ page }).analyze()
        const said = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} (${nodes.length})`)
        assert.equal(said, [], url)
      }
    })
  })
}

suiteOfAxe.run()
