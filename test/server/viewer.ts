import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { listen } from '../../server/listen.ts'
import { openPage, withChromium } from './chromium.ts'
import type { filledDatabase } from './filled-database.ts'
import { type TestApp, testApp } from './test-app.ts'

/** The viewer over an invented cluster, listening, with a browser to look at it. */
export interface Viewer extends TestApp {
  /** `http://127.0.0.1:PORT` */
  readonly base: string
  readonly browser: Browser
}

export async function withViewer(
  options: Parameters<typeof filledDatabase>[0],
  look: (viewer: Viewer) => Promise<void>,
): Promise<void> {
  const filled = testApp(options)
  const base = await listen(filled.app, 0)
  try {
    await withChromium((browser) => look({ ...filled, base, browser }))
  } finally {
    await filled.app.close()
    filled.remove()
  }
}

/** Opens a page and collects whatever it should not do: violations, errors, requests to elsewhere. */
export async function watchedPage(
  viewer: Pick<Viewer, 'base' | 'browser'>,
  options: BrowserContextOptions,
): Promise<{ page: Page; faults: string[] }> {
  const page = await openPage(viewer.browser, options)
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${viewer.base}/`)) faults.push(`asks ${request.url()}`)
  })
  page.on('dialog', (dialog) => {
    faults.push(`opens a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return { page, faults }
}
