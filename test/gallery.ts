// Writes every kind of page, in every state that it has, as screenshots in both themes and two sizes, beside a page
// that shows them all: `npm run gallery [-- FOLDER]`. For contributors, to look at before and after a change.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { listen } from '../server/listen.ts'
import { withChromium } from './server/chromium.ts'
import { everyPage, testApp } from './server/test-app.ts'

const folder = process.argv[2] ?? 'gallery'
const looks = [
  ['light', 1440, 900],
  ['dark', 1440, 900],
  ['light', 390, 844],
  ['dark', 390, 844],
] as const

interface Shot {
  readonly url: string
  readonly file: string
}

async function shoot(
  browser: Browser,
  at: {
    readonly base: string
    readonly urls: readonly string[]
    readonly look: (typeof looks)[number]
  },
): Promise<readonly Shot[]> {
  const [colorScheme, width, height] = at.look
  const context = await browser.newContext({ colorScheme, viewport: { width, height } })
  const page = await context.newPage()
  const shots: Shot[] = []
  for (const [index, url] of at.urls.entries()) {
    await page.goto(at.base + url)
    const file = `${String(index).padStart(2, '0')}-${colorScheme}-${width}.png`
    await page.screenshot({ path: join(folder, file), fullPage: width > 1000 })
    shots.push({ url, file })
  }
  await context.close()
  return shots
}

function contents(shots: readonly Shot[]): string {
  const text = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const figures = shots.map(
    ({ url, file }) =>
      `<figure><figcaption>${text(url)} · ${file}</figcaption><a href="${file}"><img src="${file}" alt="" loading="lazy" width="480"></a></figure>`,
  )
  return `<!doctype html><meta charset="utf-8"><title>Gallery</title><h1>${shots.length} screenshots</h1>\n${figures.join('\n')}\n`
}

const hostileLines = ['<img src=x onerror="alert(1)">', '\u001b[31mred\u001b[0m and \u0000 a NUL']
const filled = testApp({ extraLines: hostileLines })
mkdirSync(folder, { recursive: true })
try {
  const base = await listen(filled.app, 0)
  const urls = [...everyPage(filled), '/nothing-here', '/clusters/ml-prod?time=t', '/clusters/nope']
  const shots = await withChromium(async (browser) => {
    const all: Shot[] = []
    for (const look of looks) all.push(...(await shoot(browser, { base, urls, look })))
    return all
  })
  writeFileSync(join(folder, 'index.html'), contents(shots))
  process.stdout.write(`${join(folder, 'index.html')}: ${shots.length} screenshots\n`)
} finally {
  await filled.app.close()
  filled.remove()
}
