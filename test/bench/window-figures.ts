import type { Database } from 'better-sqlite3'
import { openForReading } from '../../migrations/open-database.ts'
import { type LineRange, LogStore } from '../../server/store/log-store.ts'
import { logLine } from '../../views/log-line.ts'
import { oneOf, seededNumbers } from '../seeded-numbers.ts'
import type { BenchDatabase } from './bench-database.ts'
import type { SizedFigure } from './growth-figures.ts'

const windowLines = 200
const windows = 2000
/** Each window is asked for so often, and the quickest counts: what else a machine does is no part of the answer. */
const tries = 3

/** Milliseconds from the question to the lines of any window of any stream, and drawn as the page of a log draws them. */
export function windowFigures({ path, instances }: BenchDatabase): readonly SizedFigure[] {
  const database = openForReading(path)
  try {
    const logs = new LogStore(database)
    const times = Array.from(randomWindows(database), (window) => quickest(logs, window))
    const read = times.map((each) => each.read)
    const drawn = times.map((each) => each.drawn)
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

function* randomWindows(database: Database): Generator<LineRange> {
  const streams = database
    .prepare('SELECT log_stream_id, lines FROM log_stream WHERE lines >= ?')
    .raw()
    .all(windowLines) as [logStreamId: number, lines: number][]
  const below = seededNumbers(7)
  for (let count = 0; count < windows; count += 1) {
    const [logStreamId, lines] = oneOf(below, streams)
    const fromLine = 1 + below(lines - windowLines + 1)
    yield { logStreamId, fromLine, toLine: fromLine + windowLines - 1 }
  }
}

function quickest(
  logs: LogStore,
  window: LineRange,
): { readonly read: number; readonly drawn: number } {
  const of = { clusterKey: 'demo', instanceId: 'i-0', attempt: 1 }
  let [read, drawn] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let count = 0; count < tries; count += 1) {
    const startedMs = performance.now()
    const lines = logs.lines(window)
    read = Math.min(read, performance.now() - startedMs)
    const text = lines.map((line) => String(logLine({ line, classes: 'l', of }))).join('')
    drawn = Math.min(drawn, performance.now() - startedMs)
    if (text === '') throw new Error(`There are no lines in ${JSON.stringify(window)}.`)
  }
  return { read, drawn }
}

function at(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? 0
}
