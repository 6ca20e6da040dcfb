import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plannedRead } from '../../../ingest/cloudwatch/planned-read.ts'
import type { ReadRequest } from '../../../ingest/log-source.ts'
import { group, streamA, streamB } from './filtered-script.ts'
import { all, type Script, thrownBy, withScriptedAws } from './scripted-aws.ts'
import { SimulatedLogs, type Simulation } from './simulated-logs.ts'
import { simulatedRead } from './simulated-read.ts'

const test = suite('planned read')

const small: Simulation = {
  ...{ streams: 230, streamBytes: 40_000, messageBytes: 400 },
  ...{ filterPerSecond: 10, getPerSecond: 10 },
}

for (const [what, changes] of Object.entries({
  'of equal streams': {},
  'of unequal streams': { unequal: true },
  'with partial and empty pages': { fill: 0.6, emptyShare: 0.1 },
  'while others use a third of the quota': { foreignShare: 0.33 },
  'of one stream': { streams: 1, streamBytes: 3_000_000 },
  'of a few large streams': { streams: 5, streamBytes: 4_000_000 },
} satisfies Record<string, Partial<Simulation>>)) {
  test(`a reading ${what} yields every event once and in order, whoever reads it`, async () => {
    for (let seed = 1; seed <= 4; seed += 1) {
      const { wrong } = await simulatedRead({ ...small, ...changes, seed })
      assert.equal(wrong, [])
    }
  })
}

for (const [what, changes, most] of [
  ['1,000 streams of 250 KB', { streamBytes: 250_000 }, 1.09],
  ['1,000 streams of 600 KB', { streamBytes: 600_000 }, 1.05],
  ['1,000 streams of 57 KB', { streamBytes: 57_000, messageBytes: 200 }, 1.4],
  ['pages of 70 % with 5 % empty ones', { streamBytes: 250_000, fill: 0.7, emptyShare: 0.05 }, 1.1],
] as const) {
  test(`${what} take at most ${most} times what both quotas allow, without being throttled`, async () => {
    const simulation = { ...small, streams: 1000, messageBytes: 2000, ...changes }
    const { ratio, counts } = await simulatedRead(simulation)
    assert.ok(ratio <= most, String(ratio))
    assert.ok(counts.throttles <= counts.calls / 100, String(counts.throttles))
  })
}

test('while others use 30 % of the quota, it takes at most 1.1 times what is left of it', async () => {
  const simulation = { ...small, streams: 1000, messageBytes: 2000, streamBytes: 250_000 }
  let sum = 0
  for (let seed = 1; seed <= 4; seed += 1) {
    const { ratio, counts } = await simulatedRead({ ...simulation, foreignShare: 0.3, seed })
    sum += ratio
    // Each operation is throttled once, and with it the calls that are on their way.
    assert.ok(counts.throttles <= counts.calls / 30, String(counts.throttles))
  }
  assert.ok(sum / 4 <= 1.1, String(sum / 4))
})

for (const share of [0.3, 0.9, 1]) {
  test(`a minute in which ${share * 100} % of all calls are throttled costs time, and no event`, async () => {
    const simulation = { ...small, streams: 2000, messageBytes: 2000, streamBytes: 250_000 }
    const storm = { share, ms: 60_000 }
    const calm = await simulatedRead(simulation)
    const { wrong, counts, elapsedMs } = await simulatedRead({ ...simulation, storm })
    assert.equal(wrong, [])
    const most = share === 0.3 ? 1.3 : 1.6
    assert.ok(counts.calls <= most * calm.counts.calls, `${counts.calls} of ${calm.counts.calls}`)
    // What was read during the storm need not be read again, and nobody waits long after it.
    assert.ok(elapsedMs <= calm.elapsedMs + 90_000, `${elapsedMs} of ${calm.elapsedMs}`)
  })
}

test('whether a thousand streams that were read before have grown is one call', async () => {
  const logs = new SimulatedLogs({ ...small, streams: 1000 })
  const fromMs = Math.max(...logs.streams.map(({ lastEventMs }) => lastEventMs ?? 0)) + 1
  const streams = logs.streams.map((stream) => ({ ...stream, fromMs }))
  const toMs = Number.MAX_SAFE_INTEGER
  const pages = await all(plannedRead(logs.api, { logGroupName: group, streams, toMs }))
  assert.is(logs.counts().calls, 1)
  assert.is(pages.flatMap(({ events }) => events).length, 0)
  assert.is(pages.at(-1)?.streamNames.length, 1000)
})

for (const [grown, most] of [
  [30_000, 3],
  [600_000, 3],
  [6_000_000, 9],
] as const) {
  test(`streams that were read before and grew by ${grown} bytes together take ${most} calls at most`, async () => {
    const simulation = { ...small, streams: 300, messageBytes: 400, streamBytes: 60_000 }
    const logs = new SimulatedLogs(simulation)
    const lastMs = Math.max(...logs.streams.map(({ lastEventMs }) => lastEventMs ?? 0))
    const events = logs.streams
      .flatMap(({ name }) => logs.eventsOf(name))
      .sort((a, b) => b.atMs - a.atMs)
    const fromMs = events[Math.min(events.length - 1, Math.ceil(grown / 400))]?.atMs ?? lastMs
    const streams = logs.streams.map((stream) => ({ ...stream, fromMs }))
    const toMs = Number.MAX_SAFE_INTEGER
    const pages = await all(plannedRead(logs.api, { logGroupName: group, streams, toMs }))
    const read = pages.flatMap((page) => page.events.map(({ message }) => message))
    const expected = events.filter(({ atMs }) => atMs >= fromMs).map(({ message }) => message)
    assert.equal(read.sort(), expected.sort())
    assert.ok(logs.counts().calls <= most, String(logs.counts().calls))
  })
}

test('both operations are used at once', async () => {
  const { counts } = await simulatedRead(small)
  assert.ok((counts.byOperation.FilterLogEvents ?? 0) > 5)
  assert.ok((counts.byOperation.GetLogEvents ?? 0) > 5)
})

test('urgent streams are whole before most of the others', async () => {
  const logs = new SimulatedLogs({ ...small, streams: 600, streamBytes: 250_000 })
  const urgent = new Set(
    logs.streams.filter((_, index) => index % 20 === 7).map(({ name }) => name),
  )
  const streams = logs.streams.map((stream) => ({ ...stream, isUrgent: urgent.has(stream.name) }))
  const toMs = Number.MAX_SAFE_INTEGER
  const ended = new Map<string, number>()
  for await (const page of plannedRead(logs.api, { logGroupName: group, streams, toMs })) {
    if (page.completeToMs < toMs) continue
    for (const name of page.streamNames) ended.set(name, logs.timing.nowMs())
  }
  const last = Math.max(...[...urgent].map((name) => ended.get(name) ?? 0))
  assert.ok(last < 2500, String(last))
  assert.ok(logs.timing.nowMs() > 10_000)
})

const request: ReadRequest = {
  logGroupName: group,
  toMs: 9000,
  streams: Array.from({ length: 12 }, (_, index) => ({
    name: index === 0 ? streamA : index === 1 ? streamB : `LifecycleConfig/worker/i-${index}`,
    ...{ fromMs: 0, isUrgent: false, lastEventMs: undefined },
  })),
}
const noEvents = { json: { events: [] } }
const denied = { error: 'AccessDeniedException', message: 'no' }

function byOperation(script: Readonly<Record<string, Script>>): Script {
  return (asked, index) => script[asked.operation]?.(asked, index) ?? 'reset'
}

test('without the right to GetLogEvents everything is read with FilterLogEvents, and that is said once', async () => {
  const script = byOperation({ FilterLogEvents: () => noEvents, GetLogEvents: () => denied })
  await withScriptedAws(script, async ({ connection }) => {
    const pages = await all(plannedRead(connection.logs, request))
    const whole = pages.filter(({ completeToMs }) => completeToMs === 9000)
    const names = whole.flatMap(({ streamNames }) => streamNames)
    assert.equal(new Set(names), new Set(request.streams.map(({ name }) => name)))
    assert.is(names.length, 12)
    const notes = pages.flatMap((page) => page.notes)
    assert.is(notes.length, 1)
    assert.match(notes[0] ?? '', /logs:GetLogEvents[\s\S]*FilterLogEvents alone/)
  })
})

test('a part of the reading that fails for a while ends alone, and says of which streams', async () => {
  const script = byOperation({
    FilterLogEvents: ({ input }) =>
      JSON.stringify(input.logStreamNames).includes(streamA) ? 'reset' : noEvents,
    GetLogEvents: () => ({ json: { events: [], nextForwardToken: 'f/1' } }),
  })
  await withScriptedAws(script, async ({ connection }) => {
    const pages = await all(plannedRead(connection.logs, request))
    const failed = pages.filter(({ failure }) => failure !== undefined)
    assert.is(failed.length, 1)
    assert.ok(failed[0]?.streamNames.includes(streamA))
    assert.is(failed[0]?.failure?.code, 'aws-unreachable')
    const whole = pages.filter(({ completeToMs }) => completeToMs === 9000)
    const names = [...whole, ...failed].flatMap(({ streamNames }) => streamNames)
    assert.is(new Set(names).size, 12)
  })
})

test('a refusal that will not pass ends the whole reading', async () => {
  const script = byOperation({ FilterLogEvents: () => denied, GetLogEvents: () => denied })
  await withScriptedAws(script, async ({ connection }) => {
    const error = (await thrownBy(all(plannedRead(connection.logs, request)))) as { code: string }
    assert.is(error.code, 'access-denied')
  })
})

test('a consumer that has enough ends the calls', async () => {
  const script = byOperation({
    FilterLogEvents: (_, index) => ({ json: { events: [], nextToken: String(index) } }),
    GetLogEvents: () => ({ json: { events: [], nextForwardToken: 'f/1' } }),
  })
  await withScriptedAws(script, async ({ connection, requests }) => {
    for await (const _ of plannedRead(connection.logs, request)) break
    const before = requests.length
    await new Promise((resolve) => setImmediate(resolve))
    assert.is(requests.length, before)
  })
})

test.run()
