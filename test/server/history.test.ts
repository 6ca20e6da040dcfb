// What the pages say of the bring-up before, over a synced demo: what it planted is known.
import Sqlite from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { demoTruth } from '../../ingest/demo/demo-truth.ts'
import { failedStates } from '../../ingest/lifecycle/coverage.ts'
import { createApp } from '../../server/app.ts'
import type { FailureGroupRecord } from '../../views/failure-group.ts'
import type { FailuresRecord } from '../../views/failures.ts'
import type { OverviewRecord } from '../../views/overview.ts'
import { overviewText } from '../../views/overview-text.ts'
import type { SearchRecord } from '../../views/search.ts'
import { syncedDemo } from '../synced-demo.ts'
import { ownHost } from './test-app.ts'

const test = suite('history')
const demo = syncedDemo({ instances: 60 })

const earlier = '2026-11-16T02:00Z'

interface Asked {
  readonly app: FastifyInstance
  body(url: string): Promise<string>
  json<Record>(url: string): Promise<Record>
  sql<Value>(statement: string): Value
}

async function withApp(use: (asked: Asked) => Promise<void>): Promise<void> {
  const { path } = await demo
  const onBug = (error: unknown): void => assert.unreachable(String(error))
  const app = createApp({ databasePath: path, port: 8117, onBug, now: () => 0 })
  const database = new Sqlite(path, { readonly: true })
  const body = async (url: string): Promise<string> => {
    const answer = await app.inject({ url, headers: { host: ownHost } })
    assert.is(answer.statusCode, 200, `${url}: ${answer.body}`)
    return answer.body
  }
  await use({
    ...{ app, body },
    json: async (url) => JSON.parse(await body(url)),
    sql: <Value>(statement: string) => database.prepare(statement).pluck().get() as Value,
  })
  database.close()
  await app.close()
}

/** The causes of the failed of then and of now, by the truth. */
async function plantedCauses() {
  const { instances } = demoTruth((await demo).server.cluster)
  const now = instances.filter(({ state }) => failedStates.has(state))
  const then = instances.filter((each) => failedStates.has(each.earlier?.state ?? 'empty'))
  return {
    now: new Set(now.map(({ cause, state }) => cause ?? state)),
    before: new Set(then.map((each) => each.earlier?.cause ?? each.earlier?.state ?? '')),
  }
}

test('the overview counts causes that are new, recurring and gone since the bring-up before', async () => {
  const { now, before } = await plantedCauses()
  await withApp(async ({ json }) => {
    const { sincePrevious } = await json<OverviewRecord>('/clusters/ml-prod.json')
    const counted = (change: string): number =>
      sincePrevious?.causes.filter((cause) => cause.change === change).length ?? 0
    assert.is(sincePrevious?.previous.bringUpId, earlier)
    const both = [...now].filter((cause) => before.has(cause)).length
    assert.is(counted('recurring'), both)
    assert.is(counted('new'), now.size - both)
    assert.is(counted('gone'), before.size - both)
    assert.ok(counted('new') > 0 && counted('recurring') > 0 && counted('gone') > 0)
  })
})

test('it says how many failed then and now, and which steps became slower', async () => {
  await withApp(async ({ json, body, sql }) => {
    const record = await json<OverviewRecord>('/clusters/ml-prod.json')
    const since = record.sincePrevious
    const failedIn = (bringUp: string): string =>
      `SELECT count(*) FROM bring_up_instance WHERE bring_up_id = '${bringUp}' AND state IN ('failed', 'failed-lost-tail', 'download-failed')`
    assert.is(since?.previous.failed, sql<number>(failedIn(earlier)))
    assert.is(since?.bringUp.failed, sql<number>(failedIn(since?.bringUp.bringUpId ?? '')))
    const mount = since?.paces.find(({ step }) => step === './mount_fsx.sh')
    assert.ok(mount && mount.medianMs > mount.previousMs + 5_000)
    const text = overviewText(record)
    assert.match(text, /Since the bring-up of 16 Nov 2026 02:00: failed \d/)
    assert.match(text, /slower: .*start_slurm\.sh/)
    const page = await body('/clusters/ml-prod')
    const [, compare = ''] = /<a href="([^"]+)">compare<\/a>/.exec(page) ?? []
    assert.match(await body(compare.replaceAll('&amp;', '&')), 'mount_fsx.sh')
  })
})

test('each count of causes on the overview leads to exactly the groups that it counts', async () => {
  await withApp(async ({ json, body }) => {
    const page = await body('/clusters/ml-prod')
    const record = await json<OverviewRecord>('/clusters/ml-prod.json')
    const { causes = [] } = record.sincePrevious ?? {}
    for (const change of ['new', 'recurring', 'gone']) {
      const [, href = '', said] =
        new RegExp(`<a href="([^"]+)">(\\d+) ${change}</a>`).exec(page) ?? []
      const url = href.replaceAll('&amp;', '&')
      const { groups } = await json<FailuresRecord>(url.replace('?', '.json?'))
      assert.is(groups.length, Number(said), url)
      assert.equal(
        new Set(groups.map(({ failureGroupId }) => failureGroupId)),
        new Set(causes.filter((each) => each.change === change).map((each) => each.failureGroupId)),
      )
      const [, ...rows] = (await body(url.replace('?', '.csv?'))).trim().split('\n')
      assert.is(rows.length, groups.length)
      assert.match(await body(url), `<b>${groups.length}</b> of `)
    }
  })
})

test('the causes that the overview says explain most are the groups that its number opens', async () => {
  await withApp(async ({ json, body }) => {
    const page = await body('/clusters/ml-prod')
    const { verdict } = await json<OverviewRecord>('/clusters/ml-prod.json')
    const [, href = '', said] =
      /<a href="([^"]+)">(?:One|Two|Three|The (?:two|three))[^<]* (\d+)<\/a> of them/.exec(page) ??
      []
    const { groups } = await json<FailuresRecord>(href.replace('?', '.json?'))
    assert.equal(groups, verdict.leading)
    const instances = groups.reduce((sum, group) => sum + group.instances, 0)
    assert.is(instances, Number(said))
    assert.match(await body(href), `<b>${instances} instances</b>`)
  })
})

test('groups that come back in the bring-up after and groups that are gone then are all of a bring-up', async () => {
  await withApp(async ({ json, body }) => {
    const url = `/clusters/ml-prod@${earlier}/failures`
    const idsOf = async (query: string): Promise<readonly string[]> =>
      (await json<FailuresRecord>(`${url}.json${query}`)).groups.map((each) => each.failureGroupId)
    const [again, gone] = [await idsOf('?next=again'), await idsOf('?next=gone')]
    assert.ok(again.length > 0 && gone.length > 0)
    assert.equal(new Set([...again, ...gone]), new Set(await idsOf('')))
    assert.match(await body(url), 'in the bring-up after')
    assert.not.match(await body('/clusters/ml-prod/failures'), 'in the bring-up after')
  })
})

test('the first bring-up of a file has nothing before it, and says so', async () => {
  await withApp(async ({ json, body }) => {
    const url = `/clusters/ml-prod@${earlier}`
    assert.is((await json<OverviewRecord>(`${url}.json`)).sincePrevious, null)
    assert.match(await body(url), 'The first bring-up of this cluster in this file')
  })
})

test('a group says whether it is new or recurring, and since when, wherever it is listed', async () => {
  const { now, before } = await plantedCauses()
  await withApp(async ({ json, body }) => {
    const { groups } = await json<FailuresRecord>('/clusters/ml-prod/failures.json')
    const of = (novelty: string) => groups.filter((group) => group.novelty === novelty)
    assert.is(of('recurring').length, [...now].filter((cause) => before.has(cause)).length)
    assert.is(of('new').length + of('recurring').length, groups.length)
    const [lock] = of('recurring')
    assert.is(new Date(lock?.firstSeenMs ?? 0).toISOString().slice(0, 10), '2026-11-16')
    assert.is(new Date(lock?.lastSeenMs ?? 0).toISOString().slice(0, 10), '2026-11-23')
    const pages = ['', '/failures', `/failures/${lock?.failureGroupId}`]
    for (const page of pages) {
      assert.match(
        await body(`/clusters/ml-prod${page}`),
        /class="chip recurring"[^>]*>recurring since/,
      )
    }
    const first = await json<FailuresRecord>(`/clusters/ml-prod@${earlier}/failures.json`)
    assert.equal(new Set(first.groups.map(({ novelty }) => novelty)), new Set([null]))
  })
})

test('the page of a group shows how many of how many failed so in each bring-up, as bars and as a table', async () => {
  await withApp(async ({ json, body }) => {
    const { groups } = await json<FailuresRecord>('/clusters/ml-prod/failures.json')
    for (const { failureGroupId, novelty } of groups) {
      const url = `/clusters/ml-prod/failures/${failureGroupId}`
      const { history } = await json<FailureGroupRecord>(`${url}.json`)
      assert.is(history.length, 2)
      const [then, now] = history
      assert.is((then?.attempts ?? 0) > 0, novelty === 'recurring')
      const page = await body(url)
      for (const { bringUpId, instances, ran } of history) {
        assert.match(
          page,
          `aria-label="${bringUpId}: ${instances} instance${instances === 1 ? '' : 's'} of ${ran}"`,
        )
        const scope = `/clusters/ml-prod@${bringUpId}/instances.json?state=any-failed&failure=${failureGroupId}`
        assert.is((await json<{ total: number }>(scope)).total, instances)
      }
      assert.ok((now?.instances ?? 0) > 0)
    }
  })
})

test('each column of the timeline leads to as many instances as it says', async () => {
  await withApp(async ({ json, body }) => {
    for (const scope of ['ml-prod', `ml-prod@${earlier}`]) {
      const page = await body(`/clusters/${scope}`)
      const columns = [
        ...page.matchAll(/<a href="([^"]+)" aria-label="[^"]+Z: (\d+) (started|failed)">/g),
      ]
      const sums = { started: 0, failed: 0 }
      for (const [, href = '', said, kind] of columns) {
        const url = href.replaceAll('&amp;', '&').replace('/instances?', '/instances.json?')
        assert.is((await json<{ total: number }>(url)).total, Number(said), href)
        sums[kind as keyof typeof sums] += Number(said)
      }
      const { timeline } = await json<OverviewRecord>(`/clusters/${scope}.json`)
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
      assert.equal(sums, { started: sum(timeline.started), failed: sum(timeline.failed) })
    }
  })
})

test('a link to a line that names no attempt shows the one that the line is of', async () => {
  await withApp(async ({ json, body, sql }) => {
    const id = sql<string>('SELECT instance_id FROM instance WHERE attempts = 2 LIMIT 1')
    const line = sql<number>(
      `SELECT first_line FROM attempt WHERE instance_id = '${id}' AND attempt = 1`,
    )
    const url = `/clusters/ml-prod/instances/${id}`
    const { attempt } = await json<{ attempt: { attempt: number } }>(`${url}.json?line=${line + 2}`)
    assert.is(attempt.attempt, 1)
    assert.match(await body(`${url}?line=${line + 2}`), `id="L${line + 2}"`)
  })
})

test('a hit of a search names the attempt that its line is of', async () => {
  await withApp(async ({ json, sql }) => {
    const id = sql<string>('SELECT instance_id FROM instance WHERE attempts = 2 LIMIT 1')
    const second = sql<number>(
      `SELECT first_line FROM attempt WHERE instance_id = '${id}' AND attempt = 2`,
    )
    const { result } = await json<SearchRecord>(
      `/clusters/ml-prod/search.json?q=SageMaker&attempts=all&text=${id}`,
    )
    const hits = result?.found[0]?.excerpt.filter(({ isHit }) => isHit) ?? []
    assert.equal(new Set(hits.map(({ attempt }) => attempt)), new Set([1, 2]))
    for (const { attempt, ordinal } of hits) assert.is(attempt, ordinal < second ? 1 : 2)
  })
})

test('what is no time in a filter of instances is refused with how to write one', async () => {
  await withApp(async ({ app }) => {
    const url = '/clusters/ml-prod/instances.json?from=yesterday'
    const answer = await app.inject({ url, headers: { host: ownHost } })
    assert.is(answer.statusCode, 400)
    assert.match(answer.body, '2026-11-23T02:05Z')
  })
})

test.run()
