import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CheckAccessOptions, checkAccess } from '../../../ingest/cloudwatch/check-access.ts'
import type { Finding } from '../../../ingest/cloudwatch/finding.ts'
import { usedActions } from '../../../ingest/cloudwatch/iam-policy.ts'
import { all, type Reply, type Script, withEnvironment, withScriptedAws } from './scripted-aws.ts'

const test = suite('check access')

const group = '/aws/sagemaker/Clusters/ml-prod/abcdefghijkl'
const date = 'Tue, 20 Jan 2026 08:00:00 GMT'
const dateMs = Date.UTC(2026, 0, 20, 8)
const healthy: Readonly<Record<string, Reply>> = {
  ListClusters: { json: { ClusterSummaries: [{ ClusterName: 'ml-prod' }] }, date },
  DescribeCluster: {
    json: {
      ClusterArn: 'arn:aws:sagemaker:eu-west-1:123456789012:cluster/abcdefghijkl',
      ClusterName: 'ml-prod',
      ClusterStatus: 'InService',
    },
  },
  ListClusterNodes: { json: { ClusterNodeSummaries: [{ InstanceId: 'i-1' }] } },
  DescribeClusterNode: { json: { NodeDetails: { InstanceId: 'i-1' } } },
  ListClusterEvents: { json: { Events: [{ EventId: 'e1', EventTime: 1 }] } },
  DescribeClusterEvent: { json: { EventDetails: { EventId: 'e1' } } },
  DescribeLogGroups: { json: { logGroups: [{ logGroupName: group, retentionInDays: 90 }] } },
  DescribeLogStreams: {
    json: { logStreams: [{ logStreamName: 's', lastEventTimestamp: dateMs }] },
  },
  FilterLogEvents: { json: { events: [] } },
  GetLogEvents: { json: { events: [], nextForwardToken: 'f/1' } },
}

async function findings(
  replies: Readonly<Record<string, Reply>>,
  overrides: Partial<CheckAccessOptions> = {},
): Promise<{ found: Map<string, Finding>; operations: string[] }> {
  const script: Script = ({ operation }) => replies[operation] ?? 'reset'
  let list: Finding[] = []
  let operations: string[] = []
  await withScriptedAws(script, async ({ options, requests }) => {
    const asked: CheckAccessOptions = {
      ...options,
      cluster: 'ml-prod',
      logGroupNames: ({ name, clusterId }) => [
        `/aws/sagemaker/Clusters/${name}/${clusterId}`,
        `/aws/sagemaker/hyperpod/${name}`,
      ],
      localNowMs: () => dateMs + 2000,
      ...overrides,
    }
    list = await all(checkAccess(asked))
    operations = requests.map(({ operation }) => operation)
  })
  return { found: new Map(list.map((finding) => [finding.check, finding])), operations }
}

const denied = { error: 'AccessDeniedException', message: 'not authorized' }

test('where all is well it tries every action that a sync uses, and finds nothing wrong', async () => {
  const { found, operations } = await findings(healthy)
  for (const finding of found.values()) assert.is(finding.ok, true, JSON.stringify(finding))
  const tried = usedActions.map((action) => action.replace(/^\w+:/, ''))
  assert.equal([...new Set(operations)].sort(), [...tried].sort())
})

test('credentials are shown by the last four characters of their key alone', async () => {
  const { found } = await findings(healthy)
  assert.is(found.get('credentials')?.detail, 'Access key …WXYZ of the default chain.')
  assert.not.match(JSON.stringify([...found.values()]), /secret-of-the-test|AKIATEST/)
})

test('a permission without which a sync runs is a warning, any other a failure; each with its remedy', async () => {
  for (const [operation, ok] of [
    ['ListClusters', 'warning'],
    ['DescribeCluster', false],
    ['ListClusterNodes', false],
    ['DescribeClusterNode', 'warning'],
    ['ListClusterEvents', 'warning'],
    ['DescribeClusterEvent', 'warning'],
    ['DescribeLogGroups', 'warning'],
    ['DescribeLogStreams', false],
    ['FilterLogEvents', false],
    ['GetLogEvents', 'warning'],
  ] as const) {
    const { found } = await findings({ ...healthy, [operation]: denied })
    const finding = [...found.values()].find(({ check }) => check.endsWith(`:${operation}`))
    assert.is(finding?.ok, ok, operation)
    assert.match(finding?.fix ?? '', `:${operation}`)
  }
})

test('without the right to list log groups the likeliest one is tried as it is', async () => {
  const { found } = await findings({ ...healthy, DescribeLogGroups: denied })
  assert.is(found.get('logs:FilterLogEvents')?.ok, true)
})

test('a log group whose name only begins like the asked one is not the asked one', async () => {
  const logGroups = [{ logGroupName: `${group}-other` }]
  const { found } = await findings({ ...healthy, DescribeLogGroups: { json: { logGroups } } })
  assert.is(found.get('log group')?.ok, false)
  assert.match(found.get('log group')?.detail ?? '', '/aws/sagemaker/hyperpod/ml-prod')
  assert.match(found.get('log group')?.fix ?? '', 'logs:CreateLogGroup')
})

test('a short retention is a warning; no retention is none', async () => {
  for (const [retentionInDays, ok] of [
    [7, 'warning'],
    [30, true],
    [undefined, true],
  ] as const) {
    const logGroups = [{ logGroupName: group, retentionInDays }]
    const { found } = await findings({ ...healthy, DescribeLogGroups: { json: { logGroups } } })
    assert.is(found.get('retention')?.ok, ok)
  }
})

test('a clock that is off by more than a minute is a warning', async () => {
  const { found } = await findings(healthy, { localNowMs: () => dateMs - 3_600_000 })
  assert.is(found.get('clock')?.ok, 'warning')
  assert.match(found.get('clock')?.detail ?? '', '3600 s behind')
})

test('a cluster that is gone leaves the named log group to be checked', async () => {
  const replies = { ...healthy, DescribeCluster: { error: 'ResourceNotFound' } }
  const { found } = await findings(replies, { logGroup: group })
  assert.is(found.get('sagemaker:DescribeCluster')?.ok, false)
  assert.is(found.get('log group')?.ok, true)
})

test('a cluster without events and without instances leaves nothing to try, which is no failure', async () => {
  const { found } = await findings({
    ...healthy,
    ListClusterNodes: { json: { ClusterNodeSummaries: [] } },
    ListClusterEvents: { error: 'ValidationException' },
  })
  assert.is(found.get('sagemaker:DescribeClusterNode')?.ok, 'warning')
  assert.is(found.get('sagemaker:ListClusterEvents')?.ok, true)
  assert.not.ok(found.has('sagemaker:DescribeClusterEvent'))
})

test('without a Region or credentials it stops there', async () => {
  const options: CheckAccessOptions = {
    signal: new AbortController().signal,
    logGroupNames: () => [],
    localNowMs: () => 0,
  }
  const nowhere = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  }
  await withEnvironment(nowhere, async () => {
    assert.equal(
      (await all(checkAccess(options))).map(({ check, ok }) => [check, ok]),
      [['region', false]],
    )
    assert.equal(
      (await all(checkAccess({ ...options, region: 'eu-west-1' }))).map(({ check, ok }) => [
        check,
        ok,
      ]),
      [
        ['region', true],
        ['credentials', false],
      ],
    )
  })
})

test.run()
