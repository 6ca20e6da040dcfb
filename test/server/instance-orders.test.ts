import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sortKeys } from '../../server/filters.ts'
import { filterNames, type InstanceFilter, unknownValue } from '../../views/urls.ts'
import { testApp } from './test-app.ts'

const test = suite('orders of the instances')

test('in every order, up and down, the same instances stand on the list', async () => {
  const filled = testApp({ size: 40 })
  for (const sort of sortKeys) {
    for (const order of ['asc', 'desc']) {
      const url = `/clusters/ml-prod/instances.json?sort=${sort}&order=${order}`
      const { ids, instances } = (await filled.get(url)).json()
      assert.is(new Set(ids).size, 40, `${sort} ${order}`)
      assert.equal(
        instances.map(({ instanceId }: { instanceId: string }) => instanceId),
        ids,
        `${sort} ${order}`,
      )
    }
  }
  await filled.app.close()
  filled.remove()
})

test('a list by state is the same, and counts the same, whether it is counted or walked', async () => {
  const filled = testApp({ size: 120 })
  for (const cluster of ['ml-prod', 'ml-prod@2026-11-23T02:04Z']) {
    for (const query of [
      '',
      'order=desc',
      'state=any-failed',
      'state=hung',
      'state=with-log&order=desc',
    ]) {
      const list = async (filter: string) => {
        const url = `/clusters/${cluster}/instances.json?sort=state&${query}${filter}`
        const { ids, total, facets } = (await filled.get(url)).json()
        return { ids, total, facets }
      }
      const counted = await list('')
      assert.ok(counted.total > 0, query)
      // Every id holds it: nothing is left out, and every instance is looked at.
      assert.equal(counted, await list('&text=i-'), `${cluster} ${query}`)
    }
  }
  await filled.app.close()
  filled.remove()
})

test('every part of a filter narrows a list, a comparison and a search alike', async () => {
  const values: Partial<Record<keyof InstanceFilter, string>> = {
    ...{ state: 'any-failed', stage: 'execution', 'reached-stage': 'download' },
    ...{ 'zone-id': 'none', script: 'none', capacity: 'none', 'ip-prefix': 'none', text: 'none' },
    ...{ flag: 'not-listed', from: '2020-01-01T00:00Z' },
    ...{
      to: '2040-01-01T00:00Z',
      'ended-from': '2020-01-01T00:00Z',
      'ended-to': '2040-01-01T00:00Z',
    },
  }
  const filled = testApp({ size: 120 })
  const wide: string[] = []
  for (const name of filterNames) {
    const value = values[name] ?? unknownValue
    const asked = `${name}=${encodeURIComponent(value)}`
    const { ids } = (await filled.get(`/clusters/ml-prod/instances.json?${asked}`)).json()
    const { a } = (await filled.get(`/clusters/ml-prod/compare.json?a=${asked}&b=rest`)).json()
    const { result } = (await filled.get(`/clusters/ml-prod/search.json?q=the&${asked}`)).json()
    assert.is(a.instances, ids.length, name)
    assert.is(result.instances.of + result.withoutLog, ids.length, name)
    if (ids.length === 120) wide.push(name)
  }
  assert.equal(wide, [])
  await filled.app.close()
  filled.remove()
})

test('the number beside a value is the length of the list that it leads to', async () => {
  const filled = testApp({ size: 120 })
  const { facets } = (await filled.get('/clusters/ml-prod/instances.json')).json()
  for (const [name, values] of Object.entries<{ value: string; instances: number }[]>(facets)) {
    assert.ok(values.length > 0, name)
    for (const { value, instances } of values) {
      const url = `/clusters/ml-prod/instances.json?${name}=${encodeURIComponent(value)}`
      assert.is((await filled.get(url)).json().total, instances, `${name} ${value}`)
    }
  }
  await filled.app.close()
  filled.remove()
})

test('the funnel’s entered steps are those of the last attempts', async () => {
  const filled = testApp({ size: 120 })
  const database = new Sqlite(filled.path, { readonly: true })
  const counted = database
    .prepare(
      `SELECT count(DISTINCT instance_id)
         FROM instance
         JOIN step_run USING (cluster_id, instance_id)
        WHERE step_run.attempt = instance.attempts AND step_run.step = ?`,
    )
    .pluck()
  const { funnel } = (await filled.get('/clusters/ml-prod.json')).json()
  const steps = funnel.filter(({ step }: { step: string | null }) => step !== null)
  assert.ok(steps.length > 3)
  for (const { step, entered } of steps) assert.is(entered, counted.get(step), step)
  database.close()
  await filled.app.close()
  filled.remove()
})

test.run()
