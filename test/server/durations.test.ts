import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DurationRow, DurationsRecord } from '../../views/durations.ts'
import { type TestApp, withTestApp } from './test-app.ts'

const test = suite('durations')

const page = '/clusters/ml-prod/durations'

async function recordOf(filled: TestApp, query = ''): Promise<DurationsRecord> {
  return (await filled.get(`${page}.json${query}`)).json()
}

const withApp = (size: number, look: (filled: TestApp) => Promise<void>): Promise<void> =>
  withTestApp({ size }, look)

/** Nearest rank, in SQL, over the succeeded runs of each step. */
const quantilesBySql = `
  WITH ranked AS (
    SELECT step, step_run.ended_ms - step_run.started_ms AS ms,
           row_number() OVER (PARTITION BY step ORDER BY step_run.ended_ms - step_run.started_ms) AS rank,
           count(*) OVER (PARTITION BY step) AS runs
      FROM step_run
      JOIN instance USING (cluster_id, instance_id)
     WHERE step_run.outcome = 'succeeded' AND (@zone IS NULL OR availability_zone = @zone))
  SELECT step, max(runs) AS runs,
         max(ms) FILTER (WHERE rank = (runs + 1) / 2) AS medianMs,
         max(ms) FILTER (WHERE rank = (95 * runs + 99) / 100) AS p95Ms,
         max(ms) AS maxMs
    FROM ranked GROUP BY step ORDER BY step`

function stepsOf(rows: readonly DurationRow[]) {
  return rows
    .filter(({ step }) => step !== null)
    .map(({ step, runs, failed, unfinished, medianMs, p95Ms, maxMs }) => {
      return { step, runs: runs - failed - unfinished, medianMs, p95Ms, maxMs }
    })
    .filter(({ runs }) => runs > 0)
    .sort((a, b) => ((a.step ?? '') < (b.step ?? '') ? -1 : 1))
}

for (const zone of [null, 'us-west-2b']) {
  test(`runs, medians, 95th percentiles and maxima are those of SQL, ${zone ?? 'all zones'}`, async () => {
    await withApp(300, async (filled) => {
      const { rows } = await recordOf(filled, zone === null ? '' : `?zone=${zone}`)
      const database = new Sqlite(filled.path, { readonly: true })
      assert.equal(stepsOf(rows), database.prepare(quantilesBySql).all({ zone }))
      database.close()
    })
  })
}

test('the shares of the outermost steps and of what lies outside add up to the execution', async () => {
  await withApp(200, async (filled) => {
    const { rows, outsideMs, allMs } = await recordOf(filled)
    const sum = (chosen: (row: DurationRow) => boolean): number =>
      rows.filter(chosen).reduce((total, row) => total + row.totalMs, 0)
    const execution = sum((row) => row.stage === 'execution' && row.step === null)
    assert.is(sum((row) => row.step !== null && !row.nested) + outsideMs, execution)
    assert.is(
      sum((row) => row.step === null),
      allMs,
    )
  })
})

test('steps stand in the order in which they run', async () => {
  await withApp(200, async (filled) => {
    const { rows } = await recordOf(filled)
    const database = new Sqlite(filled.path, { readonly: true })
    const bySql = database
      .prepare('SELECT step FROM step_run GROUP BY step ORDER BY avg(step_ordinal)')
      .pluck()
      .all()
    database.close()
    assert.equal(
      rows.flatMap(({ step }) => step ?? []),
      bySql,
    )
  })
})

test('every number that is a link opens a list of exactly so many runs', async () => {
  await withApp(200, async (filled) => {
    const { body } = await filled.get(`${page}?group=worker-gpu-a`)
    const links = [...body.matchAll(/href="([^"]*\/runs\?[^"]*)"[^>]*>([\d,]+)<\/a>/g)]
    assert.ok(links.length > 15)
    for (const [, href = '', number = ''] of links) {
      const list = await filled.get(href.replaceAll('&amp;', '&'))
      assert.match(list.body, new RegExp(`<h1>${number} runs? `), href)
    }
  })
})

test('the slowest instance is the one that its own page says took longest', async () => {
  await withApp(200, async (filled) => {
    const { rows } = await recordOf(filled)
    const row = rows.find(({ step }) => step === './mount_fsx.sh')
    const [slowest] = row?.slowest ?? []
    assert.is(slowest?.durationMs, row?.maxMs)
    const url = `/clusters/ml-prod/instances/${slowest?.instanceId}.json?attempt=${slowest?.attempt}`
    const { plot } = (await filled.get(url)).json()
    const run = plot.rows.find(({ step }: { step: string }) => step === './mount_fsx.sh')
    assert.is(run.endedMs - run.startedMs, row?.maxMs)
  })
})

test('the runs of a step come longest first, and their CSV holds all of them', async () => {
  await withApp(300, async (filled) => {
    const url = '/clusters/ml-prod/durations/runs'
    const record = (await filled.get(`${url}.json?of=execution/./add_users.sh`)).json()
    const took = record.runs.map(({ durationMs }: { durationMs: number }) => durationMs)
    assert.equal(
      took,
      took.toSorted((a: number, b: number) => b - a),
    )
    assert.is(took.length, 100)
    const csv = (await filled.get(`${url}.csv?of=execution/./add_users.sh`)).body
    assert.is(csv.trim().split('\r\n').length - 1, record.total)
    const database = new Sqlite(filled.path, { readonly: true })
    const bySql = database
      .prepare(
        "SELECT count(*) FROM step_run WHERE step = './add_users.sh' AND outcome = 'succeeded'",
      )
      .pluck()
      .get()
    database.close()
    assert.is(record.total, bySql)
  })
})

test('a straggler is counted at its step, and its number leads to it', async () => {
  await withApp(100, async (filled) => {
    const database = new Sqlite(filled.path)
    database.exec(`
      INSERT INTO straggler
      SELECT cluster_id, instance_id, attempt, 'execution', step_ordinal, step, outcome, started_ms, 900000, 2000, 3000, 90
        FROM step_run WHERE step = './add_users.sh' ORDER BY instance_id LIMIT 2`)
    database.close()
    const { rows } = await recordOf(filled)
    assert.is(rows.find(({ step }) => step === './add_users.sh')?.stragglers, 2)
    const list = await filled.get(`${page}/runs?of=execution/./add_users.sh&only=straggler`)
    assert.match(list.body, '<h1>2 runs ')
    assert.match(list.body, '15m 0s')
  })
})

for (const [query, said] of [
  ['?state=sleeping', 'There is no state sleeping'],
  ['?sort=colour', 'sort=colour'],
  ['/runs?of=lunch', 'of=lunch'],
  ['/runs?only=lucky', 'only=lucky'],
] as const) {
  test(`${query} is refused with what is allowed`, async () => {
    await withApp(100, async (filled) => {
      const reply = await filled.get(`${page}${query}`)
      assert.is(reply.statusCode, 400)
      assert.match(reply.body, said)
      assert.is(filled.bugs.length, 0)
    })
  })
}

test.run()
