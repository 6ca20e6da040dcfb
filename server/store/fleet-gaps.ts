import type { Database, Statement } from 'better-sqlite3'
import type { LineRange, LogStore } from './log-store.ts'

/** No silence shorter than this is shown, however talkative the fleet is. */
const leastGapMs = 30_000
const mostLines = 5000

// A few healthy logs tell how long the fleet is used to be silent: their lines are read, nothing else.
const selectHealthy = /* sql */ `
  SELECT attempt.log_stream_id                                 AS logStreamId,
         attempt.first_line                                    AS fromLine,
         min(attempt.last_line, attempt.first_line + ${mostLines}) AS toLine
    FROM instance
    JOIN attempt ON attempt.cluster_id  = instance.cluster_id
                AND attempt.instance_id = instance.instance_id
                AND attempt.attempt     = instance.attempts
   WHERE instance.cluster_id = @clusterId
     AND instance.state      = 'succeeded'
   ORDER BY instance.instance_id
   LIMIT 12
`

/** How long the healthy instances of a cluster are silent between two lines. */
export class FleetGaps {
  readonly #logs: LogStore
  readonly #healthy: Statement<[{ readonly clusterId: string }], LineRange>
  readonly #known = new Map<string, { readonly ranges: string; readonly gapMs: number }>()

  constructor(database: Database, logs: LogStore) {
    this.#logs = logs
    this.#healthy = database.prepare(selectHealthy)
  }

  /** From how many milliseconds on a silence is worth a row: 30 s, or more than 99 % of a healthy log's silences. */
  gapMs(clusterId: string): number {
    const healthy = this.#healthy.all({ clusterId })
    // Lines are never changed, and one that comes late moves the last line.
    const ranges = JSON.stringify(healthy)
    const known = this.#known.get(clusterId)
    if (known?.ranges === ranges) return known.gapMs
    const gapMs = Math.max(leastGapMs, ninetyNinth(healthy.flatMap((range) => this.#gapsIn(range))))
    this.#known.set(clusterId, { ranges, gapMs })
    return gapMs
  }

  #gapsIn(range: LineRange): readonly number[] {
    const lines = [...this.#logs.blocksOfLines(range)].flat()
    return lines.slice(1).map(({ atMs }, index) => atMs - (lines[index]?.atMs ?? atMs))
  }
}

function ninetyNinth(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0
}
