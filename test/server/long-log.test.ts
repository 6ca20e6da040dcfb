import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LogRecord } from '../../views/log.ts'
import { hasChromium } from './chromium.ts'
import { type LongAttempt, lengthenAttempt, needleEvery } from './long-attempt.ts'
import { type TestApp, testApp } from './test-app.ts'
import { watchedPage, withViewer } from './viewer.ts'

const longLogs = suite('log of a million lines')
const test = longLogs
const browserTest = hasChromium ? longLogs : longLogs.skip

const million = 1_000_000
const pageOf = ({ instanceId }: LongAttempt): string => `/clusters/ml-prod/instances/${instanceId}`

async function withLongLog(
  look: (app: TestApp, long: LongAttempt) => Promise<void>,
): Promise<void> {
  const filled = testApp({ size: 100 })
  try {
    await look(filled, lengthenAttempt(filled, million))
    assert.equal(filled.bugs, [])
  } finally {
    await filled.app.close()
    filled.remove()
  }
}

test('any window of it is 1,000 lines and the page of one size; find answers over all of it', async () => {
  await withLongLog(async ({ get }, long) => {
    const page = pageOf(long)
    const record = async (query: string): Promise<LogRecord> =>
      (await get(`${page}/log.json?${query}`)).json()
    for (const [query, first, last] of [
      ['', long.decisiveLine - 200, long.decisiveLine + 799],
      ['line=12', 1, 1000],
      ['line=500000', 499_800, 500_799],
      ['from=999900', 999_900, million],
      ['to=1500', 501, 1500],
      ['to=300', 1, 300],
    ] as const) {
      const { lines, fromLine, toLine } = await record(query)
      assert.equal([fromLine, toLine], [first, last], query)
      assert.equal([lines[0]?.ordinal, lines.at(-1)?.ordinal], [first, last], query)
    }
    const { body } = await get(`${page}?line=500000`)
    assert.ok(body.length < 500_000, `${body.length} bytes`)
    const { find } = await record('find=NEEDLE&line=75000')
    const drawn = find?.drawn.length
    assert.equal(
      { ...find, drawn },
      {
        ...{ hits: 40, hit: 3, line: 75_000, previous: 50_000, next: 100_000 },
        ...{ drawn: 40, searchedTo: null },
      },
    )
    assert.match((await get(`${page}?find=needle&line=75000`)).body, 'hit 3 of 40')
    const none = await record('find=needle%2041')
    assert.is(none.find?.hits, 0)
  })
})

test('the unusual lines of it are read on from where the reader is, without a hole', async () => {
  await withLongLog(async ({ get }, long) => {
    const page = pageOf(long)
    const seen: number[] = []
    let from = 1
    let answers = 0
    while (from <= million) {
      const query = `show=unusual&from=${from}`
      const record: LogRecord = (await get(`${page}/log.json?${query}`)).json()
      assert.is(record.fromLine, from)
      seen.push(...record.lines.map(({ ordinal }) => ordinal))
      from = record.toLine + 1
      answers += 1
    }
    assert.ok(answers < 15, `${answers} answers`)
    for (let line = needleEvery; line < million; line += needleEvery) {
      assert.ok(seen.includes(line), `line ${line}`)
    }
    assert.ok(seen.includes(long.decisiveLine))
    const back: LogRecord = (await get(`${page}/log.json?show=unusual&to=60000`)).json()
    assert.equal(
      back.lines.map(({ ordinal }) => ordinal).filter((line) => line % needleEvery === 0),
      [25_000, 50_000],
    )
  })
})

browserTest(
  'a reader who scrolls gets the windows before and after, and the page never holds more than it can bear',
  async () => {
    await withViewer({ size: 100 }, async (viewer) => {
      const long = lengthenAttempt(viewer, 60_000)
      const { page, faults } = await watchedPage(viewer, {})
      await page.goto(`${viewer.base}${pageOf(long)}?line=30000&show=all#L30000`)
      const held = (): Promise<readonly number[]> =>
        page
          .locator('.log-box .l')
          .evaluateAll((all) => all.map((line) => Number(line.id.slice(1))))
      for (let round = 0; round < 7; round += 1) {
        const last = (await held()).at(-1) ?? 0
        await page.evaluate(() => {
          const box = document.querySelector('[data-log-box]')
          box?.scrollTo(0, box.scrollHeight)
        })
        await page.waitForFunction((before) => document.getElementById(`L${before + 1}`), last)
      }
      const ordinals = await held()
      assert.ok(ordinals.length <= 5000, `${ordinals.length} lines`)
      assert.equal(
        ordinals,
        ordinals.map((_, index) => (ordinals[0] ?? 0) + index),
      )
      await page.evaluate(() => document.querySelector('[data-log-box]')?.scrollTo(0, 0))
      await page.waitForFunction(
        (first) => document.getElementById(`L${(first ?? 0) - 1}`),
        ordinals[0],
      )
      assert.ok((await held()).length <= 5000)
      assert.equal(faults, [])
    })
  },
)

longLogs.run()
