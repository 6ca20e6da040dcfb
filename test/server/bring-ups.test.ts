import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { failedStates } from '../../ingest/lifecycle/coverage.ts'
import type { BringUpsRecord } from '../../views/bring-ups.ts'
import type { OverviewRecord } from '../../views/overview.ts'
import { everyPage, type TestApp, withSuffix, withTestApp } from './test-app.ts'

const test = suite('bring-ups')

const only = '2026-11-23T02:04Z'

const withApp = (use: (filled: TestApp) => Promise<void>): Promise<void> =>
  withTestApp({ size: 200 }, use)

function scoped(url: string): string {
  return url.replace('/clusters/ml-prod', `/clusters/ml-prod@${only}`)
}

test('a bring-up holds the instances that ran in it, each in one state', async () => {
  await withApp(async (filled) => {
    const ran = filled.instances.filter(({ attempts }) => attempts.length > 0)
    const record: OverviewRecord = (await filled.get(scoped('/clusters/ml-prod.json'))).json()
    const sum = (values: readonly number[]): number =>
      values.reduce((total, value) => total + value, 0)
    assert.is(sum(record.coverage.map(({ instances }) => instances)), ran.length)
    assert.is(record.cluster.expected, ran.length)
    const failed = ran.filter(({ state }) => failedStates.has(state)).length
    assert.is(record.cluster.failed, failed)
    assert.is(sum(record.funnel.map((row) => row.failed)), failed)
    const { groups, ungrouped } = record.groups
    assert.is(sum(groups.map(({ instances }) => instances)) + ungrouped, failed)
  })
})

test('every page of a cluster answers in the scope of a bring-up, and keeps it in its links', async () => {
  await withApp(async (filled) => {
    const none = filled.instances.filter(({ attempts }) => attempts.length === 0)
    const pages = everyPage(filled).filter(
      (url) =>
        url.startsWith('/clusters/ml-prod') &&
        !none.some(({ instanceId }) => url.includes(instanceId)),
    )
    assert.ok(pages.length > 12)
    for (const url of pages) {
      for (const form of ['json', 'csv']) {
        assert.is(
          (await filled.get(withSuffix(scoped(url), form))).statusCode,
          200,
          `${url} ${form}`,
        )
      }
      const { body, statusCode } = await filled.get(scoped(url))
      assert.is(statusCode, 200, url)
      const main = body.slice(body.indexOf('<nav class="tabs"'))
      const hrefs = [...main.matchAll(/href="(\/clusters\/[^"]*)"/g)].map(([, href = '']) => href)
      const left = hrefs.filter((href) => !href.startsWith(`/clusters/ml-prod@${only}`))
      // The page of the data is about the whole file, and says so above its content.
      assert.match(body, 'are about the whole file')
      if (url.endsWith('/data')) continue
      // The way back to the present, and the history of a group over all scopes.
      assert.equal(
        left.filter((href) => href !== '/clusters/ml-prod' && !href.startsWith('/clusters/abcdef')),
        [],
        url,
      )
    }
    assert.equal(filled.bugs, [])
  })
})

test('a bring-up that the cluster does not have is a page that lists those it has', async () => {
  await withApp(async (filled) => {
    const answer = await filled.get('/clusters/ml-prod@2026-01-01T00:00Z/failures.json')
    assert.is(answer.statusCode, 404)
    assert.is(answer.json().error.code, 'bring-up-not-found')
    assert.match(answer.json().error.nextStep, only)
    assert.is((await filled.get('/clusters/ml-prod@/failures')).statusCode, 404)
  })
})

test('the menu of bring-ups and their page show the same figures', async () => {
  await withApp(async (filled) => {
    const { bringUps }: BringUpsRecord = (
      await filled.get('/clusters/ml-prod/bring-ups.json')
    ).json()
    assert.is(bringUps.length, 1)
    const [first] = bringUps
    const { body } = await filled.get('/clusters/ml-prod/instances')
    assert.match(body, `href="/clusters/ml-prod@${only}"`)
    assert.match(body, `${first?.instances} instances, ${first?.failed} failed`)
  })
})

test('an instance that did not run in a bring-up has no page there', async () => {
  await withApp(async (filled) => {
    const absent = filled.instances.find(({ state }) => state === 'no-stream')
    const url = `/clusters/ml-prod/instances/${absent?.instanceId}`
    assert.is((await filled.get(url)).statusCode, 200)
    assert.is((await filled.get(scoped(url))).statusCode, 404)
  })
})

test.run()
