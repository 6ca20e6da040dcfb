import { filteredPages } from '../../ingest/cloudwatch/filtered-pages.ts'
import type { Simulation } from '../ingest/cloudwatch/simulated-logs.ts'
import { SimulatedLogs } from '../ingest/cloudwatch/simulated-logs.ts'
import { type SimulatedRead, simulatedRead } from '../ingest/cloudwatch/simulated-read.ts'
import { realSyncFigures } from './real-sync.ts'

/** One measured figure beside what it should be. */
export interface Figure {
  readonly figure: string
  readonly measured: number
  readonly aim: string
}

const usWest2 = { filterPerSecond: 10, getPerSecond: 10, messageBytes: 1000 }
const thousand = { ...usWest2, streams: 1000, streamBytes: 250_000 }
const tenThousand = { ...thousand, streams: 10_000, messageBytes: 2500 }

/** Simulations by name, each with the highest ratio of its time to the least that both quotas allow. */
const ratios: readonly (readonly [name: string, simulation: Simulation, aim: string])[] = [
  ['1,000 x 250 KB', thousand, '<= 1.10'],
  ['1,000 x 600 KB', { ...thousand, streamBytes: 600_000 }, '<= 1.05'],
  ['10,000 x 250 KB', tenThousand, '<= 1.03'],
  ['1,000 x 250 KB, 30 % used by others', { ...thousand, foreignShare: 0.3 }, '<= 1.10'],
  ['10,000 x 250 KB, 30 % used by others', { ...tenThousand, foreignShare: 0.3 }, '<= 1.10'],
  [
    '1,000 x 250 KB, pages 70 % full, 5 % empty',
    { ...thousand, fill: 0.7, emptyShare: 0.05 },
    '<= 1.10',
  ],
]

/** What most tools do, `aws logs filter-log-events` among them, beside ours. */
const pagers: readonly (readonly [name: string, simulation: Simulation, aim: string])[] = [
  ['1,000 x 250 KB', thousand, '>= 3.3'],
  ['200 x 250 KB', { ...thousand, streams: 200 }, '>= 8'],
  [
    '200 x 250 KB, the quotas of us-east-1',
    { ...thousand, streams: 200, filterPerSecond: 25, getPerSecond: 25 },
    '>= 8',
  ],
]

const seeds = [1, 2, 3, 4]

/** How a sync keeps to the quota, in virtual time: latency 250 ms, a second of calls in the bucket. Means over some seeds. */
export async function* syncFigures(): AsyncGenerator<Figure> {
  for (const [name, simulation, aim] of ratios) {
    const reads = await seededReads(simulation)
    const wrong = reads.flatMap((read) => read.wrong)
    if (wrong.length > 0) throw new Error(`${name}: ${wrong.length} streams were not read right`)
    yield {
      figure: `time / quota bound, ${name}`,
      measured: mean(reads, ({ ratio }) => ratio),
      aim,
    }
    yield {
      figure: `throttled / calls, ${name}`,
      measured: mean(reads, ({ counts }) => counts.throttles / counts.calls),
      aim: '<= 0.01',
    }
  }
  for (const [name, simulation, aim] of pagers) {
    const oursMs = mean(await seededReads(simulation), ({ elapsedMs }) => elapsedMs)
    const measured = (await pagerMs(simulation)) / oursMs
    yield { figure: `one FilterLogEvents pager after the other / ours, ${name}`, measured, aim }
  }
  yield* realSyncFigures()
}

async function seededReads(simulation: Simulation): Promise<readonly SimulatedRead[]> {
  const reads: SimulatedRead[] = []
  for (const seed of seeds) reads.push(await simulatedRead({ ...simulation, seed }))
  return reads
}

function mean(reads: readonly SimulatedRead[], of: (read: SimulatedRead) => number): number {
  return reads.reduce((sum, read) => sum + of(read), 0) / reads.length
}

/** The time of what most tools do: one token chain after the other, a hundred streams each. */
async function pagerMs(simulation: Simulation): Promise<number> {
  const logs = new SimulatedLogs(simulation)
  for (let start = 0; start < logs.streams.length; start += 100) {
    const streamNames = logs.streams.slice(start, start + 100).map(({ name }) => name)
    const request = { logGroupName: 'group', streamNames, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }
    for await (const page of filteredPages(logs.api, request)) void page
  }
  return logs.timing.nowMs()
}
