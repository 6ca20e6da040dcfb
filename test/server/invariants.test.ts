import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CoverageState, failedStates } from '../../ingest/lifecycle/coverage.ts'
import { SyncDatabase } from '../../ingest/store/sync-database.ts'
import type { InstancesRecord } from '../../views/instances.ts'
import type { OverviewRecord } from '../../views/overview.ts'
import { type TestApp, testApp } from './test-app.ts'
import { walkedHtml } from './walked-html.ts'

const test = suite('numbers')

async function overviewOf(filled: TestApp): Promise<OverviewRecord> {
  return (await filled.get('/clusters/ml-prod.json')).json()
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

test('the states of the coverage add up to the expected instances, as SQL counts them', async () => {
  const filled = testApp()
  const { coverage, verdict, cluster } = await overviewOf(filled)
  const database = new Sqlite(filled.path, { readonly: true })
  const bySql = database.prepare('SELECT state, instances FROM coverage').all() as typeof coverage
  assert.is(sum(coverage.map(({ instances }) => instances)), 800)
  assert.is(verdict.expected, 800)
  assert.is(cluster.expected, 800)
  for (const { state, instances } of coverage) {
    assert.is(instances, bySql.find((row) => row.state === state)?.instances ?? 0, state)
    assert.is(instances, filled.inStates(state), state)
  }
  database.close()
  await filled.app.close()
  filled.remove()
})

test('failed is one number: verdict, funnel, groups, timeline, list, CSV and SQL agree', async () => {
  const filled = testApp()
  const { verdict, funnel, groups, timeline, cluster } = await overviewOf(filled)
  const failed = filled.inStates(...failedStates)
  assert.is(failed, 37)
  assert.is(verdict.failed, failed)
  assert.is(cluster.failed, failed)
  assert.is(sum(funnel.map((row) => row.failed)), failed)
  assert.is(sum(groups.groups.map(({ instances }) => instances)) + groups.ungrouped, failed)
  assert.is(sum(timeline.failed), failed)
  const list = (await filled.get('/clusters/ml-prod/instances.json?state=any-failed')).json()
  assert.is(list.total, failed)
  const csv = (await filled.get('/clusters/ml-prod/instances.csv?state=any-failed')).body
  assert.is(csv.trim().split('\r\n').length - 1, failed)
  const failures = (await filled.get('/clusters/ml-prod/failures.json')).json()
  const inGroups = sum(failures.groups.map((group: { instances: number }) => group.instances))
  assert.is(inGroups + failures.ungrouped, failed)
  const database = new Sqlite(filled.path, { readonly: true })
  const bySql = database.prepare('SELECT sum(instances) FROM failure_group').pluck().get()
  assert.is(bySql, inGroups)
  database.close()
  await filled.app.close()
  filled.remove()
})

test('every expected instance leaves the funnel at exactly one row', async () => {
  const filled = testApp()
  const { funnel } = await overviewOf(filled)
  const left = sum(funnel.map((row) => row.failed + row.hung + row.silent + row.underWay))
  assert.is(left + (funnel.at(-1)?.entered ?? 0), 800)
  assert.is(sum(funnel.map(({ hung }) => hung)), filled.inStates('hung'))
  await filled.app.close()
  filled.remove()
})

test('a failed instance without a failure is counted as ungrouped, and is found by that number', async () => {
  const filled = testApp({ size: 200 })
  const database = new Sqlite(filled.path)
  const victim = filled.instances.find(({ state }) => state === 'failed')?.instanceId
  database.prepare('DELETE FROM failure WHERE instance_id = ?').run(victim)
  database.close()
  const { groups, verdict } = await overviewOf(filled)
  assert.is(groups.ungrouped, 1)
  assert.is(sum(groups.groups.map(({ instances }) => instances)) + 1, verdict.failed)
  const list = await filled.get('/clusters/ml-prod/instances.json?state=any-failed&failure=-')
  assert.equal(
    list.json().instances.map((row: { instanceId: string }) => row.instanceId),
    [victim],
  )
  await filled.app.close()
  filled.remove()
})

test('every number of the overview that is a link opens a page that shows the same number', async () => {
  const filled = testApp()
  const { body } = await filled.get('/clusters/ml-prod')
  const links = [...body.matchAll(/<a [^>]*?href="([^"#]+)"[^>]*>([\d,]+)<\/a>/g)]
  assert.ok(links.length > 40)
  for (const [, href = '', number = ''] of links) {
    const page = await filled.get(href.replaceAll('&amp;', '&'))
    assert.is(page.statusCode, 200, href)
    const isList = href.includes('/instances')
    if (isList)
      assert.match(page.body, new RegExp(`<h1>${number} instances? `), `${number} ${href}`)
    else assert.match(page.body, new RegExp(`[^\\d,]${number}[^\\d,]`), `${number} ${href}`)
  }
  await filled.app.close()
  filled.remove()
})

test('the cells of the grid are the instances: each failed one is a link to its own page', async () => {
  const filled = testApp()
  const { body } = await filled.get('/clusters/ml-prod')
  const links = walkedHtml(body).filter(({ attributes }) =>
    /\/instances\/i-/.test(attributes.href ?? ''),
  )
  const targets = new Set(links.map(({ attributes }) => attributes.href?.split('/').at(-1)))
  for (const { instanceId, state } of filled.instances) {
    if (failedStates.has(state)) assert.ok(targets.has(instanceId), instanceId)
  }
  await filled.app.close()
  filled.remove()
})

test('the same database gives the same bytes', async () => {
  const filled = testApp({ size: 100 })
  const [one, other] = [
    await filled.get('/clusters/ml-prod'),
    await filled.get('/clusters/ml-prod'),
  ]
  assert.is(one.body, other.body)
  await filled.app.close()
  filled.remove()
})

test('every page shows the same, whether a sync has counted the fleet or the page counts it', async () => {
  const filled = testApp({ size: 200 })
  const pages = [
    ...['', '?strip=zone', '?strip=state', '?strip=launch', '/failures', '/instances', '/data'],
    ...['/instances?order=desc', '/instances?state=any-failed', '/compare', '/bring-ups'],
  ]
  const urls = ['/clusters/ml-prod', '/clusters/ml-prod@2026-11-23T02:04Z'].flatMap((scope) =>
    pages.flatMap((page) =>
      ['', '.json', '.csv'].map((form) => scope + page.replace(/(?=\?)|$/, form)),
    ),
  )
  // The counts themselves make the file larger.
  const sizes = /\d[\d.,]* ?[kM]?B|"bytes":\d+/g
  const bodies = async () => {
    const bodies = new Map<string, string>()
    for (const url of urls) {
      const { statusCode, body } = await filled.get(url)
      assert.is(statusCode, 200, url)
      bodies.set(url, url.includes('/data') ? body.replace(sizes, '') : body)
    }
    return bodies
  }
  const fresh = await bodies()
  SyncDatabase.open(filled.path).close()
  const database = new Sqlite(filled.path, { readonly: true })
  assert.is(database.prepare('SELECT count(*) FROM counted').pluck().get(), 4)
  const counted = await bodies()
  for (const [url, body] of fresh) assert.is(counted.get(url), body, url)
  for (const [state, instances] of database
    .prepare("SELECT state, sum(instances) FROM standing_count WHERE bring_up_id = '' GROUP BY 1")
    .raw()
    .all() as [CoverageState, number][]) {
    assert.is(instances, filled.inStates(state), state)
  }
  database.close()
  await filled.app.close()
  filled.remove()
})

test('the list is cut into parts of 100 that together hold every instance once, forwards and back', async () => {
  const filled = testApp({ size: 250 })
  const part = async (query: string): Promise<{ first: number; ids: string[] }> => {
    const list = await filled.get(`/clusters/ml-prod/instances.json?sort=cause${query}`)
    const { first, instances } = list.json() as InstancesRecord
    return { first, ids: instances.map(({ instanceId }) => instanceId) }
  }
  const one = await part('')
  const two = await part(`&after=${one.ids.at(-1)}`)
  const three = await part(`&after=${two.ids.at(-1)}`)
  assert.equal([one.first, two.first, three.first], [1, 101, 201])
  assert.is(new Set([...one.ids, ...two.ids, ...three.ids]).size, 250)
  assert.equal(await part(`&before=${three.ids[0]}`), two)
  const lost = (await filled.get('/clusters/ml-prod/instances?state=hung&after=i-00')).body
  assert.match(lost, 'is no longer in it; the list is shown from its start')
  await filled.app.close()
  filled.remove()
})

test('an instance is found by its id, its address, its slot and its host names', async () => {
  const filled = testApp({ size: 250 })
  const wanted = filled.instances[42]
  const { instanceId = '', ip = '', slot = '' } = wanted ?? {}
  const texts = [instanceId.toUpperCase(), `hyperpod-${instanceId}`, ip, slot]
  for (const text of [...texts, `ip-${ip.replaceAll('.', '-')}.ec2.internal`, ` ${instanceId} `]) {
    const url = `/clusters/ml-prod/instances.json?text=${encodeURIComponent(text)}`
    const { instances } = (await filled.get(url)).json()
    const ids = instances.map((row: { instanceId: string }) => row.instanceId)
    assert.ok(ids.includes(instanceId), text)
    assert.ok(ids.length < 20, text)
  }
  await filled.app.close()
  filled.remove()
})

test.run()
