import { openForReading } from '../../migrations/open-database.ts'
import { LogStore } from '../../server/store/log-store.ts'
import { logLine } from '../../views/log-line.ts'
import { seededNumbers } from '../seeded-numbers.ts'
import type { BenchDatabase } from './bench-database.ts'
import type { SizedFigure } from './growth-figures.ts'

const windowLines = 200
const windows = 3000

/** Milliseconds from the question to the lines of any window of any stream, and drawn as the page of a log draws them. */
export function windowFigures({ path, instances }: BenchDatabase): readonly SizedFigure[] {
  const database = openForReading(path)
  try {
    const logs = new LogStore(database)
    const streams = database
      .prepare('SELECT log_stream_id, lines FROM log_stream WHERE lines >= ?')
      .raw()
      .all(windowLines) as [logStreamId: number, lines: number][]
    const below = seededNumbers(7)
    const read: number[] = []
    const drawn: number[] = []
    for (let at = 0; at < windows; at += 1) {
      const [logStreamId, lines] = streams[below(streams.length)] ?? [0, 0]
      const fromLine = 1 + below(lines - windowLines + 1)
      const startedMs = performance.now()
      const shown = logs.lines({ logStreamId, fromLine, toLine: fromLine + windowLines - 1 })
      read.push(performance.now() - startedMs)
      const of = { clusterKey: 'demo', instanceId: 'i-0', attempt: 1 }
      const text = shown.map((line) => String(logLine({ line, classes: 'l', of }))).join('')
      drawn.push(performance.now() - startedMs)
      if (text === '') throw new Error(`stream ${logStreamId} has no lines from ${fromLine} on`)
    }
    const name = `any ${windowLines} lines`
    return [
      { name: `${name} read, median ms`, instances, measured: at(read, 0.5) },
      { name: `${name} read, p99 ms`, instances, measured: at(read, 0.99) },
      { name: `${name} read and drawn, p99 ms`, instances, measured: at(drawn, 0.99) },
    ]
  } finally {
    database.close()
  }
}

function at(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? 0
}
