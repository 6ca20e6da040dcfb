import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium } from './chromium.ts'
import { looks, withHostileLines } from './looks.ts'
import { everyPage } from './test-app.ts'
import { watchedPage } from './viewer.ts'

// A file of its own, so that it runs beside the other tests with a browser.
const suiteOfAxe = suite('axe')
const test = hasChromium ? suiteOfAxe : suiteOfAxe.skip

/** All that axe judges by colours. The themes differ in nothing else: no script asks which one is on. */
const colourRules = ['color-contrast', 'link-in-text-block']

for (const [name, options] of looks.filter(([, { colorScheme }]) => colorScheme === 'light')) {
  test(`${name}, then dark: axe finds nothing on any page`, async () => {
    await withHostileLines(async (viewer) => {
      const { page } = await watchedPage(viewer, options)
      for (const url of everyPage(viewer)) {
        await page.emulateMedia({ colorScheme: 'light' })
        await page.goto(viewer.base + url)
        assert.equal(await violationsOf(page), [], url)
        await page.emulateMedia({ colorScheme: 'dark' })
        assert.equal(await violationsOf(page, colourRules), [], `${url}, dark`)
      }
    })
  })
}

/**
 * What the rules, all by default, find. No page has frames, so axe may run in it at once ("legacy"), and of what passes
 * nothing is told: to name each element that does takes longer than to judge them.
 */
async function violationsOf(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode()
  axe.options({ resultTypes: ['violations'], ...(rules && { runOnly: [...rules] }) })
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} (${nodes.length})`)
}

suiteOfAxe.run()
