import {
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errorName, filterAll, healthy, withServer } from './demo-clients.ts'

const test = suite('FilterLogEvents of the demo')

test('FilterLogEvents gives every event of 60 streams once, interleaved by time', () =>
  withServer({}, async (clients) => {
    const { server, logGroupName } = clients
    const chosen = healthy(server, 60)
    const logStreamNames = chosen.map(({ name }) => name)
    const pages = await filterAll(clients, { logGroupName, logStreamNames })
    const events = pages.flat()
    const expected = chosen.flatMap(({ instance }) =>
      server.cluster
        .events(instance)
        .filter(({ ingestedMs }) => ingestedMs <= server.cluster.snapshotMs),
    )
    assert.is(events.length, expected.length)
    assert.equal(
      new Set(events.map(({ eventId }) => eventId)),
      new Set(expected.map(({ eventId }) => eventId)),
    )
    const times = events.map(({ timestamp }) => timestamp ?? 0)
    assert.equal(
      times,
      times.toSorted((a, b) => a - b),
    )
    const sizes = pages.map((page) =>
      page.reduce((sum, event) => sum + Buffer.byteLength(event.message ?? '') + 26, 0),
    )
    assert.ok(pages.length > 2 && sizes.every((size) => size <= 1_048_576), String(sizes))
    for (const { instance, name } of chosen.slice(0, 5)) {
      const messages = events
        .filter((event) => event.logStreamName === name)
        .map((event) => event.message)
      const visible = server.cluster
        .events(instance)
        .filter(({ ingestedMs }) => ingestedMs <= server.cluster.snapshotMs)
      assert.equal(
        messages,
        visible.map(({ message }) => message),
      )
    }
  }))

test('FilterLogEvents by prefix reads one instance group, and its times are inclusive', () =>
  withServer({ instances: 40 }, async (clients) => {
    const { logGroupName } = clients
    const logStreamNamePrefix = 'LifecycleConfig/worker-cpu/'
    const all = (await filterAll(clients, { logGroupName, logStreamNamePrefix })).flat()
    assert.ok(all.length > 1000)
    assert.ok(all.every(({ logStreamName }) => logStreamName?.startsWith(logStreamNamePrefix)))
    const at = all[500]?.timestamp ?? 0
    const range = { startTime: at, endTime: at }
    const some = (await filterAll(clients, { logGroupName, logStreamNamePrefix, ...range })).flat()
    assert.equal(
      some.map(({ eventId }) => eventId),
      all.filter(({ timestamp }) => timestamp === at).map(({ eventId }) => eventId),
    )
    const failed = { logGroupName, logStreamNamePrefix, filterPattern: '"lifecycle scripts"' }
    const matched = (await filterAll(clients, failed)).flat()
    assert.ok(
      matched.length > 3 && matched.every(({ message }) => message?.includes('lifecycle scripts')),
    )
  }))

for (const [what, input, expected] of [
  [
    'names and a prefix',
    { logStreamNames: ['a'], logStreamNamePrefix: 'a' },
    'InvalidParameterException',
  ],
  [
    '101 names',
    { logStreamNames: Array.from({ length: 101 }, (_, n) => `s${n}`) },
    'InvalidParameterException',
  ],
  [
    'a stream that does not exist',
    { logStreamNames: ['LifecycleConfig/x/i-00000000000000000'] },
    'ResourceNotFoundException',
  ],
  ['a token of its own making', { nextToken: 'Bxkq6kVGFtq2y_Moigeq' }, 'InvalidParameterException'],
  ['a limit of 10,001', { limit: 10_001 }, 'InvalidParameterException'],
  [
    'another log group',
    { logGroupName: '/aws/sagemaker/Clusters/other/abcdefghijkl' },
    'ResourceNotFoundException',
  ],
] as const) {
  test(`FilterLogEvents with ${what} is ${expected}`, () =>
    withServer({ instances: 8 }, async ({ logs, logGroupName }) => {
      const wanted: FilterLogEventsCommandInput = { logGroupName, ...(input as object) }
      assert.is(await errorName(logs.send(new FilterLogEventsCommand(wanted))), expected)
    }))
}

test('a token holds for 24 hours of the demo clock', async () => {
  let nowMs = Date.UTC(2026, 10, 23, 2, 31)
  await withServer(
    { nowMs: () => nowMs, pageLimits: { events: 10 } },
    async ({ logs, logGroupName }) => {
      const first = await logs.send(new FilterLogEventsCommand({ logGroupName }))
      const next = (): Promise<string> =>
        errorName(
          logs.send(new FilterLogEventsCommand({ logGroupName, nextToken: first.nextToken })),
        )
      nowMs += 24 * 3600_000
      assert.is(await next(), 'no error')
      nowMs += 1
      assert.is(await next(), 'InvalidParameterException')
    },
  )
})

test.run()
