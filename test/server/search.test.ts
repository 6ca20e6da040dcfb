// A search says what a scan of every line says, whatever the index knows, and says so when it did not see every line.
import Sqlite from 'better-sqlite3'
import { RE2JS } from 're2js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { foldedText } from '../../ingest/store/search-gram.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import { indexLines } from '../../ingest/sync/index-lines.ts'
import { openForReading } from '../../migrations/open-database.ts'
import { readSearchQuery } from '../../server/search-request.ts'
import { openReadStores } from '../../server/store/read-store.ts'
import type { SearchRecord } from '../../views/search.ts'
import { testApp } from './test-app.ts'
import { walkedHtml } from './walked-html.ts'

const test = suite('search')

const hostile = [
  'Überprüfung läuft: Größe 12 MB, ΟΔΟΣ ς, 45 \u212a, µs, İstanbul',
  'tab\there, quote " and back\\slash \\n, nul \u0000 end, esc \u001b[31mred\u001b[0m',
  'brackets ],[5,"x"],[ and 名前 🚀 done',
  'pulling sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
]
const world = testApp({ size: 60, extraLines: hostile })
const { path } = world

interface Line {
  readonly instance_id: string
  readonly text: string
}

/** Every line there is, straight from the public view. */
const reading = openForReading(path)
const everyLine = reading.prepare('SELECT instance_id, text FROM log_line').all() as Line[]
const stores = openReadStores(reading)

async function searchFor(
  terms: Readonly<Record<string, string>>,
  clock: () => number = () => 0,
): Promise<SearchRecord> {
  const signal = new AbortController().signal
  const size = { instances: 1000, linesOfInstance: 1000, linesOfOne: 1000 }
  return stores.search('ml-prod', readSearchQuery(terms), { clock, signal, ...size })
}

/** Cut from real lines by a generator with a fixed seed: beginnings, ends and middles of words alike. */
function pieces(count: number): readonly string[] {
  let seed = 7
  const below = (bound: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return (seed >>> 8) % bound
  }
  const lines = [...everyLine.filter((_, at) => at % 7 === 0).map(({ text }) => text), ...hostile]
  return Array.from({ length: count }, () => {
    const line = lines[below(lines.length)] as string
    const from = below(Math.max(1, line.length - 2))
    return line.slice(from, from + 2 + below(14))
  }).filter((piece) => piece.trim().length > 1 && piece.isWellFormed())
}

async function compare(
  terms: Readonly<Record<string, string>>,
  matches: (text: string) => boolean,
): Promise<void> {
  const { result, problem } = await searchFor({ ...terms, attempts: 'all' })
  const expected = everyLine.filter(({ text }) => matches(text))
  const instances = new Set(expected.map((line) => line.instance_id)).size
  const name = JSON.stringify(terms)
  assert.is(problem, undefined, name)
  assert.ok(result?.isWhole, name)
  const isNot = terms.not === '1'
  assert.is(result.instances.with, isNot ? result.instances.of - instances : instances, name)
  if (!isNot) assert.is(result.lines, expected.length, name)
}

async function compareAll(): Promise<void> {
  for (const [at, q] of pieces(240).entries()) {
    const folded = foldedText(q)
    if (at % 4 === 0) await compare({ q, case: '1' }, (text) => text.includes(q))
    else if (at % 4 === 1) {
      const expression = RE2JS.compile(RE2JS.quote(q), RE2JS.CASE_INSENSITIVE)
      await compare({ q: RE2JS.quote(q), mode: 'regex' }, (text) => expression.test(text))
    } else if (at % 4 === 2) {
      await compare({ q, not: '1' }, (text) => foldedText(text).includes(folded))
    } else
      await compare({ q: q.toUpperCase().length === q.length ? q.toUpperCase() : q }, (text) =>
        foldedText(text).includes(
          foldedText(q.toUpperCase().length === q.length ? q.toUpperCase() : q),
        ),
      )
  }
}

test('without an index it finds what a scan of every line finds', compareAll)

test('with the index it finds the same', async () => {
  await SyncDatabase.use(path, (database) => indexLines(database, new AbortController().signal))
  assert.ok(Number(reading.prepare('SELECT count(*) FROM search_segment').pluck().get()) > 0)
  await compareAll()
})

test('in a file whose index has the form of an older release it finds the same, and the next sync writes the index anew', async () => {
  const older = new Sqlite(path)
  const segments = () =>
    Number(reading.prepare('SELECT count(*) FROM search_segment').pluck().get())
  const listed = segments()
  older.exec("UPDATE search_part SET body = x'00'")
  older.pragma('user_version = 23')
  older.close()
  await SyncDatabase.use(path, async () => undefined)
  assert.is(segments(), 0)
  await compareAll()
  await SyncDatabase.use(path, (database) => indexLines(database, new AbortController().signal))
  assert.is(segments(), listed)
  await compareAll()
})

test('after blocks were written again it finds the same', async () => {
  await SyncDatabase.use(path, async (database) => {
    // What a late event does: a stream's blocks go and come back under other ids.
    const ids = reading
      .prepare('SELECT log_stream_id FROM log_stream WHERE lines > 0')
      .pluck()
      .all()
    for (const streamId of (ids as number[]).slice(-20)) {
      database.atOnce(() => {
        const scan = database.lines.openScan(streamId, 0)
        database.lines.saveEvents(scan, [{ atMs: 1, message: `a late line, zebra-${streamId}` }])
      })
    }
  })
  everyLine.splice(
    0,
    everyLine.length,
    ...(reading.prepare('SELECT instance_id, text FROM log_line').all() as Line[]),
  )
  assert.is(everyLine.filter(({ text }) => text.includes('zebra')).length, 20)
  await compare({ q: 'ebra-' }, (text) => text.includes('ebra-'))
  await compareAll()
})

test('expressions with classes, alternatives and anchors find what RE2 finds', async () => {
  for (const q of [
    'err|fail',
    '^\\+ ',
    'lock.*dpkg',
    '[0-9]{1,3}\\.[0-9]+',
    '(?i)MOUNT',
    'größe',
    'K\\b',
    '.*',
    '🚀?',
    'µs',
  ]) {
    const expression = RE2JS.compile(q, RE2JS.CASE_INSENSITIVE)
    await compare({ q, mode: 'regex' }, (text) => expression.test(text))
  }
})

test('a word is one only where no letter, digit or underscore stands beside it', async () => {
  for (const q of ['lock', 'dpkg', 'mount_fsx', 'ound', '12']) {
    const isWord = new RegExp(`(?<![\\p{L}\\p{N}_])${q}(?![\\p{L}\\p{N}_])`, 'iu')
    await compare({ q, mode: 'word' }, (text) => isWord.test(text))
  }
})

test('a search whose time is up says so, and how much it has seen', async () => {
  let ticks = 0
  const { result } = await searchFor({ q: 'a', mode: 'regex' }, () => (ticks += 50))
  assert.is(result?.isWhole, false)
  assert.ok((result?.searchedLines ?? 0) < (result?.totalLines ?? 0))
  assert.ok((result?.wholeSeconds ?? 0) > 1)
  const whole = await searchFor({ q: 'a', mode: 'regex' })
  assert.ok((whole.result?.lines ?? 0) >= (result?.lines ?? 0))
})

test('templates add up to the lines, and each leads to exactly its own', async () => {
  const { result } = await searchFor({ q: 'error' })
  assert.ok((result?.templates.length ?? 0) > 1)
  if (result?.moreTemplates === 0) {
    assert.is(
      result.templates.reduce((sum, { lines }) => sum + lines, 0),
      result.lines,
    )
  }
  for (const each of result?.templates.slice(0, 3) ?? []) {
    const one = await searchFor({ q: 'error', template: each.templateId })
    assert.is(one.result?.lines, each.lines)
    assert.is(one.result?.instances.with, each.instances)
    assert.is(one.result?.failed.with, each.failed)
  }
})

test('the pages of a search hold every instance once', async () => {
  const seen: string[] = []
  let url: string | undefined = '/clusters/ml-prod/search.json?q=download'
  while (url !== undefined) {
    const { result } = (await world.get(url)).json() as SearchRecord
    for (const { instanceId } of result?.found ?? []) seen.push(instanceId)
    url = result?.next && `/clusters/ml-prod/search.json?q=download&after=${result.next}`
    if (url === undefined) assert.is(new Set(seen).size, result?.instances.with)
  }
  assert.is(new Set(seen).size, seen.length)
  assert.ok(seen.length > 25)
})

test('every hit leads to its line, and every count to a search that shows the same count', async () => {
  const page = await world.get('/clusters/ml-prod/search?q=error')
  assert.is(page.statusCode, 200)
  const links = walkedHtml(page.body).flatMap(({ attributes }) => attributes.href ?? [])
  assert.ok(links.some((href) => /\/instances\/i-\w+\?attempt=1&amp;line=\d+#L\d+$/.test(href)))
  const { result } = (
    await world.get('/clusters/ml-prod/search.json?q=error')
  ).json() as SearchRecord
  const failed = (
    await world.get('/clusters/ml-prod/search.json?q=error&state=any-failed')
  ).json() as SearchRecord
  assert.is(failed.result?.instances.with, result?.failed.with)
})

test('an instance id is offered first', async () => {
  const id = world.instances[3]?.instanceId ?? ''
  const { named } = (
    await world.get(`/clusters/ml-prod/search.json?q=${id.slice(4)}`)
  ).json() as SearchRecord
  assert.ok(named.some(({ instanceId }) => instanceId === id))
})

for (const [what, query, says] of [
  ['nothing', '', 'For example'],
  ['one character', 'q=a', 'Two characters at least'],
  ['a broken expression', 'q=(&mode=regex', 'no regular expression'],
  ['what stands nowhere', 'q=stands-nowhere-at-all', 'No line holds'],
  ['a text that is too long', `q=${'x'.repeat(1001)}`, 'At most 1000'],
  ['markup', `q=${encodeURIComponent('<script>alert(1)</script>')}`, '&lt;script&gt;'],
] as const) {
  test(`a search for ${what} says what to do`, async () => {
    const { body, statusCode } = await world.get(`/clusters/ml-prod/search?${query}`)
    assert.is(statusCode, 200)
    assert.match(body, says)
    assert.not.match(body, '<script>alert')
  })
}

test('a mode that there is not is refused', async () => {
  assert.is((await world.get('/clusters/ml-prod/search?q=ab&mode=magic')).statusCode, 400)
})

test('its CSV holds the lines, control characters and formulas made harmless', async () => {
  const { body } = await world.get('/clusters/ml-prod/search.csv?q=quote')
  assert.match(body, 'instance_id,state,attempt,line_ordinal,at_ms,text')
})

test.after(async () => {
  await world.app.close()
  reading.close()
  world.remove()
})

test.run()
