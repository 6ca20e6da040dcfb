// Hostile names and lines in a report, opened from its file as whoever gets it sent would.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { runCommand } from '../command.ts'
import type { PromiseFigure } from '../promises/promise-figure.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { withChromium } from './chromium.ts'
import { hostileCluster } from './hostile-cluster.ts'
import { hostileTexts } from './hostile-text.ts'
import { watchedPage } from './viewer.ts'

/** The report of a cluster all of whose instances failed for hostile reasons. */
async function hostileReport(seed: number): Promise<string> {
  const size = { instances: 2 * hostileTexts.length, lines: 4000, reasons: hostileTexts.length }
  const { path } = await hostileCluster({ ...size, seed })
  const output = join(temporaryFolder(), 'incident.html')
  const words = ['report', '--db', path, '-o', output, '--max-bytes', '20000000']
  const { code, stderr } = await runCommand(words)
  if (code !== 0) throw new Error(`no report of seed ${seed}: ${stderr}`)
  return output
}

/** Runs in the page: elements and attributes that no report has, and where its links lead. */
function partsOfNoReport(): readonly string[] {
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

interface Opened {
  readonly lines: number
  readonly faults: readonly string[]
}

async function open(browser: Browser, url: string): Promise<Opened> {
  const { page, faults } = await watchedPage({ base: 'file://', browser }, {})
  page.on('request', (request) => {
    if (request.url() !== url) faults.push(`asks ${request.url()}`)
  })
  await page.goto(url)
  faults.push(...(await page.evaluate(partsOfNoReport)))
  if ((await page.evaluate('window.pwned')) !== undefined) faults.push('a script ran')
  const text = await page.evaluate(() => document.body.textContent ?? '')
  if (!text.includes('<img src=x onerror=window.pwned=1>')) faults.push('no hostile text in it')
  await page.close()
  return { lines: new Set(text.match(/~\d+~/g)).size, faults }
}

/** Opens so many reports, one of each seed from the first on. */
export async function openReports(options: {
  readonly reports: number
  readonly seed: number
}): Promise<PromiseFigure & { readonly lines: number }> {
  const broken: string[] = []
  let lines = 0
  await withChromium(async (browser) => {
    for (let seed = options.seed; seed < options.seed + options.reports; seed += 1) {
      const opened = await open(browser, pathToFileURL(await hostileReport(seed)).href)
      lines += opened.lines
      broken.push(...opened.faults.map((fault) => `seed ${seed}: ${fault}`))
    }
  })
  return {
    promise: 'no line of a log or name runs, asks, opens a dialog or shows as markup in a report',
    ...{ trials: options.reports, broken, lines, seen: `${lines} hostile lines` },
  }
}
