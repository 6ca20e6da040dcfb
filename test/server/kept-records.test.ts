import { gunzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PagesOfMoment } from '../../server/kept-pages.ts'
import { testApp } from './test-app.ts'

const test = suite('kept records')

for (const page of ['', '/instances', '/facets', '/durations', '/compare']) {
  test(`a commit of another connection shows on the next reading of ${page || 'the overview'}`, async () => {
    const filled = testApp({ size: 40 })
    const asOf = async (): Promise<number> =>
      (await filled.get(`/clusters/ml-prod${page}.json`)).json().cluster.asOfMs
    const before = await asOf()
    assert.is(await asOf(), before)
    const database = new Sqlite(filled.path)
    database.exec('UPDATE cluster SET as_of_ms = as_of_ms + 1000')
    database.close()
    assert.is(await asOf(), before + 1000)
    await filled.app.close()
    filled.remove()
  })
}

test('a kept page answers only what it was asked', async () => {
  const filled = testApp({ size: 80 })
  const total = async (query: string): Promise<number> => {
    const { body } = await filled.get(`/clusters/ml-prod/instances.csv${query}`)
    const page = await filled.get(`/clusters/ml-prod/instances${query}`)
    const rows = body.trim().split('\r\n').length - 1
    assert.match(page.body, new RegExp(`<h1>${rows} instances? `))
    return rows
  }
  const all = await total('')
  assert.ok((await total('?state=any-failed')) < all)
  assert.is(await total(''), all)
  await filled.app.close()
  filled.remove()
})

test('a page of an unchanged file is answered as it was, compressed to whoever takes that', async () => {
  const filled = testApp({ size: 40 })
  const page = (headers = {}) => filled.get('/clusters/ml-prod/instances', headers)
  const first = await page({ 'accept-encoding': 'gzip, br' })
  assert.is(first.headers['content-encoding'], undefined)
  const again = await page({ 'accept-encoding': 'gzip, br' })
  assert.is(again.headers['content-encoding'], 'gzip')
  assert.is(gunzipSync(again.rawPayload).toString(), first.body)
  assert.ok(again.rawPayload.length < first.rawPayload.length / 4)
  for (const answer of [first, again]) {
    assert.is(answer.headers.vary, 'HX-Request-Type, Accept-Encoding')
    assert.is(answer.headers['content-type'], 'text/html; charset=utf-8')
  }
  assert.is((await page()).body, first.body)
  assert.is((await page({ 'accept-encoding': 'br, gzip;q=0' })).body, first.body)
  const part = await page({ 'hx-request-type': 'partial' })
  assert.is.not(part.body, first.body)
  assert.ok(first.body.includes(part.body))
  await filled.app.close()
  filled.remove()
})

for (const page of ['', '/instances', '/data', '/catalogue']) {
  test(`a commit of another connection shows on ${page || 'the overview'} as it is drawn`, async () => {
    const filled = testApp({ size: 40 })
    const draw = async () => (await filled.get(`/clusters/ml-prod${page}`)).body
    const before = await draw()
    assert.is(await draw(), before)
    const database = new Sqlite(filled.path)
    database.exec('UPDATE cluster SET as_of_ms = as_of_ms + 60000')
    database.close()
    assert.is.not(await draw(), before)
    await filled.app.close()
    filled.remove()
  })
}

test('an error is not kept: what was missing shows when it is there', async () => {
  const filled = testApp({ size: 40 })
  const url = '/clusters/other'
  assert.is((await filled.get(url)).statusCode, 404)
  const database = new Sqlite(filled.path)
  database.exec("UPDATE cluster SET name = 'other'")
  database.close()
  assert.is((await filled.get(url)).statusCode, 200)
  assert.is((await filled.get('/clusters/ml-prod')).statusCode, 404)
  await filled.app.close()
  filled.remove()
})

test('pages of more than 32 MB are not kept together', () => {
  const pages = new PagesOfMoment()
  for (let at = 0; at < 40; at += 1) pages.keep(String(at), Buffer.alloc(1_000_000))
  const kept = Array.from({ length: 40 }, (_, at) => pages.get(String(at))?.text.length ?? 0)
  assert.is(kept.at(-1), 1_000_000)
  assert.ok(kept.reduce((sum, bytes) => sum + bytes, 0) <= 32_000_000)
})

test.run()
