import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openForWriting } from '../../migrations/open-database.ts'
import type { OverviewRecord } from '../../views/overview.ts'
import { type TestApp, withTestApp } from './test-app.ts'

const test = suite('timeline')
const earlier = '2026-11-16T02:00Z'

/** Some of the cluster failed a week before and was left so; the rest is as the statement makes it. */
async function afterAWeek(
  { path, get }: TestApp,
  statement: string,
): Promise<OverviewRecord['timeline']> {
  const { database, close } = openForWriting(path)
  database.exec(`
    UPDATE attempt SET bring_up_id = '${earlier}', started_ms = started_ms - 604800000, ended_ms = ended_ms - 604800000
     WHERE instance_id IN (SELECT instance_id FROM instance WHERE state = 'failed' ORDER BY 1 LIMIT 3);
    ${statement}`)
  close()
  const { timeline }: OverviewRecord = (await get('/clusters/ml-prod.json')).json()
  return timeline
}

const upAgain = (state: string, instances: number): string => `
  UPDATE instance SET state = 'succeeded'
   WHERE state <> 'failed' OR instance_id NOT IN (SELECT instance_id FROM attempt WHERE bring_up_id = '${earlier}');
  UPDATE instance SET state = '${state}'
   WHERE instance_id IN (SELECT instance_id FROM instance WHERE state = 'succeeded' AND attempts > 0 LIMIT ${instances})`

test('while a bring-up is under way the timeline is its, though more failed in an earlier one', async () => {
  for (const state of ['running', 'downloading', 'hung', 'failed']) {
    await withTestApp({ size: 100 }, async (app) => {
      const { bringUpId } = await afterAWeek(app, upAgain(state, 4))
      assert.is(bringUpId, '2026-11-23T02:04Z', state)
    })
  }
})

test('where all others came up the timeline is of the bring-up in which the failed failed', async () => {
  await withTestApp({ size: 100 }, async (app) => {
    const { bringUpId, failed, elsewhere } = await afterAWeek(app, upAgain('succeeded', 0))
    assert.is(bringUpId, earlier)
    assert.is(
      failed.reduce((sum, each) => sum + each, 0),
      3,
    )
    assert.ok(elsewhere > 80)
  })
})

test.run()
