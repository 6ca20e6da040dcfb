// Hostile names and lines through everything that shows or hands them out: what the routes answer, and the pages in a browser.
import { parse } from 'csv-parse/sync'
import type { FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { openForReading } from '../../migrations/open-database.ts'
import { createApp } from '../../server/app.ts'
import { listen } from '../../server/listen.ts'
import { urls } from '../../views/urls.ts'
import type { PromiseFigure } from '../promises/promise-figure.ts'
import { withChromium } from './chromium.ts'
import { everyRoute, type RouteRequest } from './every-route.ts'
import { type HostileCluster, hostileCluster } from './hostile-cluster.ts'
import { hostileTexts } from './hostile-text.ts'
import { liveMarkdown, strangeParts } from './strange-parts.ts'
import { noteMs, ownHost } from './test-app.ts'
import { watchedPage } from './viewer.ts'
import { type Element, walkedHtml } from './walked-html.ts'

/** Lines of a cluster; more of them are in further clusters, of the seeds after the first. */
const linesOfCluster = 20_000

export interface HostileApp {
  readonly cluster: HostileCluster
  readonly app: FastifyInstance
  readonly groups: readonly string[]
  readonly routes: readonly RouteRequest[]
  readonly bugs: readonly unknown[]
}

/** The viewer over a hostile cluster; close it. */
export async function hostileApp(cluster: HostileCluster): Promise<HostileApp> {
  const bugs: unknown[] = []
  const onBug = (error: unknown): void => void bugs.push(error)
  const app = createApp({ databasePath: cluster.path, port: 8117, onBug, now: () => noteMs })
  const groups = groupsOf(cluster.path)
  const instance = cluster.failed[0] ?? ''
  const named = { cluster: cluster.clusterName, group: groups[0] ?? '', instance }
  return { cluster, app, groups, routes: await everyRoute(app, named), bugs }
}

function groupsOf(path: string): readonly string[] {
  const database = openForReading(path)
  try {
    return database.prepare('SELECT failure_group_id FROM failure_group').pluck().all() as string[]
  } finally {
    database.close()
  }
}

/** A search for lines that end so, which are few: what is shown of them is the same. */
export function searchUrl(key: string, text: string, index: number): string {
  const mode = ['text', 'word', 'regex'][index % 3]
  return `${urls.cluster(key)}/search?mode=${mode}&q=${encodeURIComponent(`${text.toWellFormed()} ~1`)}`
}

/** What is wrong with an answer, by the form that its type promises. */
const checks: Readonly<Record<string, (body: string) => readonly string[]>> = {
  'text/html': (body) => strangeParts(walkedHtml(body)),
  'application/json': (body) => (body.startsWith('{') ? [] : ['JSON that is no object']),
  'text/csv': formulas,
  'text/plain': () => [],
}

function formulas(body: string): readonly string[] {
  const cells = (parse(body, { relax_column_count: false }) as string[][]).flat()
  return cells.filter(
    (cell) => /^\s*[=+\-@|＝＋－＠]|^[\t\r\n]/.test(cell) && !/^-\d+(?:\.\d+)?$/.test(cell),
  )
}

async function faultsOfRoute(app: FastifyInstance, url: string, seen: Set<string>) {
  const { body, headers, statusCode } = await app.inject({ url, headers: { host: ownHost } })
  if (statusCode === 302 || statusCode === 204) return []
  const type = String(headers['content-type']).split(';')[0] ?? ''
  seen.add(type)
  const isShown = /csv|plain/.test(type) && !/^attachment/.test(`${headers['content-disposition']}`)
  return [
    ...(statusCode < 500 ? [] : [`${statusCode}`]),
    ...(isShown ? ['no attachment'] : []),
    ...(checks[type]?.(body) ?? [`an answer of ${type}`]),
  ]
}

/** Every route that is read is markup of ours alone; JSON is an object, CSV without a formula, a raw log no page. */
export async function faultsOfRoutes({
  app,
  routes,
  bugs,
}: HostileApp): Promise<readonly string[]> {
  const seen = new Set<string>()
  const faults: string[] = []
  for (const { method, url } of routes) {
    if (method !== 'GET' || /^\/assets\/|^\/$/.test(url)) continue
    const found = await faultsOfRoute(app, url, seen)
    faults.push(...found.map((fault) => `${url}: ${fault}`))
  }
  const unseen = Object.keys(checks).filter((type) => !seen.has(type))
  return [
    ...faults,
    ...unseen.map((type) => `no answer of ${type}`),
    ...bugs.map((bug) => `bug: ${bug}`),
  ]
}

/** Runs in the page. */
function partsOfPage(): readonly Element[] {
  return Array.from(document.querySelectorAll('*'), ({ localName: name, attributes }) => ({
    name,
    attributes: Object.fromEntries(
      Array.from(attributes, ({ name: each, value }) => [each, value]),
    ),
  }))
}

/** Runs in the page: what its buttons copy as Markdown. */
async function copiedMarkdown(): Promise<readonly string[]> {
  const copied: string[] = []
  navigator.clipboard.writeText = async (text) => void copied.push(text)
  for (const button of document.querySelectorAll<HTMLElement>('[data-markdown]')) button.click()
  await Promise.resolve()
  return copied
}

interface Looked {
  readonly text: string
  readonly faults: readonly string[]
}

async function look(page: Page, url: string): Promise<Looked> {
  await page.goto(url)
  const { origin } = new URL(url)
  const found = [...strangeParts(await page.evaluate(partsOfPage))]
  if ((await page.evaluate('window.pwned')) !== undefined) found.push('a script ran')
  for (const text of await page.evaluate(copiedMarkdown)) found.push(...liveMarkdown(text, origin))
  const faults = found.map((fault) => `${url}: ${fault}`)
  return { text: await page.evaluate(() => document.body.textContent ?? ''), faults }
}

/** Pages beside those of the logs. */
function otherPages({ cluster, groups, routes }: HostileApp): readonly string[] {
  const key = cluster.clusterName
  const pages = routes.filter(
    ({ method, url }) =>
      method === 'GET' &&
      !/^\/assets|\.(?:json|csv)$|\/(?:raw|news|0011223344556677)$|^\/sql/.test(url),
  )
  return [
    ...pages.map(({ url }) => url),
    ...groups.map((group) => urls.failureGroup(key, group)),
    ...cluster.failed
      .slice(0, 3)
      .map((id) => urls.instance(key, id))
      .flatMap((url) => [`${url}?raw=yes`, `${url}?show=unusual`]),
    ...hostileTexts.map((text, index) => searchUrl(key, text, index)),
  ]
}

interface LookedAll {
  readonly pages: number
  readonly faults: readonly string[]
}

/** Every line on the page of its log, and every page around them: nothing runs, nobody is asked, no policy is broken. */
async function lookAtAll(hostile: HostileApp, browser: Browser): Promise<LookedAll> {
  const { cluster, app } = hostile
  const base = await listen(app, 0)
  const { page, faults } = await watchedPage({ base, browser }, {})
  const found: string[] = []
  const seen = new Set<string>()
  for (const id of cluster.instances) {
    const looked = await look(page, `${base}${urls.instance(cluster.clusterName, id)}?show=all`)
    found.push(...looked.faults)
    for (const [, number = ''] of looked.text.matchAll(/~(\d+)~/g)) seen.add(number)
  }
  const others = otherPages(hostile)
  for (const url of others) found.push(...(await look(page, base + url)).faults)
  if (seen.size !== cluster.lines) found.push(`${seen.size} of ${cluster.lines} lines were shown`)
  return { pages: cluster.instances.length + others.length, faults: [...found, ...faults] }
}

/** Shows so many hostile lines in a browser. */
export async function showHostilePages(options: {
  readonly lines: number
  readonly seed: number
}): Promise<PromiseFigure> {
  const broken: string[] = []
  let [clusters, pages] = [0, 0]
  for (let left = options.lines; left > 0; left -= linesOfCluster) {
    const size = { instances: 24, lines: Math.min(linesOfCluster, left) }
    const hostile = await hostileApp(
      await hostileCluster({ ...size, seed: options.seed + clusters }),
    )
    broken.push(...(await faultsOfRoutes(hostile)))
    const looked = await withChromium((browser) => lookAtAll(hostile, browser))
    broken.push(...looked.faults)
    await hostile.app.close()
    clusters += 1
    pages += looked.pages
  }
  return {
    promise: 'no line of a log or name runs, asks, opens a dialog or shows as markup on a page',
    ...{ trials: options.lines, broken },
    seen: `${clusters} clusters, ${pages} pages`,
  }
}
