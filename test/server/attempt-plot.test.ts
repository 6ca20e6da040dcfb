import Sqlite from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { InstanceRecord } from '../../views/instance.ts'
import { testApp } from './test-app.ts'

const test = suite('plot of an attempt')

test('its rows are the stages and steps of the shown attempt, with the times that SQL gives', async () => {
  const filled = testApp({ size: 100 })
  const retried = filled.instances.find(({ state }) => state === 'succeeded-after-retry')
  const database = new Sqlite(filled.path, { readonly: true })
  const bySql = database
    .prepare(
      `SELECT step, started_ms AS startedMs, ended_ms AS endedMs, outcome, first_line AS firstLine
         FROM step_run WHERE instance_id = ? AND attempt = 1 ORDER BY step_ordinal`,
    )
    .all(retried?.instanceId) as { step: string }[]
  database.close()
  const url = `/clusters/ml-prod/instances/${retried?.instanceId}`
  const { plot } = (await filled.get(`${url}.json?attempt=1`)).json() as InstanceRecord
  const [download, ...steps] = plot?.rows ?? []
  assert.is(download?.stage, 'download')
  assert.equal(
    steps.map(({ step, startedMs, endedMs, outcome, firstLine }) => {
      return { step, startedMs, endedMs, outcome, firstLine }
    }),
    bySql,
  )
  assert.is(steps.at(-1)?.outcome, 'failed')
  const { body } = await filled.get(`${url}?attempt=1`)
  for (const { step } of bySql) assert.match(body, `<span title="${step}">`)
  await filled.app.close()
  filled.remove()
})

test('the waiting before a failure is a silence of its step', async () => {
  const filled = testApp({ size: 100 })
  const failed = filled.instances.find(({ state }) => state === 'failed')
  const url = `/clusters/ml-prod/instances/${failed?.instanceId}`
  const { plot } = (await filled.get(`${url}.json`)).json() as InstanceRecord
  assert.is(plot?.silences?.length, 1)
  const [silence] = plot?.silences ?? []
  assert.is((silence?.toMs ?? 0) - (silence?.fromMs ?? 0), 62_000)
  assert.match((await filled.get(url)).body, 'longest silence 1m 2s in ')
  await filled.app.close()
  filled.remove()
})

test.run()
