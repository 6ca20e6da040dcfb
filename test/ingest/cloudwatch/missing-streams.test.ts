import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ChainPage } from '../../../ingest/cloudwatch/filtered-pages.ts'
import {
  errorOf,
  event,
  group,
  idsOf,
  page,
  read,
  request,
  streamA,
  streamB,
} from './filtered-script.ts'
import { type AwsRequest, inOrder, type Reply, type Script } from './scripted-aws.ts'

const test = suite('missing streams')

const notFound = {
  error: 'ResourceNotFoundException',
  message: 'The specified log stream does not exist.',
}

/** Answers like CloudWatch with these streams missing from the n-th call on. */
function withoutStreams(
  missing: readonly string[],
  fromCall: number,
  pages: readonly Reply[],
): Script {
  let served = 0
  return ({ input }, index) => {
    const names = input.logStreamNames as string[]
    if (index >= fromCall && names.some((name) => missing.includes(name))) return notFound
    if (input.limit === 1) return page([])
    served += 1
    return pages[served - 1] ?? page([])
  }
}

test('of a hundred streams the two deleted midway are found and named, and the others are read on', async () => {
  const streamNames = Array.from({ length: 100 }, (_, index) => `LifecycleConfig/worker/i-${index}`)
  const missing = ['LifecycleConfig/worker/i-17', 'LifecycleConfig/worker/i-83']
  const script = withoutStreams(missing, 1, [
    page([event('a', 2000), event('b', 3000)], 't1'),
    page([event('b', 3000), event('c', 3000)], 't2'),
    page([event('d', 4000)]),
  ])
  const check = (pages: ChainPage[], requests: readonly AwsRequest[]) => {
    assert.equal(idsOf(pages), ['a', 'b', 'c', 'd'])
    assert.equal(pages.flatMap(({ goneStreams }) => goneStreams).sort(), missing)
    assert.ok(requests.length < 40)
    const askedLast = requests.at(-1)?.input.logStreamNames
    assert.equal(
      askedLast,
      streamNames.filter((name) => !missing.includes(name)),
    )
  }
  await read(script, check, { ...request, streamNames })
})

test('when every asked stream is gone, the request is complete', async () => {
  await read(inOrder(notFound), (pages) => {
    assert.equal(pages, [{ events: [], completeToMs: 9000, goneStreams: [streamA, streamB] }])
  })
})

test('a deleted log group is an error that names it', async () => {
  const message = 'The specified log group does not exist.'
  const error = await errorOf(inOrder(page([event('a', 1000)], 't'), { ...notFound, message }))
  assert.is(error.code, 'log-group-not-found')
  assert.match(error.message, group)
})

test.run()
