import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { getAll, healthy, withServer } from './demo-clients.ts'

const test = suite('GetLogEvents of the demo')

test('GetLogEvents ends by giving back the token it was sent', () =>
  withServer({ pageLimits: { events: 200 } }, async (clients) => {
    const { server, logGroupName } = clients
    const [one] = healthy(server, 1)
    assert.ok(one !== undefined)
    const messages = await getAll(clients, { logGroupName, logStreamName: one.name })
    assert.equal(messages, server.cluster.stream(one.instance)?.messages)
    assert.is(server.counts().requests.GetLogEvents, Math.ceil(messages.length / 200) + 1)
  }))

test('GetLogEvents excludes its end time, and without startFromHead gives the newest', () =>
  withServer({ pageLimits: { events: 50 } }, async (clients) => {
    const { server, logs, logGroupName } = clients
    const [one] = healthy(server, 1)
    assert.ok(one !== undefined)
    const { atMs = new Float64Array(), messages = [] } = server.cluster.stream(one.instance) ?? {}
    const endTime = atMs[100] ?? 0
    const before = await getAll(clients, { logGroupName, logStreamName: one.name, endTime })
    assert.is(before.length, atMs.filter((at) => at < endTime).length)
    const newest = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName: one.name }),
    )
    assert.equal(
      newest.events?.map(({ message }) => message),
      messages.slice(-50),
    )
    const older = await logs.send(
      new GetLogEventsCommand({
        logGroupName,
        logStreamName: one.name,
        nextToken: newest.nextBackwardToken,
      }),
    )
    assert.equal(
      older.events?.map(({ message }) => message),
      messages.slice(-100, -50),
    )
  }))

test('GetLogEvents of an empty stream gives tokens and no event', () =>
  withServer({ instances: 300 }, async ({ server, logs, logGroupName }) => {
    const empty = server.cluster.instances.find(({ fate }) => fate.state === 'empty')
    const logStreamName = `LifecycleConfig/${empty?.instanceGroup}/${empty?.instanceId}`
    const page = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
    )
    assert.equal(page.events, [])
    assert.type(page.nextForwardToken, 'string')
    assert.type(page.nextBackwardToken, 'string')
  }))

test.run()
