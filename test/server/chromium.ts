import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { launchedBrowsers } from './launched-browsers.ts'

/** Times by which `HYPERSCOPE_SLOW_PAGES` slows the pages' processor down: a test that races then loses. */
const slowedBy = Number(process.env.HYPERSCOPE_SLOW_PAGES ?? 1)

const executablePath = process.env.HYPERSCOPE_CHROMIUM ?? '/usr/bin/chromium'

/** Without a browser its tests are left out, except where CI promises that there is one. */
export const hasChromium = existsSync(executablePath) || process.env.CI !== undefined

// Nothing but the pages under test is asked for, and root may run it.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export async function withChromium<Result>(
  look: (browser: Browser) => Promise<Result>,
  moreFlags: readonly string[] = [],
): Promise<Result> {
  launchedBrowsers.count += 1
  const browser = await chromium.launch({ executablePath, args: [...flags, ...moreFlags] })
  try {
    return await look(browser)
  } finally {
    await browser.close()
  }
}

/** A page in a context of its own. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  if (slowedBy > 1) {
    const protocol = await context.newCDPSession(page)
    await protocol.send('Emulation.setCPUThrottlingRate', { rate: slowedBy })
    await protocol.send('Network.enable')
    await protocol.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 25 * slowedBy },
      ...{ downloadThroughput: -1, uploadThroughput: -1 },
    })
  }
  return page
}
