import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EdgeEvents } from '../../../ingest/cloudwatch/edge-events.ts'
import { FilterChain } from '../../../ingest/cloudwatch/filter-chain.ts'
import type { StreamPart } from '../../../ingest/cloudwatch/read-queue.ts'
import type { LogEvent } from '../../../ingest/log-source.ts'
import { SimulatedLogs } from './simulated-logs.ts'

const test = suite('filter chain')

const toMs = Number.MAX_SAFE_INTEGER

/** Reads a chain over these parts; ends behind so many pages. */
async function read(logs: SimulatedLogs, parts: readonly StreamPart[], pages: number) {
  const start = { logs: logs.api, logGroupName: 'group', parts, toMs, isEnough: () => false }
  const chain = new FilterChain(start)
  const events: LogEvent[] = []
  for (let page = 0; page < pages; page += 1) {
    const { events: more, completeToMs } = (await chain.next()) ?? {
      events: [],
      completeToMs: toMs,
    }
    events.push(...more)
    if (completeToMs >= toMs) break
  }
  return { events, rest: chain.rest() }
}

for (const pages of [1, 2, 3, 4]) {
  test(`a stream that another chain has read further yields each event once, when the chain is ended behind page ${pages}`, async () => {
    const logs = new SimulatedLogs({
      ...{ streams: 2, streamBytes: 3_000_000, messageBytes: 1000 },
      ...{ filterPerSecond: 10, getPerSecond: 10 },
    })
    const [one, other] = logs.streams.map((stream): StreamPart => {
      return { stream, fromMs: 0, edge: undefined }
    })
    assert.ok(one !== undefined && other !== undefined)
    // What the first chain has read of its stream: to the middle of it, and one event beyond.
    const before = logs.eventsOf(other.stream.name).slice(0, 1500)
    const ahead = logs.eventsOf(other.stream.name)[1600]
    const yielded = [...before, ...(ahead === undefined ? [] : [ahead])].map((event) => ({
      ...{ streamName: other.stream.name, atMs: event.atMs, message: event.message },
    })) as LogEvent[]
    const fromMs = before.at(-1)?.atMs ?? 0
    const edge = new EdgeEvents().moved(fromMs, yielded)
    const first = await read(logs, [one, { ...other, fromMs, edge }], pages)
    const last = await read(logs, first.rest, 100)
    const all = [...yielded, ...first.events, ...last.events]
    for (const { stream } of [one, other]) {
      const found = all.filter(({ streamName }) => streamName === stream.name)
      assert.equal(
        found.map(({ message }) => message).sort(),
        logs.messagesOf(stream.name).toSorted(),
      )
    }
  })
}

test.run()
