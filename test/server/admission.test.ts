import { once } from 'node:events'
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { admission } from '../../server/admission.ts'
import { createApp } from '../../server/app.ts'
import { readAssets } from '../../server/assets.ts'
import { sessionToken } from '../../server/cli/session-token.ts'
import { listen } from '../../server/listen.ts'
import { startCommand } from '../command.ts'
import { temporaryFolder } from '../synced-demo.ts'
import { hasChromium, openPage, withChromium } from './chromium.ts'
import { filledDatabase } from './filled-database.ts'
import { everyPage, noteMs, ownHost, withSuffix } from './test-app.ts'
import { watchedPage } from './viewer.ts'

const test = suite('admission')
const browserTest = hasChromium ? test : test.skip

const token = 'ownToken-0123456789_ab'
const session = { token, port: 8117 }
const cookie = `hyperscope-8117=${token}`

function lockedApp() {
  const filled = filledDatabase({ size: 100 })
  const app = createApp({
    ...{ databasePath: filled.path, port: 8117, token, now: () => noteMs },
    onBug: (error) => assert.unreachable(String(error)),
  })
  const get = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    app.inject({ url, headers: { host: ownHost, ...headers } })
  const close = async (): Promise<void> => {
    await app.close()
    filled.remove()
  }
  return { ...filled, app, get, close }
}

for (const [what, headers, kind] of [
  ['nothing', {}, 'out'],
  ['its cookie', { cookie }, 'in'],
  ['its cookie among others', { cookie: `a=b; ${cookie}; c` }, 'in'],
  ['two cookies of one name, one of them right', { cookie: `hyperscope-8117=x; ${cookie}` }, 'in'],
  ['the cookie of another port', { cookie: `hyperscope-8118=${token}` }, 'out'],
  ['a cookie that ends so', { cookie: `x${cookie}` }, 'out'],
  ['half of it', { cookie: cookie.slice(0, -1) }, 'out'],
  ['more than it', { cookie: `${cookie}x` }, 'out'],
  ['an empty cookie', { cookie: 'hyperscope-8117=' }, 'out'],
  ['as a bearer', { authorization: `Bearer ${token}` }, 'in'],
  ['as a bearer in small letters', { authorization: `bearer ${token}` }, 'in'],
  ['another bearer', { authorization: `Bearer ${token.toLowerCase()}` }, 'out'],
  ['no bearer', { authorization: `Basic ${token}` }, 'out'],
] as const) {
  test(`${what}: ${kind}`, () => {
    const { cookie: sent, authorization } = headers as Record<string, string>
    const request = { method: 'GET', url: '/clusters', cookie: sent, authorization }
    assert.is(admission(request, session).kind, kind)
  })
}

for (const [url, location] of [
  [`/?token=${token}`, '/'],
  [`/clusters/a?b=%26&token=${token}&c=d?e`, '/clusters/a?b=%26&c=d?e'],
  [`//evil.example/?token=${token}`, '/evil.example/'],
  [`/\\evil.example/?token=${token}`, '/evil.example/'],
  [`http://evil.example/?token=${token}`, '/http://evil.example/'],
] as const) {
  test(`${url} is swapped for a cookie, and leads to ${location}`, () => {
    const admitted = admission(
      { method: 'GET', url, cookie: undefined, authorization: undefined },
      session,
    )
    assert.equal(admitted, {
      ...{ kind: 'swap', location },
      setCookie: `${cookie}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict`,
    })
  })
}

test('a form or a wrong token in the address lets nobody in', () => {
  const request = { cookie: undefined, authorization: undefined }
  assert.is(admission({ ...request, method: 'POST', url: `/?token=${token}` }, session).kind, 'out')
  assert.is(admission({ ...request, method: 'GET', url: '/?token=' }, session).kind, 'out')
  assert.is(admission({ ...request, method: 'GET', url: '/?token=x' }, session).kind, 'out')
  const known = admission({ ...request, method: 'GET', url: '/a?token=x', cookie }, session)
  assert.is(known.kind === 'swap' && known.location, '/a')
})

test('no route of any form tells anything without the token, files included', async () => {
  const { app, get, close, ...filled } = lockedApp()
  const pages = everyPage(filled)
  for (const url of [
    ...['/', '/nothing', '/%', '/clusters/%ff', '/sql', '/?token=x', '/favicon.ico'],
    ...pages.flatMap((page) => [page, withSuffix(page, 'json'), withSuffix(page, 'csv')]),
    ...Object.values(readAssets().paths).flat(),
  ]) {
    const reply = await get(url)
    assert.is(reply.statusCode, 401, url)
    assert.is(reply.headers['www-authenticate'], 'Bearer')
    assert.match(reply.body, 'not been let in')
    assert.not.match(reply.body, /ml-prod|worker|i-0/)
    assert.not.match(JSON.stringify(reply.headers) + reply.body, token)
  }
  const form = { method: 'POST', url: '/clusters/ml-prod/notes' } as const
  const sent = await app.inject({
    ...form,
    headers: { host: ownHost, origin: `http://${ownHost}` },
  })
  assert.is(sent.statusCode, 401)
  await close()
})

test('with the cookie or as a bearer every page answers', async () => {
  const { app, get, close, ...filled } = lockedApp()
  for (const url of everyPage(filled)) {
    const open = [200, 400, 404]
    assert.ok(open.includes((await get(url, { cookie })).statusCode), url)
    assert.ok(open.includes((await get(url, { authorization: `Bearer ${token}` })).statusCode), url)
  }
  await close()
})

test('a stranger is refused before the token is looked at', async () => {
  const { get, close } = lockedApp()
  for (const [headers, status] of [
    [{ host: 'evil.example:8117' }, 421],
    [{ origin: 'http://evil.example' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
  ] as const) {
    const reply = await get(`/?token=${token}`, { cookie, ...headers })
    assert.is(reply.statusCode, status)
    assert.is(reply.headers['set-cookie'], undefined)
  }
  await close()
})

test('the token of a user and a database is the same at every start, and no other', () => {
  const env = { XDG_STATE_HOME: join(temporaryFolder(), 'state') }
  const first = sessionToken('a.db', env)
  assert.match(first.token, /^[\w-]{22}$/)
  assert.equal(sessionToken('./a.db', env), first)
  assert.is.not(sessionToken('b.db', env).token, first.token)
  const folder = join(env.XDG_STATE_HOME, 'hyperscope')
  assert.is(statSync(folder).mode & 0o777, 0o700)
  assert.is(statSync(join(folder, 'secret')).mode & 0o777, 0o600)
  assert.is.not(sessionToken('a.db', { XDG_STATE_HOME: temporaryFolder() }).token, first.token)
})

test('a secret that others may read, or that is none, is not used, and the operator told', () => {
  const env = { XDG_STATE_HOME: temporaryFolder() }
  const { token: kept } = sessionToken('a.db', env)
  const file = join(env.XDG_STATE_HOME, 'hyperscope', 'secret')
  chmodSync(file, 0o644)
  const open = sessionToken('a.db', env)
  assert.is.not(open.token, kept)
  assert.match(open.warning ?? '', `others may read ${file}`)
  chmodSync(file, 0o600)
  assert.is(sessionToken('a.db', env).token, kept)
  writeFileSync(file, '')
  assert.match(sessionToken('a.db', env).warning ?? '', 'holds no secret')
})

test('without a home the viewer starts with a token of its own', () => {
  const [one, two] = [{ HOME: '/nonexistent' }, {}].map((env) => sessionToken('a.db', env))
  assert.is.not(one?.token, two?.token)
  assert.match(one?.warning ?? '', 'no home folder')
  const home = temporaryFolder()
  mkdirSync(join(home, '.local'))
  sessionToken('a.db', { HOME: home })
  assert.ok(statSync(join(home, '.local/state/hyperscope/secret')).isFile())
})

/** The first line of `serve`, and what it wrote to stderr until it ended. */
async function served(path: string, env: Readonly<Record<string, string>>) {
  const child = startCommand(['serve', '--db', path, '--port', '0'], env)
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += String(chunk)
  })
  const lines = createInterface({ input: child.stdout ?? process.stdin })
  const [line] = (await once(lines, 'line')) as [string]
  const stop = async (): Promise<string> => {
    const closed = once(child, 'close')
    child.kill('SIGINT')
    await closed
    return said
  }
  return { url: new URL(line), stop }
}

test('serve prints an address that lets in, the same at the next start; its token is written nowhere else', async () => {
  const { path, remove } = filledDatabase({ size: 8 })
  const env = { XDG_STATE_HOME: temporaryFolder() }
  const first = await served(path, env)
  const given = first.url.searchParams.get('token') ?? ''
  assert.match(given, /^[\w-]{22}$/)
  assert.is((await fetch(first.url.origin)).status, 401)
  const headers = { authorization: `Bearer ${given}` }
  assert.is((await fetch(`${first.url.origin}/clusters.json`, { headers })).status, 200)
  const opened = await fetch(first.url, { redirect: 'manual' })
  assert.is(opened.status, 303)
  assert.is(opened.headers.get('location'), '/')
  assert.is(opened.headers.get('referrer-policy'), 'no-referrer')
  assert.not.match(await first.stop(), given)
  const second = await served(path, env)
  assert.is(second.url.searchParams.get('token'), given)
  await second.stop()
  remove()
})

const hasToken = (page: Page): Promise<boolean> =>
  page.evaluate(
    (secret) =>
      [location.href, document.referrer, document.cookie, document.documentElement.outerHTML]
        .join()
        .includes(secret) ||
      performance.getEntriesByType('navigation').some(({ name }) => name.includes(secret)),
    token,
  )

browserTest(
  'a browser is let in once, and still after the viewer has been started again',
  async () => {
    const { app, path, remove } = lockedApp()
    const base = await listen(app, 0)
    await withChromium(async (browser) => {
      const { page, faults } = await watchedPage({ base, browser }, {})
      await page.goto(`${base}/clusters?token=${token}`)
      assert.is(page.url(), `${base}/clusters`)
      assert.is(await hasToken(page), false)
      await page.click('table a')
      assert.is(await hasToken(page), false)
      assert.is(await page.evaluate('history.length'), 3)
      const [kept] = await page.context().cookies()
      assert.equal([kept?.httpOnly, kept?.sameSite, kept?.value], [true, 'Strict', token])
      // What the page still loads would be refused by a server that closes.
      await page.waitForLoadState('networkidle')
      await app.close()
      const again = createApp({
        ...{ databasePath: path, port: 0, token, now: () => noteMs, onBug: () => undefined },
      })
      await listen(again, Number(new URL(base).port))
      await page.reload()
      assert.match(await page.innerText('h1'), 'instances')
      assert.equal(faults, [])
      await again.close()
    })
    remove()
  },
)

browserTest(
  'a browser that was not let in is told what to open, and loads nothing else',
  async () => {
    const { app, close } = lockedApp()
    const base = await listen(app, 0)
    await withChromium(async (browser) => {
      const { page, faults } = await watchedPage({ base, browser }, {})
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      await page.goto(base)
      assert.match(await page.innerText('main'), `Open the address that hyperscope printed`)
      assert.equal(
        asked.filter((url) => !url.endsWith('/favicon.ico')),
        [`${base}/`],
      )
      assert.ok(faults.every((fault) => fault.includes('401')))
    })
    await close()
  },
)

browserTest('a link of another site leads a browser that is in one step further', async () => {
  const { app, close } = lockedApp()
  const base = await listen(app, 0)
  const elsewhere = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<a href="${base}/clusters?b=%3Cb%3E">see</a>`)
  }).listen(0, '127.0.0.1')
  await once(elsewhere, 'listening')
  await withChromium(async (browser) => {
    const page = await openPage(browser)
    await page.goto(`${base}/?token=${token}`)
    // To a browser, localhost is another site than 127.0.0.1.
    await page.goto(`http://localhost:${(elsewhere.address() as AddressInfo).port}/`)
    await page.click('text=see')
    assert.match(await page.innerText('h1'), 'A link of another page led here.')
    await page.click('main a')
    await page.waitForURL(`${base}/clusters?b=%3Cb%3E`)
    assert.match(await page.innerText('body'), 'ml-prod')
  })
  elsewhere.close()
  await close()
})

test.run()
