import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LogRecord } from '../../views/log.ts'
import { type TestApp, testApp } from './test-app.ts'
import { walkedHtml } from './walked-html.ts'

const test = suite('log of a long attempt')

const noise = Array.from({ length: 12_000 }, (_, index) => `noise ${index}`)

function longLog(): TestApp & { readonly page: string } {
  const filled = testApp({ size: 100, extraLines: noise })
  const failed = filled.instances.find(({ state }) => state === 'failed')?.instanceId
  return { ...filled, page: `/clusters/ml-prod/instances/${failed}` }
}

test('it opens as a window of 1,000 lines that holds the decisive line', async () => {
  const { get, page, app, remove } = longLog()
  const { log, failure } = (await get(`${page}.json`)).json()
  assert.ok(log.lines.length <= 1000)
  assert.ok(
    log.lines.some((line: { ordinal: number }) => line.ordinal === failure.decisiveLineOrdinal),
  )
  const { body } = await get(page)
  assert.match(body, `id="L${failure.decisiveLineOrdinal}"`)
  await app.close()
  remove()
})

test('its windows follow each other without a hole, to the first and the last line', async () => {
  const { get, page, app, remove } = longLog()
  const ordinals: number[] = []
  let from = 1
  let last = 1
  while (from <= last) {
    const record: LogRecord = (await get(`${page}/log.json?from=${from}`)).json()
    ordinals.push(...record.lines.map(({ ordinal }) => ordinal))
    last = record.lastLine
    from = (ordinals.at(-1) ?? last) + 1
  }
  assert.ok(last > 12_000)
  assert.equal(
    ordinals,
    Array.from({ length: last }, (_, index) => index + 1),
  )
  await app.close()
  remove()
})

test('a link to any line opens the window around it', async () => {
  const { get, page, app, remove } = longLog()
  const { body } = await get(`${page}?attempt=1&line=4321`)
  const line = walkedHtml(body).find(({ attributes }) => attributes.id === 'L4321')
  assert.is(line?.attributes.class, 'l at')
  await app.close()
  remove()
})

test('links to the lines before and after lead to pages that touch the shown lines', async () => {
  const { get, page, app, remove } = longLog()
  const { body } = await get(`${page}/log?from=3000`)
  const links = walkedHtml(body).filter(({ attributes }) => 'data-more' in attributes)
  const ranges = await Promise.all(
    links.map(async ({ attributes: { href = '' } }) => {
      const { fromLine, toLine } = (
        await get(href.replace('/log?', '/log.json?').replaceAll('&amp;', '&'))
      ).json()
      return [fromLine, toLine]
    }),
  )
  assert.equal(ranges, [
    [2000, 2999],
    [4000, 4999],
  ])
  await app.close()
  remove()
})

test.run()
