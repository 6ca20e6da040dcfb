import { renameSync, rmSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createApp } from '../../server/app.ts'
import { filledDatabase } from './filled-database.ts'
import { everyPage, ownHost, testApp, withSuffix, withTestApp } from './test-app.ts'
import { type Element, walkedHtml } from './walked-html.ts'

const test = suite('pages')

const hostileLines = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</pre></div><a href="javascript:alert(1)" hx-get="/clusters">x</a>',
  '<!-- --><![CDATA[ ]]>',
  '\u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007 \u0000 \u202e gnp.exe',
  '\u001b[31m<b>red</b>\u001b[0m',
  '{{7*7}} `x`',
  "=cmd|'/C calc'!A0",
  'x'.repeat(10_000),
]

const htmxAttributes = [
  'hx-get',
  'hx-target',
  'hx-select',
  'hx-swap',
  'hx-push-url',
  'hx-trigger',
  'hx-ignore',
]

function checkElement({ name, attributes }: Element, url: string): void {
  const names = Object.keys(attributes)
  assert.not.ok(names.includes('style'), `${url} <${name} style>`)
  assert.not.ok(
    names.some((each) => each.startsWith('on')),
    url,
  )
  for (const each of names.filter((attribute) => attribute.startsWith('hx-'))) {
    assert.ok(htmxAttributes.includes(each), `${url} ${each}`)
  }
  const { href = '/', src = '/assets/', rel } = attributes
  // Empty: the page itself, again.
  assert.match(href, /^(\/|#|https:\/\/|$)/, `${url} ${href}`)
  if (href.startsWith('https:')) assert.is(rel, 'noreferrer', href)
  assert.match(src, /^\/assets\//)
}

test('HEAD answers with the status and headers of GET, and with no body', () =>
  withTestApp({ size: 20 }, async (filled) => {
    for (const url of everyPage(filled)) {
      for (const suffix of ['', '.json', '.csv']) {
        const asked = { url: withSuffix(url, suffix), headers: { host: ownHost } }
        // What is read again is kept, and may be sent in another form: both are asked for a second time.
        await filled.get(asked.url)
        const get = await filled.app.inject({ method: 'GET', ...asked })
        const head = await filled.app.inject({ method: 'HEAD', ...asked })
        assert.is(head.statusCode, get.statusCode, asked.url)
        assert.equal({ ...head.headers, date: '' }, { ...get.headers, date: '' }, asked.url)
        assert.is(head.body, '', asked.url)
      }
    }
  }))

test('every page is whole: tags balance, attributes are quoted, nothing bare', async () => {
  const filled = testApp({ size: 100, extraLines: hostileLines })
  for (const url of everyPage(filled)) {
    const reply = await filled.get(url)
    assert.is(reply.statusCode, 200, url)
    for (const element of walkedHtml(reply.body)) checkElement(element, url)
  }
  assert.equal(filled.bugs, [])
  await filled.app.close()
  filled.remove()
})

test('a page has each id once', async () => {
  const filled = testApp({ size: 100 })
  for (const url of everyPage(filled)) {
    const elements = walkedHtml((await filled.get(url)).body)
    const ids = elements.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]))
    assert.is(new Set(ids).size, ids.length, url)
  }
  await filled.app.close()
  filled.remove()
})

test('hostile lines are shown as text, with controls made visible', async () => {
  const filled = testApp({ size: 100, extraLines: hostileLines })
  const failed = filled.instances.find(({ state }) => state === 'failed')?.instanceId
  const { body } = await filled.get(`/clusters/ml-prod/instances/${failed}`)
  assert.match(body, '&lt;script&gt;alert(1)&lt;/script&gt;')
  assert.match(body, '<span class="ansi-1">&lt;b&gt;red&lt;/b&gt;</span>')
  assert.match(body, '<span class="control">\\x00</span>')
  assert.match(body, '<span class="control">\\u202e</span>')
  assert.match(body, '5,904 more characters')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
  assert.not.match(body, /[\u0000-\u0008\u000b-\u001f\u202e]/)
  await filled.app.close()
  filled.remove()
})

test('the raw text is the log as it is, and never a page', async () => {
  const filled = testApp({ size: 100, extraLines: hostileLines })
  const failed = filled.instances.find(({ state }) => state === 'failed')
  const reply = await filled.get(`/clusters/ml-prod/instances/${failed?.instanceId}/raw`)
  const lines = failed?.attempts.flatMap((attempt) => attempt.lines.map(({ message }) => message))
  assert.is(reply.body, `${lines?.join('\n')}\n`)
  assert.is(reply.headers['content-type'], 'text/plain; charset=utf-8')
  assert.match(String(reply.headers['content-disposition']), 'attachment')
  await filled.app.close()
  filled.remove()
})

test('every page answers as an object in JSON and as a table in CSV', async () => {
  const filled = testApp({ size: 100, extraLines: hostileLines })
  for (const url of everyPage(filled)) {
    const json = await filled.get(withSuffix(url, 'json'))
    assert.is(json.headers['content-type'], 'application/json; charset=utf-8', url)
    assert.type(json.json(), 'object')
    assert.not.ok(Array.isArray(json.json()))
    const csv = await filled.get(withSuffix(url, 'csv'))
    assert.is(csv.headers['content-type'], 'text/csv; charset=utf-8', url)
    assert.not.match(csv.body, /(^|,)"?[=@]/m, url)
    assert.ok(csv.body.split('\r\n').length >= 2, url)
  }
  await filled.app.close()
  filled.remove()
})

test('htmx gets the part that it asked for, everyone else the whole page', async () => {
  const filled = testApp({ size: 200 })
  const url = '/clusters/ml-prod/instances?sort=ip&columns=state,ip'
  const part = await filled.get(url, { 'hx-request-type': 'partial' })
  assert.ok(part.body.startsWith('<div id="instances">'))
  const whole = await filled.get(url)
  assert.ok(whole.body.startsWith('<!doctype html>'))
  assert.ok(whole.body.includes(part.body))
  await filled.app.close()
  filled.remove()
})

const refusedUrls = [
  ['/nothing', 404, 'There is no such page.'],
  ['/clusters/nope', 404, 'The database holds no cluster nope.'],
  ['/clusters/ml-prod/instances/i-00000000', 404, 'has no log of an instance i-00000000'],
  ['/clusters/ml-prod/failures/nope', 404, 'There is no failure group nope.'],
  ['/clusters/ml-prod/failures?verdict=perhaps', 400, 'does not know verdict=perhaps'],
  ['/clusters/ml-prod/failures?sort=x', 400, 'does not know sort=x'],
  ['/clusters/nope/catalogue', 404, 'The database holds no cluster nope.'],
  ['/clusters/ml-prod/instances?state=sad', 400, 'does not know state=sad'],
  ['/clusters/ml-prod/instances?sort=1;DROP', 400, 'does not know sort=1;DROP'],
  ['/clusters/ml-prod/instances?columns=state,x', 400, 'does not know columns=x'],
  ['/%', 400, 'The request cannot be read.'],
] as const

test('what cannot be shown is explained, as a page and as JSON', async () => {
  const filled = testApp({ size: 100 })
  for (const [url, status, text] of refusedUrls) {
    const page = await filled.get(url)
    assert.is(page.statusCode, status, url)
    assert.match(page.body, text)
    walkedHtml(page.body)
    const { error } = (await filled.get(withSuffix(url, 'json'))).json()
    assert.is(error.status, status, url)
    assert.match(error.message, text)
    assert.ok(error.nextStep.length > 0)
  }
  assert.equal(filled.bugs, [])
  await filled.app.close()
  filled.remove()
})

test('a database that is not there yet is a friendly page, and shows once it is', async () => {
  const filled = filledDatabase({ size: 100 })
  renameSync(filled.path, `${filled.path}.away`)
  const app = createApp({
    databasePath: filled.path,
    port: 8117,
    onBug: (error) => assert.unreachable(String(error)),
    now: Date.now,
  })
  const get = () => app.inject({ url: '/clusters', headers: { host: ownHost } })
  const missing = await get()
  assert.is(missing.statusCode, 503)
  assert.match(missing.body, 'hyperscope sync')
  renameSync(`${filled.path}.away`, filled.path)
  assert.match((await get()).body, 'ml-prod')
  await app.close()
  filled.remove()
})

test('another file in the place of the database is opened anew', async () => {
  const first = testApp({ size: 100 })
  const second = filledDatabase({ size: 200 })
  assert.is((await first.get('/clusters/ml-prod.json')).json().cluster.expected, 100)
  rmSync(first.path)
  renameSync(second.path, first.path)
  assert.is((await first.get('/clusters/ml-prod.json')).json().cluster.expected, 200)
  await first.app.close()
  first.remove()
  second.remove()
})

test('a bug is told once and shown without its text', async () => {
  const filled = testApp({ size: 100 })
  filled.app.get('/clusters/:cluster/broken', () => {
    throw new TypeError('secret')
  })
  const reply = await filled.get('/clusters/ml-prod/broken')
  assert.is(reply.statusCode, 500)
  assert.not.match(reply.body, 'secret')
  assert.is(filled.bugs.length, 1)
  await filled.app.close()
  filled.remove()
})

test('the one cluster is where / leads', async () => {
  const filled = testApp({ size: 100 })
  assert.is((await filled.get('/')).headers.location, '/clusters/ml-prod')
  await filled.app.close()
  filled.remove()
})

test.run()
