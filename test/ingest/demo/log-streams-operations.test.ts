import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errorName, healthy, withServer } from './demo-clients.ts'

const test = suite('log streams of the demo')

test('DescribeLogGroups finds the log group of the cluster by prefix', () =>
  withServer({}, async ({ logs, logGroupName }) => {
    const answer = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/sagemaker/Clusters/ml-prod/' }),
    )
    const names = (answer.logGroups ?? []).map((group) => group.logGroupName)
    assert.ok(names.includes(logGroupName))
    assert.is(answer.logGroups?.[0]?.retentionInDays, undefined)
  }))

test('DescribeLogStreams pages through every stream, 50 at most, by name', () =>
  withServer({ instances: 300 }, async ({ logs, server, logGroupName }) => {
    const names: string[] = []
    for (let nextToken: string | undefined; ; ) {
      const page = await logs.send(new DescribeLogStreamsCommand({ logGroupName, nextToken }))
      assert.ok((page.logStreams?.length ?? 0) <= 50)
      names.push(...(page.logStreams ?? []).map((stream) => stream.logStreamName ?? ''))
      nextToken = page.nextToken
      if (nextToken === undefined) break
    }
    assert.equal(names, [...new Set(names)].sort())
    const lifecycle = names.filter((name) => name.startsWith('LifecycleConfig/'))
    assert.equal(lifecycle, [...server.cluster.streamOwners.keys()].sort())
    assert.is(names.length, lifecycle.length + 8, 'and eight streams that hold no lifecycle log')
  }))

test('DescribeLogStreams refuses a prefix with LastEventTime, and a limit over 50', () =>
  withServer({}, async ({ logs, logGroupName }) => {
    const streams = (input: object): Promise<string> =>
      errorName(logs.send(new DescribeLogStreamsCommand({ logGroupName, ...input })))
    const both = { orderBy: 'LastEventTime', logStreamNamePrefix: 'LifecycleConfig/' } as const
    assert.is(await streams(both), 'InvalidParameterException')
    assert.is(await streams({ limit: 51 }), 'InvalidParameterException')
    assert.is(await streams({ orderBy: 'LastEventTime', descending: true }), 'no error')
    assert.is(await streams({ nextToken: 'garbage' }), 'InvalidParameterException')
  }))

test('event times of DescribeLogStreams are minutes old; storedBytes is 0', () =>
  withServer({}, async ({ logs, server, logGroupName }) => {
    const running = server.cluster.instances.find(({ fate }) => fate.state === 'running')
    const [done] = healthy(server, 1)
    const describe = async (name: string) => {
      const command = new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: name })
      return (await logs.send(command)).logStreams?.[0]
    }
    const name = running === undefined ? '' : (server.cluster.stream(running)?.name ?? '')
    assert.is(name === '' ? undefined : (await describe(name))?.lastEventTimestamp, undefined)
    const last = done === undefined ? undefined : server.cluster.stream(done.instance)?.atMs.at(-1)
    assert.is((await describe(done?.name ?? ''))?.lastEventTimestamp, last)
    assert.is((await describe(done?.name ?? ''))?.storedBytes, 0)
  }))

test.run()
