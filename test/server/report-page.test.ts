import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommand } from '../command.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { hasChromium, openPage, withChromium } from './chromium.ts'
import { filledDatabase } from './filled-database.ts'

// The report as a browser opens it, from a file.
const suiteOfReport = suite('report in a browser')
const test = hasChromium ? suiteOfReport : suiteOfReport.skip

const hostileLines = [
  '<img src=x onerror="window.pwned=1"><a href="https://evil.example">x</a>',
  '<script>window.pwned=1</script></style></div></figure>',
  '\u001b]8;;javascript:window.pwned=1\u0007click\u001b]8;;\u0007 \u202eabc \u0000',
  '"><svg onload=window.pwned=1><style>*{background:url(https://evil.example/x)}</style>',
  '</title></head><meta http-equiv="refresh" content="0;url=https://evil.example">',
]

async function writtenReport(): Promise<string> {
  const filled = filledDatabase({ size: 300, extraLines: hostileLines })
  const path = join(temporaryFolder(), 'incident.html')
  const { code, stderr } = await runCommand(['report', '--db', filled.path, '-o', path])
  filled.remove()
  assert.is(code, 0, stderr)
  return pathToFileURL(path).href
}

const written = hasChromium ? writtenReport() : Promise.resolve('')

/** Opens the report; `faults` are what the browser complains of, and requests for anything but the file. */
async function opened(
  options: BrowserContextOptions,
  look: (page: Page, faults: readonly string[]) => Promise<void>,
): Promise<void> {
  const url = await written
  await withChromium(async (browser) => {
    const page = await openPage(browser, options)
    const faults: string[] = []
    page.on('console', (message) => faults.push(message.text()))
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url) faults.push(request.url())
    })
    await page.goto(url)
    await look(page, faults)
  })
}

for (const [name, options] of [
  ['wide and light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['wide and dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['phone and light', { viewport: { width: 390, height: 844 }, colorScheme: 'light' }],
] as const) {
  test(`${name}: it asks for nothing, runs nothing, does not scroll sideways, and axe finds nothing serious`, async () => {
    await opened(options, async (page, faults) => {
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= options.viewport.width, `${width} wide`)
      assert.is(await page.evaluate('window.pwned'), undefined)
      assert.equal(faults, [])
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
      const serious = violations.filter(
        ({ impact }) => impact === 'serious' || impact === 'critical',
      )
      assert.equal(
        serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} (${nodes.length})`),
        [],
      )
    })
  })
}

test('hostile lines are text: no element, attribute or link comes of them', async () => {
  await opened({}, async (page) => {
    const found = await page.evaluate(() => ({
      strange: document.querySelectorAll(
        'script, img, iframe, object, embed, form, link, base, meta[http-equiv="refresh"]',
      ).length,
      styles: document.querySelectorAll('style').length,
      handlers: Array.from(document.querySelectorAll('*')).flatMap((element) =>
        element.getAttributeNames().filter((each) => each.startsWith('on') || each === 'style'),
      ),
      links: Array.from(document.links, (link) => link.getAttribute('href') ?? ''),
      text: document.body.textContent ?? '',
    }))
    assert.is(found.strange, 0)
    assert.is(found.styles, 1)
    assert.equal(found.handlers, [])
    assert.equal(
      found.links.filter((href) => !href.startsWith('#')),
      [],
    )
    assert.ok(found.text.includes(hostileLines[0] ?? ''))
    assert.ok(found.text.includes(hostileLines[4] ?? ''))
  })
})

test('every link leads to a place of the file; every sentence of the summary has one', async () => {
  await opened({}, async (page) => {
    const { missing, sentences, linked, doubled } = await page.evaluate(() => {
      const ids = Array.from(document.querySelectorAll('[id]'), ({ id }) => id)
      const targets = Array.from(document.links, (link) => link.hash.slice(1))
      return {
        missing: targets.filter((id) => !ids.includes(id)),
        doubled: ids.filter((id, place) => ids.indexOf(id) !== place),
        sentences: document.querySelectorAll('#summary li').length,
        linked: document.querySelectorAll('#summary li > a').length,
      }
    })
    assert.equal(missing, [])
    assert.equal(doubled, [])
    assert.ok(sentences >= 5)
    assert.is(linked, sentences)
    assert.ok((await page.locator('#summary a[href^="#evidence-"]').count()) > 0)
  })
})

test('it prints to a PDF', async () => {
  await opened({}, async (page) => {
    const pdf = await page.pdf({ format: 'A4' })
    assert.is(pdf.subarray(0, 5).toString(), '%PDF-')
    assert.ok(pdf.length > 20_000, String(pdf.length))
    writeFileSync(join(temporaryFolder(), 'incident.pdf'), pdf)
  })
})

suiteOfReport.run()
