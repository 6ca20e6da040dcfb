// What each fault looks like to a client that reads bytes, and to the real one.
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DemoServer, startDemoServer } from '../../../ingest/demo/demo-server.ts'
import type { Fault } from '../../../ingest/demo/fault.ts'

const test = suite('demo fault')

async function withFault(fault: Fault, run: (server: DemoServer) => Promise<void>): Promise<void> {
  // Only the first call of an operation is struck.
  const server = await startDemoServer({
    instances: 8,
    quotas: 'none',
    fault: (_, call) => (call === 1 ? fault : undefined),
  })
  try {
    await run(server)
  } finally {
    await server.close()
  }
}

function post(server: DemoServer, signal?: AbortSignal): Promise<Response> {
  const headers = { 'x-amz-target': 'SageMaker.ListClusters' }
  return fetch(server.url, {
    method: 'POST',
    headers,
    body: '{}',
    ...(signal === undefined ? {} : { signal }),
  })
}

for (const [fault, status, type] of [
  [{ kind: 'throttle' }, 400, 'ThrottlingException'],
  [{ kind: 'expired-token' }, 400, 'ExpiredTokenException'],
  [{ kind: 'access-denied' }, 400, 'AccessDeniedException'],
  [{ kind: 'server-error', httpStatus: 500 }, 500, 'InternalFailure'],
  [{ kind: 'server-error', httpStatus: 503 }, 503, 'ServiceUnavailableException'],
] as const) {
  test(`${JSON.stringify(fault)} is answered once with ${status} ${type}`, () =>
    withFault(fault, async (server) => {
      const response = await post(server)
      assert.is(response.status, status)
      assert.is(((await response.json()) as { __type: string }).__type, type)
      assert.is((await post(server)).status, 200)
    }))
}

for (const [kind, body] of [
  ['empty-body', /^$/],
  ['html', /^<!DOCTYPE html>/],
  ['truncated-json', /^\{"ClusterSummaries":.*[^}]$/],
] as const) {
  test(`${kind} is a complete answer with status 200`, () =>
    withFault({ kind }, async (server) => {
      const response = await post(server)
      assert.is(response.status, 200)
      assert.match(await response.text(), body)
    }))
}

for (const kind of ['cut', 'reset'] as const) {
  test(`${kind} breaks the connection`, () =>
    withFault({ kind }, async (server) => {
      const broken = await post(server)
        .then((response) => response.text())
        .then(
          () => 'whole',
          () => 'broken',
        )
      assert.is(broken, 'broken')
      assert.is((await post(server)).status, 200)
    }))
}

test('hang never answers', () =>
  withFault({ kind: 'hang' }, async (server) => {
    const outcome = await post(server, AbortSignal.timeout(150)).then(
      () => 'answered',
      (error: Error) => error.name,
    )
    assert.is(outcome, 'TimeoutError')
  }))

test('drip answers whole, in its own time', () =>
  withFault({ kind: 'drip', bytes: 60, everyMs: 5 }, async (server) => {
    const body = (await (await post(server)).json()) as { ClusterSummaries: unknown[] }
    assert.is(body.ClusterSummaries.length, 1)
  }))

function client(server: DemoServer): CloudWatchLogsClient {
  const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' }
  return new CloudWatchLogsClient({
    endpoint: server.url,
    region: 'us-west-2',
    credentials,
    maxAttempts: 1,
  })
}

test('an empty page has a token that leads to the events', () =>
  withFault({ kind: 'empty-page' }, async (server) => {
    const logs = client(server)
    const { logGroupName } = server.cluster
    const empty = await logs.send(new FilterLogEventsCommand({ logGroupName }))
    assert.equal(empty.events, [])
    const next = await logs.send(
      new FilterLogEventsCommand({ logGroupName, nextToken: empty.nextToken }),
    )
    assert.ok((next.events?.length ?? 0) > 100)
    logs.destroy()
  }))

test('a repeated page comes again behind its token', () =>
  withFault({ kind: 'repeated-page' }, async (server) => {
    const logs = client(server)
    const { logGroupName } = server.cluster
    const first = await logs.send(new FilterLogEventsCommand({ logGroupName }))
    const again = await logs.send(
      new FilterLogEventsCommand({ logGroupName, nextToken: first.nextToken }),
    )
    assert.ok((first.events?.length ?? 0) > 100)
    assert.equal(again.events, first.events)
    logs.destroy()
  }))

test('an empty page of GetLogEvents does not carry the token of the end', () =>
  withFault({ kind: 'empty-page' }, async (server) => {
    const logs = client(server)
    const [logStreamName] = server.cluster.streamOwners.keys()
    const input = { logGroupName: server.cluster.logGroupName, logStreamName, startFromHead: true }
    const empty = await logs.send(new GetLogEventsCommand(input))
    assert.equal(empty.events, [])
    const next = await logs.send(
      new GetLogEventsCommand({ ...input, nextToken: empty.nextForwardToken }),
    )
    assert.ok((next.events?.length ?? 0) > 100)
    logs.destroy()
  }))

test.run()
