// Hostile names and lines through everything that shows or hands them out.
import { parse } from 'csv-parse/sync'
import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForReading } from '../../migrations/open-database.ts'
import { createApp } from '../../server/app.ts'
import { listen } from '../../server/listen.ts'
import { urls } from '../../views/urls.ts'
import { hasChromium, withChromium } from './chromium.ts'
import { everyRoute, type RouteRequest } from './every-route.ts'
import { type HostileCluster, hostileCluster } from './hostile-cluster.ts'
import { hostileTexts } from './hostile-text.ts'
import { noteMs, ownHost } from './test-app.ts'
import { watchedPage } from './viewer.ts'
import { type Element, walkedHtml } from './walked-html.ts'

const test = suite('hostile pages')
const browserTest = hasChromium ? test : test.skip

const cluster: HostileCluster = await hostileCluster({ instances: 24, lines: 20_000 })
const key = cluster.clusterName

interface HostileApp {
  readonly app: FastifyInstance
  readonly routes: readonly RouteRequest[]
  readonly bugs: readonly unknown[]
}

async function hostileApp(): Promise<HostileApp> {
  const bugs: unknown[] = []
  const onBug = (error: unknown): void => void bugs.push(error)
  const app = createApp({ databasePath: cluster.path, port: 8117, onBug, now: () => noteMs })
  const named = { cluster: key, group: groups()[0] ?? '', instance: cluster.failed[0] ?? '' }
  return { app, routes: await everyRoute(app, named), bugs }
}

function groups(): readonly string[] {
  const database = openForReading(cluster.path)
  try {
    return database.prepare('SELECT failure_group_id FROM failure_group').pluck().all() as string[]
  } finally {
    database.close()
  }
}

const get = (app: FastifyInstance, url: string) => app.inject({ url, headers: { host: ownHost } })

const neverOurs = new Set([
  ...['img', 'iframe', 'object', 'embed', 'base', 'frame', 'audio', 'video', 'source', 'style'],
  ...[
    'math',
    'marquee',
    'plaintext',
    'animate',
    'foreignObject',
    'template',
    'noscript',
    'x',
    'mi',
  ],
])

/** What no page of ours has. */
function strange(elements: readonly Element[]): readonly string[] {
  return elements.flatMap(({ name, attributes }) => [
    ...(neverOurs.has(name) ? [`<${name}>`] : []),
    ...Object.entries(attributes).flatMap(([attribute, value]) =>
      isStrange(attribute, value) ? [`<${name} ${attribute}="${value}">`] : [],
    ),
  ])
}

function isStrange(attribute: string, value: string): boolean {
  if (/^(?:on|hx-on|data-hx)|^(?:style|srcdoc|background|http-equiv)$/i.test(attribute)) return true
  if (/^hx-(?:get|post)$/.test(attribute)) return !/^\/(?!\/)/.test(value)
  return (
    /^(?:href|src|action|formaction|xlink:href)$/.test(attribute) &&
    // Nothing at all is the page itself: "load the page again".
    !/^(?:$|#|\?|\/(?!\/)|https:\/\/)/.test(value)
  )
}

test('names and groups are as hostile as the lines', async () => {
  assert.is(cluster.lines, 20_000)
  assert.ok(groups().length >= 2)
  const { app } = await hostileApp()
  const overview = await get(app, urls.cluster(key))
  assert.is(overview.statusCode, 200)
  assert.match(overview.body, '&lt;img src=x onerror=window.pwned=1&gt;')
  await app.close()
})

/** What a route answers, in the form that its type promises. */
const checks: Readonly<Record<string, (body: string, url: string) => void>> = {
  'text/html': (body, url) => assert.equal(strange(walkedHtml(body)), [], url),
  'application/json': (body, url) => assert.type(JSON.parse(body), 'object', url),
  'text/csv': assertNoFormula,
  'text/plain': () => undefined,
}

test('every route is markup of ours alone; JSON is an object, CSV without a formula, a raw log no page', async () => {
  const { app, routes, bugs } = await hostileApp()
  const seen = new Set<string>()
  const reading = routes.filter(
    ({ method, url }) => method === 'GET' && !/^\/assets\/|^\/$/.test(url),
  )
  for (const { url } of reading) {
    const { body, headers, statusCode } = await get(app, url)
    assert.ok(statusCode < 500, url)
    if (statusCode === 302 || statusCode === 204) continue
    const type = String(headers['content-type']).split(';')[0] ?? ''
    seen.add(type)
    checks[type]?.(body, url)
    if (/csv|plain/.test(type)) assert.match(String(headers['content-disposition']), /^attachment/)
  }
  assert.equal([...seen].sort(), Object.keys(checks).sort())
  assert.equal(bugs, [])
  await app.close()
})

function assertNoFormula(body: string, url: string): void {
  const cells = (parse(body, { relax_column_count: false }) as string[][]).flat()
  assert.equal(
    cells.filter(
      (cell) => /^\s*[=+\-@|＝＋－＠]|^[\t\r\n]/.test(cell) && !/^-\d+(?:\.\d+)?$/.test(cell),
    ),
    [],
    url,
  )
}

/** A search for lines that end so, which are few: what is shown of them is the same. */
function searchUrl(text: string, index: number): string {
  const mode = ['text', 'word', 'regex'][index % 3]
  return `${urls.cluster(key)}/search?mode=${mode}&q=${encodeURIComponent(`${text.toWellFormed()} ~1`)}`
}

/** Every place of a URL that a text can stand in. */
function urlsWith(text: string, index: number): readonly string[] {
  const encoded = encodeURIComponent(text.toWellFormed())
  const own = urls.cluster(key)
  const instance = urls.instance(key, cluster.failed[index % cluster.failed.length] ?? '')
  return [
    ...[`/${encoded}`, `/clusters/${encoded}`, `/sql?q=${encoded}`, `${own}?strip=${encoded}`],
    ...[`${own}/instances/${encoded}`, `${own}/failures/${encoded}`, `${own}@${encoded}`],
    ...[`${own}/instances?text=${encoded}`, `${own}/instances?group=${encoded}&sort=${encoded}`],
    ...[`${own}/failures?stage=${encoded}`, `${own}/compare?a=${encoded}&b=rest`],
    ...[`${own}/durations?group=${encoded}`, `${own}/facets?failure=${encoded}`],
    ...[`${instance}?attempt=${encoded}`, searchUrl(text, index)],
    ...(index % 4 === 0 ? [`${instance}?find=${encoded}&highlight=${encoded}`] : []),
  ]
}

test('a hostile text in any place of a URL is text on the page that answers', async () => {
  const { app, bugs } = await hostileApp()
  for (const [index, text] of hostileTexts.entries()) {
    for (const url of urlsWith(text, index)) {
      const { body, headers } = await get(app, url)
      assert.match(String(headers['content-type']), /^text\/html/, url)
      assert.equal(strange(walkedHtml(body)), [], url)
    }
  }
  assert.equal(bugs, [])
  await app.close()
})

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

/** Links, pictures and markup that stand neither in code nor escaped; a bar ends a cell of a table, in code too. */
function liveMarkdown(text: string, base: string): readonly string[] {
  const parts = text
    .replaceAll(/^```\n[\s\S]*?\n```$/gm, '')
    .split('\n')
    .flatMap((line) => (line.startsWith('| ') ? (line.match(/(?:\\.|[^|\\])+/g) ?? []) : [line]))
    .map((part) => part.replaceAll(/`[^`]*`/g, ''))
  const targets = parts.flatMap((part) =>
    Array.from(part.matchAll(/(?<!\\)\[(?:\\.|[^\]\\])*\]\(([^)]*)\)/g), ([, to = '']) => to),
  )
  return [
    ...targets.filter((to) => !to.startsWith(base) && !to.startsWith('https://')),
    ...parts.flatMap((part) => part.match(/(?<!\\)<[^\s]{0,20}/g) ?? []),
  ]
}

async function look(page: Page, url: string): Promise<string> {
  await page.goto(url)
  assert.equal(strange(await page.evaluate(partsOfPage)), [], url)
  assert.is(await page.evaluate('window.pwned'), undefined, url)
  const { origin } = new URL(url)
  for (const text of await page.evaluate(copiedMarkdown)) {
    assert.equal(liveMarkdown(text, origin), [], `Markdown of ${url}`)
  }
  return page.evaluate(() => document.body.textContent ?? '')
}

browserTest(
  '20,000 hostile lines and every page around them run nothing, ask nobody and break no policy',
  async () => {
    const { app, routes } = await hostileApp()
    const base = await listen(app, 0)
    await withChromium(async (browser) => {
      const { page, faults } = await watchedPage({ base, browser }, {})
      const seen = new Set<string>()
      for (const id of cluster.instances) {
        const text = await look(page, `${base}${urls.instance(key, id)}?show=all`)
        for (const [, number = ''] of text.matchAll(/~(\d+)~/g)) seen.add(number)
      }
      assert.is(seen.size, cluster.lines)
      const pages = routes.filter(
        ({ method, url }) =>
          method === 'GET' &&
          !/^\/assets|\.(?:json|csv)$|\/(?:raw|news|0011223344556677)$|^\/sql/.test(url),
      )
      assert.ok(pages.length >= 20)
      const more = [
        ...groups().map((group) => urls.failureGroup(key, group)),
        ...cluster.failed
          .slice(0, 3)
          .flatMap((id) => [
            `${urls.instance(key, id)}?raw=yes`,
            `${urls.instance(key, id)}?show=unusual`,
          ]),
        ...hostileTexts.map(searchUrl),
      ]
      for (const url of [...pages.map((each) => each.url), ...more]) await look(page, base + url)
      assert.equal(faults, [])
    })
    await app.close()
  },
)

test.run()
