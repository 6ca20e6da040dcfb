import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  iamPolicy,
  permittingStatement,
  usedActions,
} from '../../../ingest/cloudwatch/iam-policy.ts'

const test = suite('iam policy')
const place = { region: 'eu-west-1', account: '123456789012', cluster: 'ml-prod' }
const logs = 'arn:aws:logs:eu-west-1:123456789012:log-group:'

/** As IAM does: `*` stands for anything. */
function permits(pattern: string, arn: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(arn)
}

test('it permits each action that is called once, and no other', () => {
  const permitted = iamPolicy(place).Statement.flatMap(({ Action }) => [...Action])
  assert.equal([...permitted].sort(), [...usedActions].sort())
})

test('it permits nothing that could change or delete', () => {
  for (const action of usedActions) assert.match(action, /:(Describe|List|Filter|Get)[A-Z]/)
})

const { layouts } = JSON.parse(
  readFileSync(new URL('../../../data/layouts.json', import.meta.url), 'utf8'),
) as { layouts: { name: string; logGroupTemplate: string }[] }

for (const { name, logGroupTemplate } of layouts) {
  test(`it lets the logs of layout "${name}" be read, of this cluster and no other`, () => {
    const group = logGroupTemplate
      .replace('{cluster}', 'ml-prod')
      .replace('{cluster_id}', 'abcdefghijkl')
    const patterns =
      iamPolicy(place).Statement.find(({ Sid }) => Sid === 'ReadLifecycleLogs')?.Resource ?? []
    for (const arn of [`${logs}${group}`, `${logs}${group}:*`, `${logs}${group}:log-stream:x`]) {
      assert.ok(
        patterns.some((pattern) => permits(pattern, arn)),
        arn,
      )
    }
    const other = `${logs}${group.replace('ml-prod', 'ml-prod-2')}:*`
    assert.not.ok(patterns.some((pattern) => permits(pattern, other)))
  })
}

for (const [region, partition] of [
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['ap-southeast-3', 'aws'],
] as const) {
  test(`${region} is in the partition ${partition}`, () => {
    const resources = iamPolicy({ ...place, region }).Statement.flatMap(({ Resource }) => [
      ...Resource,
    ])
    for (const arn of resources.filter((resource) => resource !== '*')) {
      assert.is(arn.split(':')[1], partition)
    }
  })
}

test('a single action is permitted on the log group that was asked for', () => {
  assert.equal(permittingStatement('logs:FilterLogEvents', place, '/some/group'), {
    Sid: 'ReadLifecycleLogs',
    Effect: 'Allow',
    Action: ['logs:FilterLogEvents'],
    Resource: [`${logs}/some/group`, `${logs}/some/group:*`],
  })
})

test.run()
