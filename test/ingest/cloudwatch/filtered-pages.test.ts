import { suite } from 'uvu'
import * as assert from 'uvu/assert'
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

const test = suite('filtered pages')

test('the end of the request is exclusive, although the end time of FilterLogEvents is not', async () => {
  await read(inOrder(page([])), (pages, requests) => {
    assert.equal(pages, [{ events: [], completeToMs: 9000, goneStreams: [] }])
    assert.equal(requests[0]?.input, {
      logGroupName: group,
      logStreamNames: [streamA, streamB],
      startTime: 1000,
      endTime: 8999,
    })
  })
})

test('a page is complete to the time of its last event while more follow, the last one to the end', async () => {
  const script = inOrder(
    page([event('a', 1000), event('b', 2000, streamB)], 't1'),
    page([event('c', 2000), event('d', 3000)], 't2'),
    page([event('e', 3000)]),
  )
  await read(script, (pages, requests) => {
    assert.equal(idsOf(pages), ['a', 'b', 'c', 'd', 'e'])
    assert.equal(
      pages.map(({ completeToMs }) => completeToMs),
      [2000, 3000, 9000],
    )
    assert.equal(
      requests.map(({ input }) => input.nextToken),
      [undefined, 't1', 't2'],
    )
  })
})

test('empty pages with a token are not the end', async () => {
  const script = inOrder(page([], 't1'), page([], 't2'), page([event('a', 5000)], 't3'), page([]))
  await read(script, (pages) => {
    assert.equal(idsOf(pages), ['a'])
    assert.is(pages.at(-1)?.completeToMs, 9000)
  })
})

test('a message is handed on as it is: NUL, ANSI, carriage return, several lines, half a surrogate', async () => {
  const message = 'a\u0000b\u001b[31mred\r\n  next\ud800 ünïcode 🚀'
  const script = inOrder({ json: { events: [{ ...event('a', 1000), message }] } })
  await read(script, (pages) => {
    assert.is(pages[0]?.events[0]?.message, message)
  })
})

test('equal lines of one millisecond are events of their own', async () => {
  const events = ['a', 'b', 'c'].map((id) => ({ ...event(id, 1000), message: 'retrying' }))
  await read(inOrder({ json: { events } }), (pages) => {
    assert.is(pages[0]?.events.length, 3)
  })
})

test('a page that comes twice is handed out once', async () => {
  const first = [event('a', 1000), event('b', 2000)]
  const script = inOrder(page(first, 't1'), page(first, 't2'), page([event('c', 3000)]))
  await read(script, (pages) => assert.equal(idsOf(pages), ['a', 'b', 'c']))
})

test('a token that comes back starts a new chain where the old one was complete', async () => {
  const script = inOrder(
    page([event('a', 1000), event('b', 2000)], 't1'),
    page([event('c', 2000)], 't1'),
    page([event('b', 2000), event('c', 2000), event('d', 4000)]),
  )
  await read(script, (pages, requests) => {
    assert.equal(idsOf(pages), ['a', 'b', 'c', 'd'])
    assert.is(requests[2]?.input.startTime, 2000)
    assert.is(requests[2]?.input.nextToken, undefined)
  })
})

test('a token that always comes back ends once a new chain brings nothing new', async () => {
  const same = page([event('a', 1000), event('b', 2000)], 'again')
  await read(inOrder(same), (pages, requests) => {
    assert.equal(idsOf(pages), ['a', 'b'])
    assert.is(pages.at(-1)?.completeToMs, 9000)
    assert.ok(requests.length < 8)
  })
})

test('a token that comes back over empty pages is not the end yet', async () => {
  const script = inOrder(page([], 't'), page([], 't'), page([event('a', 2000)]))
  await read(script, (pages) => assert.equal(idsOf(pages), ['a']))
})

test('an expired token starts a new chain, and no event of its first millisecond comes twice', async () => {
  const script = inOrder(
    page([event('a', 1000), event('b', 2000), event('c', 2000)], 't1'),
    { error: 'InvalidParameterException', message: 'The specified nextToken is invalid.' },
    page([event('b', 2000), event('c', 2000), event('d', 2000)], 't2'),
    page([event('e', 3000)]),
  )
  await read(script, (pages, requests) => {
    assert.equal(idsOf(pages), ['a', 'b', 'c', 'd', 'e'])
    assert.is(requests[2]?.input.startTime, 2000)
  })
})

test('tokens that always expire end in an error, not in a loop', async () => {
  const script: Script = ({ input }) =>
    input.nextToken === undefined ? page([], 't') : { error: 'InvalidParameterException' }
  const error = await errorOf(script)
  assert.is(error.code, 'aws-unexpected-answer')
  assert.match(error.message, 'no progress')
})

test('a parameter that is refused without a token is an error at once', async () => {
  const error = await errorOf(inOrder({ error: 'InvalidParameterException', message: 'too many' }))
  assert.is(error.code, 'aws-unexpected-answer')
  assert.match(error.message, 'too many')
})

test('what is complete never moves back, and is not claimed once the time order is broken', async () => {
  const script = inOrder(
    page([event('a', 3000)], 't1'),
    page([event('b', 2000), event('c', 5000)], 't2'),
    page([event('d', 6000)], 't3'),
    page([]),
  )
  await read(script, (pages) => {
    assert.equal(idsOf(pages), ['a', 'b', 'c', 'd'])
    assert.equal(
      pages.map(({ completeToMs }) => completeToMs),
      [3000, 3000, 3000, 9000],
    )
  })
})

test('an event outside of the asked time is left out', async () => {
  const script = inOrder(page([event('early', 999), event('a', 1000), event('late', 9000)]))
  await read(script, (pages) => assert.equal(idsOf(pages), ['a']))
})

test('no stream or no time asks nothing', async () => {
  for (const asked of [
    { ...request, streamNames: [] },
    { ...request, toMs: 1000 },
  ]) {
    await read(
      inOrder('reset'),
      (pages, requests) => {
        assert.equal(pages, [{ events: [], completeToMs: asked.toMs, goneStreams: [] }])
        assert.is(requests.length, 0)
      },
      asked,
    )
  }
})

/** What goes wrong with the n-th call of the long request; undefined: nothing. */
function faultOf({ input }: AwsRequest, index: number): Reply | undefined {
  if (index % 5 === 1) return { error: 'ThrottlingException' }
  if (index % 7 === 3) return { text: '' }
  if (index % 11 === 6) return { cut: '{"events":[' }
  const expires = input.nextToken !== undefined && index % 13 === 5
  return expires ? { error: 'InvalidParameterException' } : undefined
}

test('a long request with faults on every kind of call yields each event once', async () => {
  const events = Array.from({ length: 300 }, (_, index) =>
    event(`e${index}`, 1000 + Math.floor(index / 7), index % 2 === 0 ? streamA : streamB),
  )
  let chain = 0
  const script: Script = (asked, index) => {
    const fault = faultOf(asked, index)
    if (fault !== undefined) return fault
    if (asked.input.nextToken === undefined) chain += 1
    const open = events.filter(({ timestamp }) => timestamp >= Number(asked.input.startTime))
    const from = Number(String(asked.input.nextToken ?? ':0').split(':')[1])
    const more = from + 20 < open.length
    return page(open.slice(from, from + 20), more ? `${chain}:${from + 20}` : undefined)
  }
  await read(script, (pages) => {
    assert.equal(
      idsOf(pages),
      events.map(({ eventId }) => eventId),
    )
  })
})

test.run()
