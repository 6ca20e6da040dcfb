import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { OperatorError } from '../../../ingest/operator-error.ts'
import { all, inOrder, type Reply, thrownBy, withScriptedAws } from './scripted-aws.ts'

const test = suite('cluster events')
const seconds = 1_768_900_000

function listed(EventId: string, EventLevel: string | undefined, Description: string) {
  return {
    EventId,
    EventLevel,
    Description,
    EventTime: seconds,
    ResourceType: 'Instance',
    InstanceId: 'i-1',
  }
}

function detail(EventId: string, EventMetadata: unknown): Reply {
  return {
    json: { EventDetails: { EventId, EventTime: seconds, EventDetails: { EventMetadata } } },
  }
}

test('only events that can hold a failure message are asked for their details, and known ones for nothing', async () => {
  const script = inOrder(
    {
      json: {
        Events: [
          listed('known', 'Error', 'Instance creation failed'),
          listed('ok', 'Info', 'Instance lifecycle script execution has Succeeded'),
          listed('bad', 'Error', 'Instance lifecycle script execution has Failed'),
        ],
        NextToken: 't',
      },
    },
    detail('bad', { Instance: { FailureMessage: 'Lifecycle scripts did not run successfully.' } }),
    { json: { Events: [listed('old', undefined, 'Failed to provision EC2 Instance')] } },
    detail('old', { InstanceHealth: { FailureMessage: 'of a kind unknown today' } }),
  )
  await withScriptedAws(script, async ({ source, requests }) => {
    const events = await all(source.directory.clusterEvents('ml-prod', new Set(['known'])))
    assert.equal(
      events.map(({ eventId, atMs, failureMessage }) => [eventId, atMs, failureMessage]),
      [
        ['ok', seconds * 1000, undefined],
        ['bad', seconds * 1000, 'Lifecycle scripts did not run successfully.'],
        ['old', seconds * 1000, 'of a kind unknown today'],
      ],
    )
    assert.equal(
      requests.map(({ operation }) => operation),
      ['ListClusterEvents', 'DescribeClusterEvent', 'ListClusterEvents', 'DescribeClusterEvent'],
    )
  })
})

for (const metadata of [undefined, null, {}, { InstanceMonitor: 'text' }, { Instance: {} }]) {
  test(`event metadata ${JSON.stringify(metadata)} holds no message and throws nothing`, async () => {
    const script = inOrder(
      { json: { Events: [listed('bad', 'Error', 'x')] } },
      detail('bad', metadata),
    )
    await withScriptedAws(script, async ({ source }) => {
      const [event] = await all(source.directory.clusterEvents('ml-prod', new Set()))
      assert.is(event?.failureMessage, undefined)
    })
  })
}

test('an event that is listed twice is handed out once', async () => {
  const Events = [listed('a', 'Info', 'Instance lifecycle script execution has Started')]
  const script = inOrder({ json: { Events, NextToken: 't' } }, { json: { Events } })
  await withScriptedAws(script, async ({ source }) => {
    assert.is((await all(source.directory.clusterEvents('ml-prod', new Set()))).length, 1)
  })
})

test('a cluster without Continuous provisioning has no events, which is no error', async () => {
  await withScriptedAws(inOrder({ error: 'ValidationException' }), async ({ source }) => {
    assert.equal(await all(source.directory.clusterEvents('ml-prod', new Set())), [])
  })
})

test('without the right to read details all events come first, then the error', async () => {
  const events = ['a', 'b', 'c'].map((id) => listed(id, 'Error', 'x'))
  const script = inOrder({ json: { Events: events } }, { error: 'AccessDeniedException' })
  await withScriptedAws(script, async ({ source, requests }) => {
    const seen: string[] = []
    const reading = (async () => {
      for await (const { eventId } of source.directory.clusterEvents('ml-prod', new Set()))
        seen.push(eventId)
    })()
    const error = (await thrownBy(reading)) as OperatorError
    assert.equal(seen, ['a', 'b', 'c'])
    assert.is(error.code, 'access-denied')
    assert.match(error.message, 'sagemaker:DescribeClusterEvent')
    assert.is(requests.length, 2)
  })
})

test('an event whose details are dropped meanwhile is kept without them', async () => {
  const script = inOrder(
    { json: { Events: [listed('a', 'Error', 'x')] } },
    { error: 'ResourceNotFound' },
  )
  await withScriptedAws(script, async ({ source }) => {
    assert.is((await all(source.directory.clusterEvents('ml-prod', new Set()))).length, 1)
  })
})

test.run()
