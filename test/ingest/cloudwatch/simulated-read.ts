import { plannedRead } from '../../../ingest/cloudwatch/planned-read.ts'
import { type SimulatedCounts, SimulatedLogs, type Simulation } from './simulated-logs.ts'

/** What one simulated reading came to. */
export interface SimulatedRead {
  readonly elapsedMs: number
  readonly boundMs: number
  readonly ratio: number
  readonly counts: SimulatedCounts
  /** Streams whose messages did not all come once and in order. */
  readonly wrong: readonly string[]
}

/** Reads every stream of a simulated log group by plan, in virtual time. */
export async function simulatedRead(simulation: Simulation): Promise<SimulatedRead> {
  const logs = new SimulatedLogs(simulation)
  const read = new Map<string, string[]>()
  const whole = new Set<string>()
  const toMs = Number.MAX_SAFE_INTEGER
  const { streams } = logs
  for await (const page of plannedRead(logs.api, { logGroupName: 'group', streams, toMs })) {
    for (const { streamName, message } of page.events) {
      const messages = read.get(streamName)
      if (messages === undefined) read.set(streamName, [message])
      else messages.push(message)
    }
    if (page.completeToMs >= toMs) for (const name of page.streamNames) whole.add(name)
  }
  const wrong = streams
    .map(({ name }) => name)
    .filter((name) => {
      const expected = logs.messagesOf(name)
      const found = read.get(name) ?? []
      const same = found.length === expected.length && found.every((m, i) => m === expected[i])
      return !same || !whole.has(name)
    })
  const elapsedMs = logs.timing.nowMs()
  const boundMs = logs.boundMs()
  return { elapsedMs, boundMs, ratio: elapsedMs / boundMs, counts: logs.counts(), wrong }
}
