import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { filteredPages } from '../../../ingest/cloudwatch/filtered-pages.ts'
import { OperatorError } from '../../../ingest/operator-error.ts'
import {
  all,
  inOrder,
  type Reply,
  type Script,
  type ScriptedAws,
  thrownBy,
  withScriptedAws,
} from './scripted-aws.ts'

const test = suite('aws caller')

const group = '/aws/sagemaker/Clusters/ml-prod/abcdefghijkl'
const stream = 'LifecycleConfig/worker/i-0123456789abcdef0'
const eventsPage = {
  json: {
    events: [
      {
        eventId: 'e1',
        logStreamName: stream,
        timestamp: 1000,
        message: 'line',
        ingestionTime: 1001,
      },
    ],
  },
}
const throttling = { error: 'ThrottlingException', message: 'Rate exceeded' }
const shortSockets = { connectMs: 300, silenceMs: 150, attemptMs: 300 }

function readEvents({ connection }: ScriptedAws) {
  const request = { logGroupName: group, streamNames: [stream], fromMs: 0, toMs: 2000 }
  return all(filteredPages(connection.logs, request))
}

async function errorOf(aws: ScriptedAws): Promise<OperatorError> {
  const error = await thrownBy(readEvents(aws))
  assert.instance(error, OperatorError)
  return error as OperatorError
}

test('throttling is waited out, however often it comes, in steps of thirty seconds at most', async () => {
  const script: Script = (_, index) => (index < 40 ? throttling : eventsPage)
  await withScriptedAws(script, async (aws) => {
    assert.is((await readEvents(aws)).length, 1)
    assert.is(aws.source.counts().throttles, 40)
    assert.is(aws.source.counts().calls, 41)
    assert.is(Math.max(...aws.timing.sleptMs), 30_000)
    assert.match(aws.said.join('\n'), 'AWS throttles logs:FilterLogEvents; next try in 30 s.')
  })
})

test('how often the SDK would try by itself, as the environment sets it, makes no call more', async () => {
  const script: Script = (_, index) => [throttling, 'reset', eventsPage][index] as Reply
  const more = { AWS_MAX_ATTEMPTS: '10', AWS_NEW_RETRIES_2026: 'true' }
  const env = { AWS_RETRY_MODE: 'adaptive', ...more }
  await withScriptedAws(
    script,
    async (aws) => {
      assert.is((await readEvents(aws)).length, 1)
      assert.is(aws.requests.length, 3)
      assert.is(aws.source.counts().calls, 3)
      assert.is(aws.source.counts().throttles, 1)
    },
    { env },
  )
})

for (const [what, reply] of [
  ['an empty body', { text: '' }],
  ['an empty object', { json: {} }],
  ['a page without its events', { json: { nextToken: 'more' } }],
  ['an event without a time', { json: { events: [{ logStreamName: stream, message: 'x' }] } }],
  ['JSON that ends too early', { text: '{"events":[{"eventId":"e1","mess' }],
  ['the HTML page of a proxy', { text: '<html>please log in</html>' }],
  ['the HTML page of a proxy with a redirect', { text: '<html>moved</html>', status: 302 }],
  ['a body cut off by the network', { cut: '{"events":[' }],
  ['a connection reset', 'reset'],
  ['an internal failure', { error: 'InternalFailure', status: 500 }],
  ['an unavailable service', { error: 'ServiceUnavailableException', status: 503 }],
  ['a gateway error without JSON', { text: 'Bad Gateway', status: 502 }],
] as const satisfies readonly (readonly [string, Reply])[]) {
  test(`${what} is asked for again and loses no event`, async () => {
    await withScriptedAws(inOrder(reply, reply, eventsPage), async (aws) => {
      const pages = await readEvents(aws)
      assert.equal(pages, [
        {
          events: [
            { streamName: stream, atMs: 1000, message: 'line', ingestedMs: 1001, eventId: 'e1' },
          ],
          completeToMs: 2000,
          goneStreams: [],
        },
      ])
      assert.is(aws.source.counts().retries, 2)
      assert.equal(aws.timing.sleptMs, [2000, 4000])
    })
  })
}

for (const [what, reply] of [
  ['a server that never answers', 'hang'],
  ['a body that drips without end', 'drip'],
] as const satisfies readonly (readonly [string, Reply])[]) {
  test(`${what} is given up on in time and asked again`, async () => {
    const options = { limits: shortSockets }
    await withScriptedAws(
      inOrder(reply, eventsPage),
      async (aws) => {
        assert.is((await readEvents(aws)).length, 1)
        assert.is(aws.source.counts().retries, 1)
      },
      { options },
    )
  })
}

test('a proxy that answers in place of AWS is named as such after six tries', async () => {
  await withScriptedAws(inOrder({ text: '<html>please log in</html>' }), async (aws) => {
    const error = await errorOf(aws)
    assert.is(error.code, 'aws-unexpected-answer')
    assert.match(error.message, 'logs:FilterLogEvents')
    assert.match(error.message, 'an HTML page instead of JSON')
    assert.match(error.nextStep, 'proxy')
    assert.is(aws.requests.length, 6)
  })
})

test('a service that stays away is reported with what was tried and last seen', async () => {
  await withScriptedAws(inOrder('reset'), async (aws) => {
    const error = await errorOf(aws)
    assert.is(error.code, 'aws-unreachable')
    assert.match(error.message, 'logs:FilterLogEvents in eu-west-1 failed 6 times')
    assert.is(aws.requests.length, 6)
  })
})

test('no further try is made once two minutes have passed since the first failure', async () => {
  const options = { limits: { tries: 100 } }
  await withScriptedAws(
    inOrder('reset'),
    async (aws) => {
      assert.is((await errorOf(aws)).code, 'aws-unreachable')
      assert.ok(aws.timing.nowMs() < 155_000)
      assert.ok(aws.requests.length < 10)
    },
    { options },
  )
})

test('throttling between failures does not use up their tries', async () => {
  const script = inOrder('reset', throttling, 'reset', throttling, throttling, eventsPage)
  await withScriptedAws(script, async (aws) => {
    assert.is((await readEvents(aws)).length, 1)
    assert.equal(
      { ...aws.source.counts(), byOperation: {} },
      { calls: 6, throttles: 3, retries: 2, byOperation: {} },
    )
    assert.equal(aws.source.counts().byOperation, { FilterLogEvents: 6 })
  })
})

test('a wrong local clock is corrected by the time that AWS tells', async () => {
  const message = 'Signature expired: 20260101T000000Z is now earlier than 20260101T010000Z'
  const date = 'Tue, 01 Jan 2030 00:00:00 GMT'
  const script = inOrder({ error: 'InvalidSignatureException', message, date }, eventsPage)
  await withScriptedAws(script, async (aws) => {
    assert.is((await readEvents(aws)).length, 1)
    assert.is(aws.requests.length, 2)
  })
})

test('a clock that stays wrong is reported with how far it is off', async () => {
  const message = 'Signature expired: 20260101T000000Z is now earlier than 20260101T010000Z'
  const date = new Date(Date.now() + 2 * 3_600_000).toUTCString()
  const script = inOrder({ error: 'InvalidSignatureException', message, date })
  await withScriptedAws(script, async (aws) => {
    const error = await errorOf(aws)
    assert.match(error.message, /clock is 1(19|20) minutes behind AWS's/)
    assert.is(aws.requests.length, 2)
  })
})

test('a refusal seen by a computer whose clock is off is still that refusal', async () => {
  const date = 'Tue, 01 Jan 2030 00:00:00 GMT'
  const message = 'The specified log group does not exist.'
  const script = inOrder({ error: 'ResourceNotFoundException', message, date })
  await withScriptedAws(script, async (aws) => {
    assert.is((await errorOf(aws)).code, 'log-group-not-found')
    assert.is(aws.requests.length, 1)
  })
})

test('a refusal that nobody expects is an error with the words of AWS', async () => {
  const script = inOrder({ error: 'OperationAbortedException', message: 'try later' })
  await withScriptedAws(script, async (aws) => {
    const error = await errorOf(aws)
    assert.is(error.code, 'aws-unexpected-answer')
    assert.match(error.message, 'OperationAbortedException: try later')
  })
})

test('an aborted signal ends the call in hand with the reason of the signal', async () => {
  await withScriptedAws(
    (_, index) => (index === 0 ? eventsPage : 'hang'),
    async (aws) => {
      await readEvents(aws)
      const running = thrownBy(readEvents(aws))
      aws.abort.abort(new Error('interrupted'))
      assert.is(((await running) as Error).message, 'interrupted')
    },
  )
})

test('a rate given by the operator takes the place of the published quota', async () => {
  const options = { rates: { 'logs:FilterLogEvents': 2 } }
  await withScriptedAws(
    inOrder(eventsPage),
    async (aws) => {
      for (let call = 0; call < 4; call += 1) await readEvents(aws)
      assert.equal(aws.timing.sleptMs.map(Math.round), [100, 500, 500])
    },
    { options },
  )
})

test('no secret reaches a message', async () => {
  await withScriptedAws(inOrder('reset'), async (aws) => {
    const error = await errorOf(aws)
    assert.not.match(`${error.message}${error.nextStep}${aws.said.join()}`, 'secret-of-the-test')
  })
})

test.run()
