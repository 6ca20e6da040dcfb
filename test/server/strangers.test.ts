// Who may ask: every route that Fastify has registered, whatever its form, against names, origins and ways of asking.
import type { HTTPMethods } from 'fastify'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { requestRefusal } from '../../server/request-refusal.ts'
import { everyRoute, filledNames, type RouteRequest } from './every-route.ts'
import { ownHost, type TestApp, testApp } from './test-app.ts'

const test = suite('strangers')

const otherHosts = [
  ...['127.0.0.1', 'localhost', '[::1]', '127.0.0.1:8118', '127.0.0.1:81170', '127.0.0.1:811'],
  ...['evil.example', 'evil.example:8117', '127.0.0.1.nip.io:8117', 'localhost.evil.example:8117'],
  ...['localtest.me:8117', '7f000001.rbndr.us:8117', 'evil.example#127.0.0.1:8117'],
  ...['localhost.:8117', 'localhost..:8117', '127.0.0.1.:8117', '127.1:8117', '127.0.1:8117'],
  ...['0.0.0.0:8117', '0:8117', '2130706433:8117', '0x7f000001:8117', '0177.0.0.1:8117'],
  ...['127.0.0.2:8117', '127.0.0.01:8117', '[::]:8117', '[::ffff:127.0.0.1]:8117', '[0:0::1]:8117'],
  ...['::1:8117', '[::1%lo]:8117', 'user@127.0.0.1:8117', 'user:pw@localhost:8117'],
  ...['127.0.0.1:8117,evil.example', 'evil.example,127.0.0.1:8117', '127.0.0.1:8117 evil.example'],
  ...['127.0.0.1:8117/', '127.0.0.1:8117?', '127.0.0.1:8117#', 'http://127.0.0.1:8117'],
  ...['127.0.0.1:08117', '127.0.0.1:+8117', '127.0.0.1:8117:8117', '127.0.0.1:', ':8117', ''],
  ...['lοcalhost:8117', 'localhost\u00ad:8117', '127.0.0.1\t:8117', '__proto__', 'constructor'],
] as const

/** What is no GET of this program's own page, however it is asked; a link that opens a page as a whole is the exception. */
const foreignWays: readonly Readonly<Record<string, string>>[] = [
  ...['http://evil.example', 'null', 'http://127.0.0.1:3000', 'https://127.0.0.1:8117', ''].map(
    (origin) => ({ origin }),
  ),
  ...['http://127.0.0.1:8117.evil.example', 'http://localhost:8117', `http://${ownHost}/`].map(
    (origin) => ({ origin }),
  ),
  ...['file://', 'chrome-extension://abc', `http://${ownHost}, http://evil.example`].map(
    (origin) => ({ origin }),
  ),
  ...['cross-site', 'same-site', 'Cross-Site', 'nonsense', 'same-origin, cross-site'].map(
    (site) => ({ 'sec-fetch-site': site }),
  ),
  ...['no-cors', 'cors', 'navigate', 'websocket'].map((mode) => ({
    ...{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode, 'sec-fetch-dest': 'script' },
  })),
  ...['iframe', 'frame', 'object', 'embed', 'empty'].map((dest) => ({
    ...{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': dest },
  })),
]

interface Asking {
  readonly route: RouteRequest
  readonly headers: Readonly<Record<string, string>>
}

async function assertRefused(filled: TestApp, { route, headers }: Asking): Promise<number> {
  const reply = await filled.app.inject({ ...route, headers })
  const asked = `${route.method} ${route.url} ${JSON.stringify(headers)}`
  assert.ok([403, 405, 421].includes(reply.statusCode), `${reply.statusCode} to ${asked}`)
  assert.not.match(reply.body + JSON.stringify(reply.headers), /ml-prod|worker|i-0|dpkg/)
  assert.is(reply.headers['access-control-allow-origin'], undefined)
  return reply.statusCode
}

/** Every route, and what has none. */
async function everyTarget(filled: TestApp): Promise<readonly RouteRequest[]> {
  const routes = await everyRoute(filled.app, filledNames(filled))
  assert.ok(routes.length > 100, String(routes.length))
  for (const part of ['/sql', '/raw', '/news', '.csv', '.json', '/assets/', '/notes/1/remove']) {
    assert.ok(
      routes.some(({ url }) => url.endsWith(part) || url.startsWith(part)),
      part,
    )
  }
  const none = ['/nothing', '/%', '/clusters/%ff', '/assets/nothing.js', '/clusters/ml-prod/%00']
  return [...routes, ...none.map((url) => ({ method: 'GET', url }) as const)]
}

test(`no route answers another name: ${otherHosts.length} of them`, async () => {
  assert.ok(otherHosts.length >= 40)
  const filled = testApp({ size: 40 })
  for (const route of await everyTarget(filled)) {
    for (const host of otherHosts) {
      // A form with everything else in order.
      const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }
      assert.is(await assertRefused(filled, { route, headers }), 421)
    }
  }
  assert.equal(filled.bugs, [])
  await filled.app.close()
  filled.remove()
})

test('no route answers another origin, or what is asked for out of another page', async () => {
  const filled = testApp({ size: 40 })
  for (const route of await everyTarget(filled)) {
    for (const way of foreignWays) {
      await assertRefused(filled, { route, headers: { host: ownHost, ...way } })
    }
  }
  assert.equal(filled.bugs, [])
  await filled.app.close()
  filled.remove()
})

test('no route that writes answers a link, nor a program that says nothing of its origin', async () => {
  const filled = testApp({ size: 40 })
  const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  const writing = (await everyTarget(filled)).filter(({ method }) => method === 'POST')
  assert.ok(writing.length >= 5)
  for (const route of writing) {
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site', ...navigation }]) {
      await assertRefused(filled, { route, headers: { host: ownHost, ...headers } })
    }
  }
  await filled.app.close()
  filled.remove()
})

test('no route has a method but those it was written for', async () => {
  const filled = testApp({ size: 40 })
  const routes = await everyTarget(filled)
  const headers = { host: ownHost, origin: `http://${ownHost}` }
  assert.equal([...new Set(routes.map(({ method }) => method))].sort(), ['GET', 'HEAD', 'POST'])
  for (const { url } of routes) {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as HTTPMethods[]) {
      await assertRefused(filled, { route: { method, url }, headers })
    }
  }
  await filled.app.close()
  filled.remove()
})

/** The rules once more, in other words: when a request with the right Host is answered. */
function mayAsk(way: Readonly<Record<string, string>>, method: string): boolean {
  const {
    origin,
    'sec-fetch-site': site = '',
    'sec-fetch-mode': mode,
    'sec-fetch-dest': dest,
  } = way
  if (origin !== undefined && origin !== `http://${ownHost}`) return false
  const isOwnSite = ['', 'none', 'same-origin'].includes(site)
  const isLink = mode === 'navigate' && dest === 'document' && method === 'GET'
  if (!(isOwnSite || isLink)) return false
  if (method === 'POST') return origin !== undefined || site === 'same-origin'
  return method === 'GET' || method === 'HEAD'
}

const values = {
  origin: [undefined, `http://${ownHost}`, 'http://evil.example', 'null', 'http://127.0.0.1:1'],
  'sec-fetch-site': [undefined, 'none', 'same-origin', 'same-site', 'cross-site', 'else'],
  'sec-fetch-mode': [undefined, 'navigate', 'cors', 'no-cors', 'same-origin', 'websocket'],
  'sec-fetch-dest': [undefined, 'document', 'iframe', 'script', 'image', 'empty', 'object'],
} as const

/** Each way to take one value of each header. */
function combinations(): readonly Record<string, string>[] {
  return Object.entries(values).reduce<Record<string, string>[]>(
    (ways, [name, each]) =>
      ways.flatMap((way) =>
        each.map((value) => (value === undefined ? way : { ...way, [name]: value })),
      ),
    [{}],
  )
}

test('each combination of Origin, Sec-Fetch-Site, -Mode, -Dest and method is judged by the rules', () => {
  const ways = combinations()
  assert.is(ways.length, 5 * 6 * 6 * 7)
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
    for (const way of ways) {
      const rawHeaders = Object.entries({ host: ownHost, ...way }).flat()
      const isAnswered = requestRefusal({ method, rawHeaders }, 8117) === undefined
      assert.is(isAnswered, mayAsk(way, method), `${method} ${JSON.stringify(way)}`)
    }
  }
})

test.run()
