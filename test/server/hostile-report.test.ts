// Hostile names and lines in a report, opened from its file as whoever gets it sent would.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommand } from '../command.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { hasChromium, withChromium } from './chromium.ts'
import { hostileCluster } from './hostile-cluster.ts'
import { hostileTexts } from './hostile-text.ts'
import { watchedPage } from './viewer.ts'

const test = suite('hostile report')
const browserTest = hasChromium ? test : test.skip

/** The report of a cluster all of whose instances failed for hostile reasons. */
async function hostileReport(seed: number): Promise<string> {
  const size = { instances: 2 * hostileTexts.length, lines: 4000, reasons: hostileTexts.length }
  const { path } = await hostileCluster({ ...size, seed })
  const output = join(temporaryFolder(), 'incident.html')
  const words = ['report', '--db', path, '-o', output, '--max-bytes', '20000000']
  const { code, stderr } = await runCommand(words)
  assert.is(code, 0, stderr)
  return output
}

/** Runs in the page: elements and attributes that no report has, and where its links lead. */
function strangeParts(): readonly string[] {
  const strange =
    'script, img, iframe, frame, object, embed, form, input, button, link, base, svg script, video, audio, math, template, marquee, meta[http-equiv="refresh"]'
  const isHandler = (name: string): boolean => /^on|^style$|^srcdoc$|^hx-|^background$/.test(name)
  return [
    ...Array.from(document.querySelectorAll(strange), ({ outerHTML }) => outerHTML),
    ...Array.from(document.querySelectorAll('*')).flatMap((element) =>
      element.getAttributeNames().filter(isHandler),
    ),
    ...Array.from(document.links, (link) => link.getAttribute('href') ?? '').filter(
      (href) => !href.startsWith('#'),
    ),
  ]
}

browserTest(
  'reports with over 1,000 hostile lines, opened from their files, run nothing, ask nobody, open no dialog and break no policy',
  async () => {
    const seen = new Set<string>()
    await withChromium(async (browser) => {
      for (const seed of [5, 6]) {
        const url = pathToFileURL(await hostileReport(seed)).href
        const { page, faults } = await watchedPage({ base: 'file://', browser }, {})
        const asked: string[] = []
        page.on('request', (request) => asked.push(request.url()))
        await page.goto(url)
        assert.equal(await page.evaluate(strangeParts), [])
        assert.is(await page.evaluate('window.pwned'), undefined)
        const text = await page.evaluate(() => document.body.textContent ?? '')
        for (const [, number] of text.matchAll(/~(\d+)~/g)) seen.add(`${seed} ${number}`)
        assert.ok(text.includes('<img src=x onerror=window.pwned=1>'))
        assert.equal(asked, [url])
        assert.equal(faults, [])
        await page.close()
      }
    })
    assert.ok(seen.size >= 1000, `${seen.size} lines`)
  },
)

test.run()
