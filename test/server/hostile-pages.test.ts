// Hostile names and lines through everything that shows or hands them out.
import type { FastifyInstance } from 'fastify'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { urls } from '../../views/urls.ts'
import { hasChromium } from './chromium.ts'
import { hostileCluster } from './hostile-cluster.ts'
import { faultsOfRoutes, hostileApp, searchUrl, showHostilePages } from './hostile-pages-harness.ts'
import { hostileTexts } from './hostile-text.ts'
import { strangeParts } from './strange-parts.ts'
import { ownHost } from './test-app.ts'
import { walkedHtml } from './walked-html.ts'

const test = suite('hostile pages')
const browserTest = hasChromium ? test : test.skip

const cluster = await hostileCluster({ instances: 24, lines: 1000 })
const key = cluster.clusterName

const get = (app: FastifyInstance, url: string) => app.inject({ url, headers: { host: ownHost } })

test('names and groups are as hostile as the lines', async () => {
  const { app, groups } = await hostileApp(cluster)
  assert.ok(groups.length >= 2)
  const overview = await get(app, urls.cluster(key))
  assert.is(overview.statusCode, 200)
  assert.match(overview.body, '&lt;img src=x onerror=window.pwned=1&gt;')
  await app.close()
})

test('every route answers in its form: markup of ours, a JSON object, CSV without a formula, a raw log as a file', async () => {
  const hostile = await hostileApp(cluster)
  assert.equal(await faultsOfRoutes(hostile), [])
  await hostile.app.close()
})

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
    ...[`${instance}?attempt=${encoded}`, searchUrl(key, text, index)],
    ...(index % 4 === 0 ? [`${instance}?find=${encoded}&highlight=${encoded}`] : []),
  ]
}

test('a hostile text in any place of a URL is text on the page that answers', async () => {
  const { app, bugs } = await hostileApp(cluster)
  for (const [index, text] of hostileTexts.entries()) {
    for (const url of urlsWith(text, index)) {
      const { body, headers } = await get(app, url)
      assert.match(String(headers['content-type']), /^text\/html/, url)
      assert.equal(strangeParts(walkedHtml(body)), [], url)
    }
  }
  assert.equal(bugs, [])
  await app.close()
})

browserTest(
  '20,000 hostile lines and every page around them run nothing, ask nobody and break no policy',
  async () => {
    assert.equal((await showHostilePages({ lines: 20_000, seed: 5 })).broken, [])
  },
)

test.run()
