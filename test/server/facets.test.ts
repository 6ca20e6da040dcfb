import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createApp } from '../../server/app.ts'
import type { FacetsRecord } from '../../views/facets.ts'
import type { InstancesRecord } from '../../views/instances.ts'
import { syncedDemo } from '../synced-demo.ts'

const test = suite('facets page')

const demo = syncedDemo({ instances: 120 })

async function get(url: string): Promise<{ readonly body: string; readonly statusCode: number }> {
  const { path, clusterName } = await demo
  const app = createApp({
    ...{ databasePath: path, port: 8117, now: () => 0 },
    onBug: (error) => {
      throw error
    },
  })
  try {
    const host = '127.0.0.1:8117'
    return await app.inject({ url: `/clusters/${clusterName}${url}`, headers: { host } })
  } finally {
    await app.close()
  }
}

async function facets(query = ''): Promise<FacetsRecord> {
  return JSON.parse((await get(`/facets.json${query}`)).body)
}

test('the values of each facet hold every instance once, in one state each', async () => {
  const { cluster, matrices } = await facets()
  assert.is(matrices.length, 8)
  for (const { facet, rows } of matrices) {
    const total = rows.reduce((sum, row) => sum + row.total, 0)
    assert.is(total, cluster.expected, facet)
    for (const { states, total: own, value } of rows) {
      const sum = Object.values(states).reduce((all, each) => all + each, 0)
      assert.is(sum, own, `${facet} ${value}`)
    }
    assert.is(
      rows.reduce((sum, { failed }) => sum + failed, 0),
      cluster.failed,
    )
  }
})

test('a number leads to as many instances', async () => {
  const { matrices } = await facets()
  const zones = matrices.find(({ facet }) => facet === 'availability-zone')
  const [row] = zones?.rows.filter(({ failed }) => failed > 0) ?? []
  assert.ok(row)
  const list = `/instances.json?zone=${row.value}&state=any-failed`
  const { total }: InstancesRecord = JSON.parse((await get(list)).body)
  assert.is(total, row.failed)
  assert.match((await get('/facets')).body, `instances?zone=${row.value}&amp;state=any-failed`)
})

test('of one failure group only its members count as failed', async () => {
  const { groups } = JSON.parse((await get('/failures.json')).body)
  const [group] = groups
  const { matrices, title } = await facets(`?failure=${group.failureGroupId}`)
  assert.is(title, group.title)
  for (const { rows } of matrices) {
    assert.is(
      rows.reduce((sum, { failed }) => sum + failed, 0),
      group.instances,
    )
  }
})

test('values are in the order asked for, and another order is refused', async () => {
  const { matrices } = await facets('?sort=total')
  for (const { rows } of matrices) {
    const totals = rows.map(({ total }) => total)
    assert.equal(
      totals,
      totals.toSorted((a, b) => b - a),
    )
  }
  assert.is((await get('/facets?sort=colour')).statusCode, 400)
})

test('the CSV has a row for each value', async () => {
  const { matrices } = await facets()
  const lines = (await get('/facets.csv')).body.trim().split('\r\n')
  assert.is(lines.length, 1 + matrices.reduce((sum, { rows }) => sum + rows.length, 0))
})

test.run()
