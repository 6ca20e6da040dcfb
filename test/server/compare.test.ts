import Sqlite, { type Database } from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CompareRecord } from '../../views/compare-record.ts'
import { type TestApp, testApp } from './test-app.ts'

const test = suite('compare')

const page = '/clusters/ml-prod/compare'

async function withApp(
  look: (filled: TestApp) => Promise<void>,
  change: (database: Database) => void = () => undefined,
): Promise<void> {
  const filled = testApp({ size: 400 })
  const database = new Sqlite(filled.path)
  change(database)
  database.close()
  try {
    await look(filled)
  } finally {
    await filled.app.close()
    filled.remove()
  }
}

async function recordOf(filled: TestApp, a: string, b: string): Promise<CompareRecord> {
  const query = `?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}`
  const reply = await filled.get(`${page}.json${query}`)
  assert.is(reply.statusCode, 200, reply.body)
  return reply.json()
}

function bySql(filled: TestApp, sql: string): unknown {
  const database = new Sqlite(filled.path, { readonly: true })
  const value = database.prepare(sql).pluck().get()
  database.close()
  return value
}

test('identical cohorts say "No difference", and nothing else', async () => {
  await withApp(async (filled) => {
    for (const cohort of ['all', 'failed', 'healthy,zone=us-west-2a', '2026-11-23T02:04Z']) {
      const record = await recordOf(filled, cohort, cohort)
      const { causes, states, lines, durations, configuration, shared } = record
      for (const part of [causes, states, lines, durations, configuration]) {
        assert.equal(part.changed, [], cohort)
      }
      assert.is(shared, record.a.instances)
      const { body } = await filled.get(`${page}?a=${cohort}&b=${cohort}`)
      assert.match(body, 'No difference: causes, states, lines, durations and configuration agree.')
      assert.match(body, 'A and B are the same instances.')
    }
  })
})

test('without cohorts one bring-up shows the failed against the healthy, counted as SQL counts', async () => {
  await withApp(async (filled) => {
    const record: CompareRecord = (await filled.get(`${page}.json`)).json()
    assert.is(record.a.expression, 'failed')
    assert.is(record.b.expression, 'healthy')
    const failed = bySql(
      filled,
      "SELECT count(*) FROM instance WHERE state IN ('failed', 'failed-lost-tail', 'download-failed')",
    )
    assert.is(record.a.instances, failed)
    const dpkg = record.causes.changed.find(({ failureGroupId }) => failureGroupId === 'fg-dpkg')
    assert.is(
      dpkg?.a,
      bySql(filled, "SELECT instances FROM failure_group WHERE failure_group_id = 'fg-dpkg'"),
    )
    assert.is(dpkg?.change, 'only-a')
    const inGroups = record.causes.changed.reduce((sum, { a }) => sum + a, 0)
    assert.is(inGroups, failed)
  })
})

test('the states of both sides add up to their instances', async () => {
  await withApp(async (filled) => {
    const record = await recordOf(filled, 'zone=us-west-2c', 'rest')
    assert.is(record.a.instances + record.b.instances, 400)
    const { a, b } = await recordOf(filled, 'failed', 'rest')
    assert.is(a.instances + b.instances, 400)
  })
})

test('the zone that a cause is bound to shows against the rest', async () => {
  await withApp(async (filled) => {
    const record = await recordOf(filled, 'zone=us-west-2c', 'rest')
    const [first] = record.causes.changed
    assert.is(first?.failureGroupId, 'fg-fsx')
    assert.is(first?.change, 'only-a')
    const zone = record.configuration.changed.find(({ value }) => value === 'us-west-2c')
    assert.is(zone?.change, 'only-a')
    assert.is(zone?.b, 0)
  })
})

/** An earlier bring-up of every healthy instance, as the present one with other scripts and another pace. */
function addEarlierBringUp(database: Database): void {
  database.exec(`
    UPDATE attempt SET bring_up_id = '2026-11-20T02:04Z' WHERE instance_id IN (
      SELECT instance_id FROM instance WHERE state = 'succeeded' AND instance_group = 'worker-gpu-b');
    UPDATE instance SET lifecycle_script_uri = 's3://scripts/v1', image_id = 'ami-old'
     WHERE state = 'succeeded' AND instance_group = 'worker-gpu-b';
    UPDATE instance SET lifecycle_script_uri = 's3://scripts/v2' WHERE lifecycle_script_uri IS NULL;
    DELETE FROM bring_up;
    INSERT INTO bring_up
    SELECT cluster_id, bring_up_id, CASE bring_up_id WHEN '2026-11-20T02:04Z' THEN 1 ELSE 2 END, max(ended_ms), count(*),
           count(DISTINCT instance_id), NULL
      FROM attempt GROUP BY cluster_id, bring_up_id;
    DELETE FROM bring_up_instance;
    INSERT INTO bring_up_instance
    SELECT instance.cluster_id, attempt.bring_up_id, instance_id, max(attempt.attempt), count(*), state, state_reason,
           image_id, lifecycle_script_uri
      FROM instance JOIN attempt USING (instance_id) GROUP BY instance.cluster_id, attempt.bring_up_id, instance_id;
    UPDATE attempt_duration SET durations = (
      SELECT '[' || coalesce(group_concat(CASE WHEN key % 2 = 1 AND (SELECT step FROM phase WHERE phase_id = before / 8) = './mount_fsx.sh'
                                      THEN value * 3 ELSE value END, ','), '') || ']'
        FROM (SELECT key, value, lag(value) OVER (ORDER BY key) AS before FROM json_each(durations) ORDER BY key))
     WHERE instance_id IN (SELECT instance_id FROM attempt WHERE bring_up_id = '2026-11-23T02:04Z')`)
}

test('without cohorts two bring-ups are compared, the last with the one before: new, slower, changed', async () => {
  await withApp(async (filled) => {
    const record: CompareRecord = (await filled.get(`${page}.json`)).json()
    assert.is(record.a.expression, '2026-11-23T02:04Z')
    assert.is(record.b.expression, '2026-11-20T02:04Z')
    assert.ok(record.inTime)
    assert.ok(record.causes.changed.length >= 4)
    assert.equal([...new Set(record.causes.changed.map(({ change }) => change))], ['only-a'])
    const slower = record.durations.changed.filter(({ change }) => change === 'slower-a')
    assert.equal(
      slower.map(({ step }) => step),
      ['./mount_fsx.sh'],
    )
    const scripts = record.configuration.changed.filter(({ name }) => name === 'script')
    assert.equal(scripts.map(({ value, change }) => [value, change]).sort(), [
      ['s3://scripts/v1', 'only-b'],
      ['s3://scripts/v2', 'only-a'],
    ])
    const { body } = await filled.get(page)
    assert.match(body, '<td>new</td>')
    assert.match(body, '<td>slower</td>')
    const configuration = await filled.get(`${page}?show=configuration`)
    assert.match(configuration.body, '<td>gone</td>')
  }, addEarlierBringUp)
})

test('a median is that of the runs that its number leads to', async () => {
  await withApp(async (filled) => {
    const record: CompareRecord = (await filled.get(`${page}.json`)).json()
    const row = record.durations.changed.find(({ step }) => step === './mount_fsx.sh')
    const url = '/clusters/ml-prod/durations/runs.csv?of=execution/./mount_fsx.sh'
    for (const side of ['a', 'b'] as const) {
      const terms = `&bring-up=${record[side].expression}`
      const lines = (await filled.get(url + terms)).body.trim().split('\r\n').slice(1)
      assert.is(lines.length, row?.runs[side])
      const took = lines.map((line) => Number(line.split(',')[6])).sort((x, y) => x - y)
      assert.is(took[Math.ceil(took.length / 2) - 1], row?.medianMs[side])
    }
  }, addEarlierBringUp)
})

test('every number of instances that is a link opens a list of exactly so many', async () => {
  await withApp(async (filled) => {
    const { body } = await filled.get(`${page}?a=zone%3Dus-west-2c&b=healthy&show=causes`)
    const links = [
      ...body.matchAll(/<a href="([^"]*\/instances\?[^"]*)">([\d,]+)( instances?)?<\/a>/g),
    ]
    assert.ok(links.length > 5)
    for (const [, href = '', number = ''] of links) {
      const list = await filled.get(href.replaceAll('&amp;', '&'))
      assert.match(list.body, new RegExp(`<h1>${number} instances? `), href)
    }
  })
})

test('the numbers of two bring-ups open the lists of their own bring-up', async () => {
  await withApp(async (filled) => {
    const { body } = await filled.get(`${page}?show=causes`)
    const links = [
      ...body.matchAll(/<a href="([^"]*\/instances[^"]*)">([\d,]+)( instances?)?<\/a>/g),
    ].map(([, href = '', number = '']) => ({ href: href.replaceAll('&amp;', '&'), number }))
    for (const bringUp of ['2026-11-23T02:04Z', '2026-11-20T02:04Z']) {
      assert.ok(links.some(({ href }) => href.startsWith(`/clusters/ml-prod@${bringUp}/`)))
    }
    for (const { href, number } of links) {
      const list = await filled.get(href)
      assert.match(list.body, new RegExp(`<h1>${number} instances? `), href)
    }
  }, addEarlierBringUp)
})

test('in the scope of a bring-up every cohort is of it, and it is compared with the one before', async () => {
  await withApp(async (filled) => {
    const at = (bringUp: string, query = ''): Promise<CompareRecord> =>
      filled.get(`/clusters/ml-prod@${bringUp}/compare.json${query}`).then((reply) => reply.json())
    const latest = await at('2026-11-23T02:04Z')
    assert.is(latest.a.expression, '2026-11-23T02:04Z')
    assert.is(latest.b.expression, '2026-11-20T02:04Z')
    const first = await at('2026-11-20T02:04Z', '?a=healthy&b=rest')
    assert.is(first.a.expression, '2026-11-20T02:04Z,healthy')
    const ran = bySql(
      filled,
      "SELECT count(*) FROM bring_up_instance WHERE bring_up_id = '2026-11-20T02:04Z'",
    )
    assert.is(first.a.instances + first.b.instances, ran)
    const elsewhere = await at('2026-11-20T02:04Z', '?a=2026-11-23T02:04Z&b=healthy')
    assert.is(elsewhere.a.expression, '2026-11-23T02:04Z')
    assert.is(elsewhere.b.expression, '2026-11-20T02:04Z,healthy')
  }, addEarlierBringUp)
})

test('the twin of a failed instance is healthy and shares its group and zone', async () => {
  await withApp(async (filled) => {
    const failed = filled.instances.find(
      ({ state, group }) => state === 'failed' && group === 'worker-gpu-a',
    )
    const record = await recordOf(filled, failed?.instanceId ?? '', '')
    const twin = filled.instances.find(({ instanceId }) => instanceId === record.b.terms?.instance)
    assert.ok(twin?.state.startsWith('succeeded'))
    assert.is(twin?.group, failed?.group)
    assert.is(twin?.zone, failed?.zone)
    assert.match(record.b.label, 'healthy twin')
  })
})

test('a form narrows a cohort without scripts', async () => {
  await withApp(async (filled) => {
    const url = `${page}.json?a=failed&a-and=zone%3Dus-west-2c&b=healthy&b-and=`
    const record: CompareRecord = (await filled.get(url)).json()
    assert.is(record.a.expression, 'failed,zone=us-west-2c')
    assert.is(record.b.expression, 'healthy')
    const { body } = await filled.get(`${page}?a=failed&a-and=zone%3Dus-west-2c&b=healthy`)
    assert.match(body, '<option value="failed,zone=us-west-2c" selected>')
  })
})

test('an empty side says so instead of differences', async () => {
  await withApp(async (filled) => {
    const { body } = await filled.get(`${page}?a=zone%3Dnowhere&b=healthy`)
    assert.match(body, 'A holds no instance: there is nothing to compare.')
  })
})

for (const [query, said] of [
  ['?a=sleeping', '“sleeping” picks no instances'],
  ['?a=failed&b=state%3Dsleeping', 'There is no state sleeping'],
  ['?a=failed&b=twin', 'A twin is of one instance'],
  ['?show=weather', 'show=weather'],
] as const) {
  test(`${query} is refused with what is allowed`, async () => {
    await withApp(async (filled) => {
      const reply = await filled.get(page + query)
      assert.is(reply.statusCode, 400)
      assert.match(reply.body, said)
      assert.is(filled.bugs.length, 0)
    })
  })
}

test.run()
