import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sortKeys } from '../../server/filters.ts'
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
