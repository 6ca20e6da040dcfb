import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { OperatorError } from '../../../ingest/operator-error.ts'
import { all, inOrder, thrownBy, withScriptedAws } from './scripted-aws.ts'

const test = suite('lists of log groups and streams')
const group = '/aws/sagemaker/Clusters/ml-prod/abcdefghijkl'

test('log groups come with creation, retention and size, as far as CloudWatch says them', async () => {
  const script = inOrder(
    {
      json: {
        logGroups: [{ logGroupName: group, creationTime: 5, retentionInDays: 30, storedBytes: 7 }],
        nextToken: 't',
      },
    },
    { json: { logGroups: [{ logGroupName: `${group}-2` }] } },
  )
  await withScriptedAws(script, async ({ source, requests }) => {
    assert.equal((await all(source.logs.logGroups('/aws/sagemaker/'))).flat(), [
      { name: group, createdMs: 5, retentionDays: 30, storedBytes: 7 },
      {
        name: `${group}-2`,
        createdMs: undefined,
        retentionDays: undefined,
        storedBytes: undefined,
      },
    ])
    assert.equal(
      requests.map(({ input }) => input),
      [
        { logGroupNamePrefix: '/aws/sagemaker/', limit: 50 },
        { logGroupNamePrefix: '/aws/sagemaker/', limit: 50, nextToken: 't' },
      ],
    )
  })
})

test('log streams are listed fifty a page, through empty pages, to the end', async () => {
  const script = inOrder(
    {
      json: {
        logStreams: [{ logStreamName: 'a', creationTime: 1, lastEventTimestamp: 2 }],
        nextToken: 't1',
      },
    },
    { json: { logStreams: [], nextToken: 't2' } },
    { json: { logStreams: [{ logStreamName: 'b' }] } },
  )
  await withScriptedAws(script, async ({ source, requests }) => {
    assert.equal(await all(source.logs.logStreams(group)), [
      [{ name: 'a', createdMs: 1, lastEventMs: 2 }],
      [],
      [{ name: 'b', createdMs: undefined, lastEventMs: undefined }],
    ])
    assert.equal(requests[0]?.input, { logGroupName: group, limit: 50 })
  })
})

test('a page of a list that comes twice is handed out once', async () => {
  const logStreams = [{ logStreamName: 'a' }, { logStreamName: 'b' }]
  const script = inOrder(
    { json: { logStreams, nextToken: 't1' } },
    { json: { logStreams, nextToken: 't2' } },
    { json: { logStreams: [{ logStreamName: 'c' }] } },
  )
  await withScriptedAws(script, async ({ source }) => {
    const names = (await all(source.logs.logStreams(group))).flat().map(({ name }) => name)
    assert.equal(names, ['a', 'b', 'c'])
  })
})

test('a list whose body is empty is asked for again', async () => {
  const script = inOrder(
    { text: '' },
    { json: {} },
    { json: { logStreams: [{ logStreamName: 'a' }] } },
  )
  await withScriptedAws(script, async ({ source }) => {
    assert.is((await all(source.logs.logStreams(group))).flat().length, 1)
    assert.is(source.counts().retries, 2)
  })
})

test('a list token that comes back is an error, not a loop', async () => {
  await withScriptedAws(inOrder({ json: { logStreams: [], nextToken: 'again' } }), async (aws) => {
    const error = await thrownBy(all(aws.source.logs.logStreams(group)))
    assert.is((error as OperatorError).code, 'aws-unexpected-answer')
    assert.is(aws.requests.length, 2)
  })
})

test('the streams of a log group that does not exist are an error that names it', async () => {
  await withScriptedAws(inOrder({ error: 'ResourceNotFoundException' }), async ({ source }) => {
    const error = await thrownBy(all(source.logs.logStreams(group)))
    assert.instance(error, OperatorError)
    assert.is((error as OperatorError).code, 'log-group-not-found')
    assert.match((error as OperatorError).message, group)
  })
})

test.run()
