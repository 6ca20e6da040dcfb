import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readAssets } from '../../server/assets.ts'
import { requestRefusal } from '../../server/request-refusal.ts'
import { everyPage, ownHost, testApp, withSuffix } from './test-app.ts'

const test = suite('security')

function refusal(headers: readonly [string, string][], method = 'GET'): number | undefined {
  return requestRefusal({ method, rawHeaders: headers.flat() }, 8117)?.status
}

for (const host of ['127.0.0.1:8117', 'localhost:8117', 'LOCALHOST:8117', '[::1]:8117']) {
  test(`the host ${host} is this server`, () => {
    assert.is(refusal([['Host', host]]), undefined)
  })
}

for (const host of [
  ...['127.0.0.1', 'localhost', '127.0.0.1:8118', '127.0.0.1:81170', 'evil.example:8117'],
  ...['localhost.:8117', '127.1:8117', '0.0.0.0:8117', '2130706433:8117', '[::]:8117', ''],
  ...['127.0.0.1.nip.io:8117', 'user@127.0.0.1:8117', '127.0.0.1:8117,evil.example'],
  ...['evil.example#127.0.0.1:8117', ' 127.0.0.1:8117', 'localhost:8117/', 'localhost:08117'],
]) {
  test(`the host "${host}" is another`, () => {
    assert.is(refusal([['Host', host]]), 421)
  })
}

test('a request names exactly one host', () => {
  assert.is(refusal([]), 400)
  assert.is(
    refusal([
      ['Host', ownHost],
      ['host', ownHost],
    ]),
    400,
  )
  assert.is(
    refusal([
      ['Host', ownHost],
      ['HOST', 'evil.example'],
    ]),
    400,
  )
})

for (const [what, headers, expected] of [
  ['its own page may fetch', { 'Sec-Fetch-Site': 'same-origin' }, undefined],
  ['the address bar may open', { 'Sec-Fetch-Site': 'none' }, undefined],
  ['its own origin is no stranger', { Origin: `http://${ownHost}` }, undefined],
  ['another page may not read', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['another port of localhost may not read', { 'Sec-Fetch-Site': 'same-site' }, 403],
  ['another origin may not read', { Origin: 'http://evil.example' }, 403],
  ['another port is another origin', { Origin: 'http://127.0.0.1:3000' }, 403],
  ['the origin null may not read', { Origin: 'null' }, 403],
  [
    'a link elsewhere may open a page',
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
    undefined,
  ],
  [
    'a frame elsewhere may not',
    { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    403,
  ],
] as const) {
  test(what, () => {
    assert.is(
      refusal([['Host', ownHost], ...Object.entries(headers as Record<string, string>)]),
      expected,
    )
  })
}

for (const [method, expected] of [
  ['GET', undefined],
  ['HEAD', undefined],
  ['OPTIONS', 403],
  ['POST', 403],
  ['PUT', 405],
  ['DELETE', 405],
] as const) {
  test(`${method} is ${expected === undefined ? 'answered' : 'refused'}`, () => {
    assert.is(refusal([['Host', ownHost]], method), expected)
  })
}

const strangers: readonly (readonly [headers: Record<string, string>, status: number])[] = [
  [{ host: 'evil.example:8117' }, 421],
  [{ host: ownHost, origin: 'http://evil.example' }, 403],
  [{ host: ownHost, 'sec-fetch-site': 'cross-site' }, 403],
]

test('no route of any form tells a stranger anything', async () => {
  const filled = testApp({ size: 100 })
  const assets = Object.values(readAssets().paths).flat()
  const pages = everyPage(filled)
  const urls = [
    '/',
    ...pages,
    ...pages.flatMap((url) => [withSuffix(url, 'json'), withSuffix(url, 'csv')]),
  ]
  for (const url of [
    ...urls,
    ...assets,
    '/nothing',
    '/%',
    '/clusters/%ff',
    '/clusters/x/instances/i-1/raw',
  ]) {
    for (const [headers, status] of strangers) {
      const reply = await filled.app.inject({ url, headers })
      assert.is(reply.statusCode, status, url)
      assert.not.match(reply.body, /ml-prod|worker|i-0/)
    }
  }
  await filled.app.close()
  filled.remove()
})

test('every answer carries every header, errors and files included', async () => {
  const filled = testApp({ size: 100 })
  const assets = Object.values(readAssets().paths).flat()
  const pages = everyPage(filled)
  const urls = [
    '/',
    ...pages,
    ...pages.map((url) => withSuffix(url, 'json')),
    ...assets,
    '/nothing',
    '/%',
    '/clusters/nope',
  ]
  for (const url of urls) {
    const { headers } = await filled.get(url)
    const policy = String(headers['content-security-policy'])
    assert.ok(
      policy.startsWith("default-src 'none'; script-src http://127.0.0.1:8117/assets/"),
      url,
    )
    assert.match(policy, "frame-ancestors 'none'")
    assert.not.match(policy, 'unsafe')
    assert.is(headers['x-content-type-options'], 'nosniff', url)
    assert.is(headers['referrer-policy'], 'same-origin')
    assert.is(headers['cross-origin-resource-policy'], 'same-origin')
    assert.is(headers['cross-origin-opener-policy'], 'same-origin')
    assert.is(headers['x-frame-options'], 'DENY')
    assert.is(headers['access-control-allow-origin'], undefined)
    const isAsset = url.startsWith('/assets/')
    assert.match(String(headers['cache-control']), isAsset ? 'immutable' : 'no-store', url)
  }
  await filled.app.close()
  filled.remove()
})

test('no path leads to a file that is not served', async () => {
  const filled = testApp({ size: 100 })
  for (const path of [
    '/assets/../package.json',
    '/assets/%2e%2e/package.json',
    '/assets/x/..%2f..%2fpackage.json',
    '/assets/x/%2e%2e%5cpackage.json',
    '/assets/app.css',
    '/views/assets/app.css',
  ]) {
    const reply = await filled.get(path)
    assert.ok([400, 404].includes(reply.statusCode), path)
    assert.not.match(reply.body, 'devDependencies')
  }
  await filled.app.close()
  filled.remove()
})

test.run()
