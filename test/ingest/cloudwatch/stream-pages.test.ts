import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { streamPages } from '../../../ingest/cloudwatch/stream-pages.ts'
import type { OperatorError } from '../../../ingest/operator-error.ts'
import { group, streamA } from './filtered-script.ts'
import { all, inOrder, type Reply, type Script, thrownBy, withScriptedAws } from './scripted-aws.ts'

const test = suite('pages of one stream')

const request = { logGroupName: group, streamName: streamA, fromMs: 1000, toMs: 9000 }
const event = (timestamp: number, message: string) => ({ timestamp, message, ingestionTime: 1 })
const page = (events: readonly object[], nextForwardToken: string): Reply => ({
  json: { events, nextForwardToken, nextBackwardToken: 'b' },
})

async function messages(script: Script): Promise<string[]> {
  let found: string[] = []
  await withScriptedAws(script, async ({ connection }) => {
    const pages = await all(streamPages(connection.logs, request))
    assert.is(pages.at(-1)?.completeToMs, 9000)
    found = pages.flatMap(({ events }) => events.map(({ message }) => message))
  })
  return found
}

test('the stream ends when the token that was sent comes back, and an empty page before that does not end it', async () => {
  const found = await messages(
    inOrder(
      page([event(1000, 'a')], 'f/1'),
      page([], 'f/2'),
      page([event(1001, 'b')], 'f/3'),
      page([], 'f/3'),
    ),
  )
  assert.equal(found, ['a', 'b'])
})

test('an expired token starts anew at the last millisecond, and equal events stay as many as they are', async () => {
  const found = await messages(
    inOrder(
      page([event(1000, 'a'), event(1500, 'x'), event(1500, 'x')], 'f/1'),
      { error: 'InvalidParameterException', message: 'The specified nextToken is invalid.' },
      page([event(1500, 'x'), event(1500, 'x'), event(1500, 'x'), event(1600, 'b')], 'f/2'),
      page([], 'f/2'),
    ),
  )
  assert.equal(found, ['a', 'x', 'x', 'x', 'b'])
})

test('events outside the asked time are left out', async () => {
  const found = await messages(
    inOrder(page([event(999, 'no'), event(1000, 'a'), event(9000, 'no')], 'f/1'), page([], 'f/1')),
  )
  assert.equal(found, ['a'])
})

test('a stream that is gone says so', async () => {
  const script = inOrder({
    error: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  })
  await withScriptedAws(script, async ({ connection }) => {
    const pages = await all(streamPages(connection.logs, request))
    assert.equal(
      pages.map(({ goneStreams }) => goneStreams),
      [[streamA]],
    )
  })
})

test('a log group that is gone is an error', async () => {
  const script = inOrder({
    error: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  })
  await withScriptedAws(script, async ({ connection }) => {
    const error = await thrownBy(all(streamPages(connection.logs, request)))
    assert.is((error as OperatorError).code, 'log-group-not-found')
  })
})

test('tokens that expire again and again end the reading with an error', async () => {
  const script: Script = ({ input }) =>
    input.nextToken === undefined
      ? page([event(1000, 'a')], 'f/1')
      : { error: 'InvalidParameterException', message: 'The specified nextToken is invalid.' }
  await withScriptedAws(script, async ({ connection }) => {
    const error = await thrownBy(all(streamPages(connection.logs, request)))
    assert.is((error as OperatorError).code, 'aws-unexpected-answer')
  })
})

test('an answer without a token is no answer', async () => {
  await withScriptedAws(inOrder({ json: { events: [] } }), async ({ connection }) => {
    const error = await thrownBy(all(streamPages(connection.logs, request)))
    assert.is((error as OperatorError).code, 'aws-unexpected-answer')
  })
})

test.run()
