import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type UsedAction, usedActions } from '../../../ingest/cloudwatch/iam-policy.ts'
import { quotaOf } from '../../../ingest/cloudwatch/quota.ts'

const test = suite('published quotas')
const file = JSON.parse(
  readFileSync(new URL('../../../data/quotas.json', import.meta.url), 'utf8'),
) as { actions: Record<string, { source: string; samples: [region: string, quota: number][] }> }

test('every action that is called has a quota, and no other has one', () => {
  assert.equal(Object.keys(file.actions).sort(), [...usedActions].sort())
})

for (const [action, { source, samples }] of Object.entries(file.actions)) {
  for (const [region, quota] of samples) {
    test(`${action} in ${region} starts at ${quota} calls a second`, () => {
      assert.is(quotaOf(action as UsedAction, region).callsPerSecond, quota)
      assert.ok(source.length > 20)
    })
  }
}

test.run()
