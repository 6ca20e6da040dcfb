import { DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  ListClusterEventsCommand,
  ListClusterNodesCommand,
  ListClustersCommand,
} from '@aws-sdk/client-sagemaker'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startDemoServer } from '../../../ingest/demo/demo-server.ts'
import { OperatorError } from '../../../ingest/operator-error.ts'
import { errorName, getAll, withServer } from './demo-clients.ts'

const test = suite('demo server')

test('the clock decides which events are there; late ones appear among those already read', async () => {
  let nowMs = Date.UTC(2026, 10, 23, 2, 31)
  await withServer({ instances: 800, nowMs: () => nowMs }, async (clients) => {
    const { server, logGroupName } = clients
    const late = server.cluster.instances.find((instance) => {
      const stream = server.cluster.stream(instance)
      return (
        stream?.ingestedMs.some((at, place) => at - (stream.atMs[place] ?? 0) > 300_000) === true
      )
    })
    assert.ok(late !== undefined)
    const { name = '', ingestedMs = [], messages = [] } = server.cluster.stream(late) ?? {}
    const lateMs = Math.max(...ingestedMs)
    nowMs = lateMs - 1000
    const before = await getAll(clients, { logGroupName, logStreamName: name })
    nowMs = lateMs
    const after = await getAll(clients, { logGroupName, logStreamName: name })
    assert.equal(after, messages)
    assert.is.not(before.length, after.length)
    assert.is(before.at(-1), after.at(-1), 'the late ones are not the newest')
  })
})

test('before the bring-up there is no lifecycle stream, and no worker is listed', async () => {
  const nowMs = Date.UTC(2026, 10, 23, 2, 0)
  await withServer(
    { bringUps: 1, nowMs: () => nowMs },
    async ({ logs, sagemaker, logGroupName }) => {
      const logStreamNamePrefix = 'LifecycleConfig/'
      const streams = await logs.send(
        new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix }),
      )
      assert.equal(streams.logStreams, [])
      const nodes = await sagemaker.send(new ListClusterNodesCommand({ ClusterName: 'ml-prod' }))
      const groups = (nodes.ClusterNodeSummaries ?? []).map((node) => node.InstanceGroupName)
      assert.equal(new Set(groups), new Set(['controller', 'login']))
    },
  )
})

test('between two bring-ups the instances of the earlier one are listed and have their logs', async () => {
  const nowMs = () => Date.UTC(2026, 10, 20)
  await withServer({ instances: 80, nowMs }, async ({ logs, sagemaker, logGroupName, server }) => {
    const earlier = server.cluster.instances.filter((instance) => instance.earlier !== undefined)
    const names = earlier.map((instance) => server.cluster.stream(instance)?.name ?? '')
    const logStreamNamePrefix = 'LifecycleConfig/'
    const streams = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix }),
    )
    assert.equal(streams.logStreams?.map(({ logStreamName }) => logStreamName).sort(), names.sort())
    const nodes = await sagemaker.send(
      new ListClusterNodesCommand({ ClusterName: 'ml-prod', MaxResults: 100 }),
    )
    const workers = (nodes.ClusterNodeSummaries ?? []).filter(({ InstanceGroupName }) =>
      InstanceGroupName?.startsWith('worker'),
    )
    assert.is(workers.length, earlier.length)
    const states = new Set(workers.map(({ InstanceStatus }) => InstanceStatus?.Status))
    assert.equal(states, new Set(['Running', 'Failure']))
  })
})

test('the Date header is the demo clock', () =>
  withServer({ instances: 8 }, async ({ server }) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'SageMaker.ListClusters' },
    })
    assert.is(response.headers.get('date'), 'Mon, 23 Nov 2026 02:31:00 GMT')
    assert.is(response.headers.get('content-type'), 'application/x-amz-json-1.1')
    assert.ok(response.headers.get('x-amzn-requestid'))
  }))

test('a caller over the quota is throttled, and counted', () =>
  withServer(
    { instances: 8, quotas: { ListClusters: 1 }, burst: 2, elapsedMs: () => 0 },
    async ({ sagemaker, server }) => {
      const names: string[] = []
      for (let call = 0; call < 4; call += 1)
        names.push(await errorName(sagemaker.send(new ListClustersCommand({}))))
      assert.equal(names, ['no error', 'no error', 'ThrottlingException', 'ThrottlingException'])
      assert.equal(server.counts(), {
        requests: { ListClusters: 4 },
        throttled: 2,
        actions: ['sagemaker:ListClusters'],
      })
    },
  ))

test('an action that the caller lacks is denied', () =>
  withServer(
    { instances: 8, deniedActions: ['sagemaker:ListClusterEvents'] },
    async ({ sagemaker }) => {
      const events = new ListClusterEventsCommand({ ClusterName: 'ml-prod' })
      assert.is(await errorName(sagemaker.send(events)), 'AccessDeniedException')
      assert.is(await errorName(sagemaker.send(new ListClustersCommand({}))), 'no error')
    },
  ))

test('an operation that is not served is unknown', () =>
  withServer({ instances: 8 }, async ({ server }) => {
    const headers = { 'x-amz-target': 'Logs_20140328.DeleteLogGroup' }
    const response = await fetch(server.url, { method: 'POST', headers, body: '{}' })
    assert.is(response.status, 400)
    assert.is(((await response.json()) as { __type: string }).__type, 'UnknownOperationException')
  }))

test('a port that is taken is an error with advice', () =>
  withServer({ instances: 8 }, async ({ server }) => {
    const second = await startDemoServer({ instances: 8, port: server.port }).catch(
      (error) => error,
    )
    assert.instance(second, OperatorError)
    assert.is(second.code, 'port-in-use')
  }))

test.run()
