// A page of somebody else in the browser that is let in: on another port (the same site to a browser, so that it sends
// our cookie), on another site, and on a name that has been pointed at this machine.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createApp } from '../../server/app.ts'
import { listen } from '../../server/listen.ts'
import { hasChromium, openPage, withChromium } from './chromium.ts'
import { everyRoute, filledNames, type RouteRequest } from './every-route.ts'
import { filledDatabase } from './filled-database.ts'
import { noteMs } from './test-app.ts'

const suiteOfPages = suite('foreign page')
const test = hasChromium ? suiteOfPages : suiteOfPages.skip

interface Scene {
  readonly base: string
  readonly page: Page
  readonly otherPort: number
  readonly routes: readonly RouteRequest[]
  /** What the viewer answered since the last look: method, URL and status. */
  answered(): readonly string[]
}

async function emptyPages(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>theirs</title>')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

async function inScene(look: (scene: Scene) => Promise<void>): Promise<void> {
  const filled = filledDatabase({ size: 40 })
  const token = 'token'
  const app = createApp({
    ...{ databasePath: filled.path, port: 0, token, now: () => noteMs, isSqlOn: true },
    onBug: () => undefined,
  })
  const log: string[] = []
  // Before it is sent, so that what the browser has got stands here.
  app.addHook('onSend', (request, reply, payload, done) => {
    const isOwn = request.url === '/favicon.ico' || request.url.startsWith('/clusters.json?token')
    if (!isOwn) log.push(`${request.method} ${request.url} ${reply.statusCode}`)
    done(null, payload)
  })
  const routes = await everyRoute(app, filledNames(filled))
  const base = await listen(app, 0)
  const theirs = await emptyPages()
  const flags = ['--host-resolver-rules=MAP rebound.example 127.0.0.1']
  await withChromium(async (browser) => {
    const page = await openPage(browser)
    // An answer without an icon, which the browser would load some time later.
    await page.goto(`${base}/clusters.json?token=${token}`)
    const { port: otherPort } = theirs.address() as AddressInfo
    log.length = 0
    await look({ base, page, otherPort, routes, answered: () => log.splice(0) })
  }, flags)
  theirs.close()
  await app.close()
  filled.remove()
}

/** Runs in the page: every way a page has to get at a URL, and what it could learn. */
async function tried(url: string): Promise<Readonly<Record<string, string>>> {
  const loaded = (tag: string, name: string): Promise<string> =>
    new Promise((resolve) => {
      const element = document.createElement(tag)
      element.setAttribute('rel', 'stylesheet')
      element.addEventListener('load', () => resolve('loaded'))
      element.addEventListener('error', () => resolve('failed'))
      element.setAttribute(name, url)
      document.head.append(element)
    })
  const fetched = (mode: RequestMode, credentials: RequestCredentials): Promise<string> =>
    fetch(url, { mode, credentials }).then(
      async (answer) => `${answer.type} ${answer.status} ${(await answer.text()).length}`,
      () => 'failed',
    )
  const events = new Promise<string>((resolve) => {
    const source = new EventSource(url, { withCredentials: true })
    source.onopen = () => resolve('open')
    source.onerror = () => {
      source.close()
      resolve('failed')
    }
  })
  return {
    cors: await fetched('cors', 'include'),
    script: await loaded('script', 'src'),
    image: await loaded('img', 'src'),
    style: await loaded('link', 'href'),
    module: await import(url).then(
      () => 'loaded',
      () => 'failed',
    ),
    events: await events,
  }
}

/** Runs in the page. A browser makes later ones wait after a failure, so that one must do. */
function triedSocket(url: string): Promise<string> {
  return new Promise((resolve) => {
    const opened = new WebSocket(url.replace(/^http/, 'ws'))
    opened.onopen = () => resolve('open')
    opened.onerror = () => resolve('failed')
  })
}

const failedAll = {
  ...{ cors: 'failed', script: 'failed', image: 'failed', style: 'failed' },
  ...{ module: 'failed', events: 'failed' },
}

for (const [what, originOf] of [
  ['another port of 127.0.0.1', ({ otherPort }: Scene) => `http://127.0.0.1:${otherPort}/`],
  ['another site', ({ otherPort }: Scene) => `http://localhost:${otherPort}/`],
] as const) {
  test(`a page on ${what} learns nothing of any route, and the viewer answers none of its requests`, async () => {
    await inScene(async (scene) => {
      const { page, routes, base } = scene
      await page.goto(originOf(scene))
      const urls = new Set(routes.filter(({ method }) => method === 'GET').map(({ url }) => url))
      for (const url of urls) {
        assert.equal(await page.evaluate(tried, base + url), failedAll, url)
      }
      assert.is(await page.evaluate(triedSocket, `${base}/clusters`), 'failed')
      const answered = scene.answered()
      assert.ok(answered.length >= 3 * urls.size)
      assert.equal(
        answered.filter((line) => !/ 4\d\d$/.test(line)),
        [],
      )
    })
  })
}

test('a page on a name that was pointed at this machine reads nothing, not even as its own origin', async () => {
  await inScene(async ({ base, page, answered }) => {
    const rebound = base.replace('127.0.0.1', 'rebound.example')
    const reply = await page.goto(`${rebound}/`)
    assert.is(reply?.status(), 421)
    assert.not.match(await page.content(), 'ml-prod')
    const read = await page.evaluate(async () => {
      const answer = await fetch('/clusters.json')
      return `${answer.status} ${await answer.text()}`
    })
    assert.match(read, /^421 /)
    assert.not.match(read, 'ml-prod')
    assert.equal(
      answered().filter((line) => !line.endsWith(' 421')),
      [],
    )
  })
})

test('a form of another page writes nothing; a frame and a window of it show nothing to it', async () => {
  await inScene(async (scene) => {
    const { base, page, otherPort, answered } = scene
    for (const host of ['127.0.0.1', 'localhost']) {
      await page.goto(`http://${host}:${otherPort}/`)
      answered()
      const seen = await page.evaluate(async (target) => {
        const frame = document.createElement('iframe')
        frame.name = 'inside'
        frame.src = `${target}/clusters`
        const framed = new Promise((resolve) => frame.addEventListener('load', resolve))
        document.body.append(frame)
        await framed
        const form = document.createElement('form')
        Object.assign(form, {
          method: 'post',
          action: `${target}/clusters/ml-prod/notes`,
          target: 'inside',
        })
        document.body.append(form)
        const sent = new Promise((resolve) => frame.addEventListener('load', resolve))
        form.submit()
        await sent
        return frame.contentDocument === null ? 'nothing' : frame.contentDocument.body.innerText
      }, base)
      assert.is(seen, 'nothing')
      assert.equal(answered(), ['GET /clusters 403', 'POST /clusters/ml-prod/notes 403'])
      const popup = page.waitForEvent('popup')
      await page.evaluate((target) => {
        Object.assign(window, { theirs: window.open(`${target}/clusters`) })
      }, base)
      await (await popup).waitForLoadState()
      // Opened as a whole it is a page of its own: cut off from the one that opened it.
      await page.waitForFunction('window.theirs.closed')
      await (await popup).close()
    }
  })
})

suiteOfPages.run()
