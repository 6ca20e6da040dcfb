// A search of so many blocks that threads share them says what a scan of every line says, in the order of the scope.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { TemplateTable } from '../../ingest/lifecycle/template-table.ts'
import { openForReading, openForWriting } from '../../migrations/open-database.ts'
import { createApp } from '../../server/app.ts'
import { listen } from '../../server/listen.ts'
import { readSearchQuery } from '../../server/search-request.ts'
import { openReadStores } from '../../server/store/read-store.ts'
import { count } from '../../views/format.ts'
import type { SearchRecord } from '../../views/search.ts'
import { selectedStates } from '../../views/state-selection.ts'
import { withChromium } from './chromium.ts'
import { ownHost, testApp } from './test-app.ts'
import { watchedPage } from './viewer.ts'

const test = suite('long search')

const world = testApp({ size: 400 })
const reading = openForReading(world.path)
const stores = openReadStores(reading)

interface Line {
  readonly instance_id: string
  readonly state: string
  readonly line_ordinal: number
  readonly text: string
}

const everyLine = reading
  .prepare(
    `SELECT instance_id, state, line_ordinal, text
       FROM log_line JOIN instance USING (cluster_id, instance_id)
      ORDER BY instance_id, log_stream_id, line_ordinal`,
  )
  .all() as Line[]

function searchFor(
  terms: Readonly<Record<string, string>>,
  clock: () => number = () => 0,
): Promise<SearchRecord> {
  const signal = new AbortController().signal
  const size = { instances: 1000, linesOfInstance: 2, linesOfOne: 1000 }
  const query = readSearchQuery({ attempts: 'all', mode: 'regex', ...terms })
  return stores.search('ml-prod', query, { clock, signal, ...size })
}

const failed: readonly string[] = selectedStates('any-failed') ?? []
const healthy: readonly string[] = selectedStates('any-succeeded') ?? []

function rank(state: string): number {
  if (failed.includes(state)) return 0
  return healthy.includes(state) ? 2 : 1
}

test('it finds every line, failed instances first, each with its first lines', async () => {
  assert.ok(Number(reading.prepare('SELECT count(*) FROM log_block').pluck().get()) > 300)
  const { result } = await searchFor({ q: '[a-m]o' })
  const expected = everyLine.filter(({ text }) => /[a-m]o/i.test(text))
  assert.is(result?.lines, expected.length)
  const byInstance = [...Map.groupBy(expected, (line) => line.instance_id)].sort(
    ([, [one]], [, [other]]) => rank(one?.state ?? '') - rank(other?.state ?? ''),
  )
  assert.equal(
    result?.found.map(({ instanceId, lines, excerpt }) => [
      ...[instanceId, lines],
      excerpt.filter(({ isHit }) => isHit).map(({ ordinal }) => ordinal),
    ]),
    byInstance.map(([instanceId, lines]) => [
      ...[instanceId, lines.length],
      lines.slice(0, 2).map((line) => line.line_ordinal),
    ]),
  )
})

test('templates count the lines and instances of all threads together, each with its first line', async () => {
  const { result } = await searchFor({ q: '[a-m]o' })
  const order = new Map(result?.found.map(({ instanceId }, at) => [instanceId, at]))
  const table = new TemplateTable()
  const lines = everyLine
    .filter(({ text }) => /[a-m]o/i.test(text))
    .sort((a, b) => (order.get(a.instance_id) ?? 0) - (order.get(b.instance_id) ?? 0))
  const byTemplate = Map.groupBy(
    lines,
    ({ text }) => table.templates[table.indexOf(text)]?.templateId,
  )
  assert.is((result?.templates.length ?? 0) + (result?.moreTemplates ?? 0), byTemplate.size)
  for (const { templateId, sample, ...count } of result?.templates ?? []) {
    const own = byTemplate.get(templateId) ?? []
    const ofFailed = own.filter(({ state }) => rank(state) === 0)
    assert.is(count.lines, own.length)
    assert.is(count.instances, new Set(own.map((line) => line.instance_id)).size)
    assert.is(count.failed, new Set(ofFailed.map((line) => line.instance_id)).size)
    assert.equal([sample.instanceId, sample.text], [own[0]?.instance_id, own[0]?.text])
  }
})

test('instances without such a line are the others', async () => {
  const { result } = await searchFor({ q: '[0-9]{3}\\s+[xyz]|dpkg', not: '1' })
  const withIt = everyLine.filter(({ text }) => /\d{3}\s+[xyz]|dpkg/i.test(text))
  const instances = new Set(everyLine.map((line) => line.instance_id)).size
  assert.is(
    result?.instances.with,
    instances - new Set(withIt.map((line) => line.instance_id)).size,
  )
})

test('one whose time is up has counted the failed instances first, and says how far it came', async () => {
  let ticks = 0
  const { result } = await searchFor({ q: '[a-m]o' }, () => (ticks += 8))
  assert.is(result?.isWhole, false)
  const searched = result?.searchedLines ?? 0
  assert.ok(searched > 0 && searched < (result?.totalLines ?? 0))
  const whole = await searchFor({ q: '[a-m]o' })
  assert.equal(result?.failed, whole.result?.failed)
  assert.ok((result?.healthy.with ?? 0) < (whole.result?.healthy.with ?? 0))
})

const address = '/clusters/ml-prod/search?mode=regex&attempts=all&q=%5Ba-m%5Do'

test('its page comes with the counts so far, and fills by itself; without scripts by a link', async () => {
  let elapsedMs = 0
  const faults: unknown[] = []
  const app = createApp({
    ...{ databasePath: world.path, port: 8117 },
    now: () => (elapsedMs += 20),
    onBug: (error) => void faults.push(error),
  })
  const base = await listen(app, 0)
  const lines = count((await searchFor({ q: '[a-m]o' })).result?.lines ?? 0)
  await withChromium(async (browser) => {
    const bare = await watchedPage({ base, browser }, { javaScriptEnabled: false })
    await bare.page.goto(base + address)
    assert.match(await bare.page.innerText('.partial'), 'searched in 0.2 seconds')
    await bare.page.click('.partial a')
    assert.match(await bare.page.innerText('#counts h1'), `${lines} lines`)
    const { page, faults: seen } = await watchedPage({ base, browser }, {})
    await page.goto(base + address)
    await page.waitForSelector('.partial', { state: 'detached' })
    assert.match(await page.innerText('#counts h1'), `${lines} lines`)
    assert.is(await page.locator('#results').count(), 1)
    assert.is(await page.inputValue('#search [name=q]'), '[a-m]o')
    assert.equal([...seen, ...faults], [])
  })
  await app.close()
})

test('a damaged block among many is said to be one', async () => {
  const { database, close } = openForWriting(world.path)
  database.exec(
    `UPDATE log_block SET body = x'00ff' WHERE log_block_id = (SELECT max(log_block_id) FROM log_block)`,
  )
  close()
  const url = address.replace('search?', 'search.json?')
  const answer = await world.app.inject({ url, headers: { host: ownHost } })
  assert.is(answer.json().error.code, 'database-damaged')
})

test.after(async () => {
  await world.app.close()
  reading.close()
  world.remove()
})

test.run()
