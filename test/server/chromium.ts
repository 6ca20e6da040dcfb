import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

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
  const browser = await chromium.launch({ executablePath, args: [...flags, ...moreFlags] })
  try {
    return await look(browser)
  } finally {
    await browser.close()
  }
}
