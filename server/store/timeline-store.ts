import type { Database, Statement } from 'better-sqlite3'
import { selectedStates } from '../../views/state-selection.ts'
import type { TimelineRecord } from '../../views/timeline.ts'
import { failedList } from './instance-columns.ts'
import type { Scope } from './scope.ts'

/** A last attempt, by AWS's clock; failedMs null: it did not fail. isOpen 1: it is under way, or hangs. */
type AttemptTimes = readonly [
  bringUpId: string | null,
  startedMs: number,
  failedMs: number | null,
  isOpen: 0 | 1,
]

const shiftMs =
  'coalesce((SELECT shift_ms FROM clock_shift WHERE log_stream_id = last.log_stream_id), 0)'

const openList = [...(selectedStates('under-way') ?? []), 'hung']
  .map((state) => `'${state}'`)
  .join(', ')

// One walk over the last attempts, put into columns here: in SQL that took a walk each for bounds and columns.
const selectTimes = /* sql */ `
  SELECT last.bring_up_id,
         last.started_ms + ${shiftMs},
         CASE WHEN instance.state IN (${failedList}) THEN last.ended_ms + ${shiftMs} END,
         instance.state IN (${openList})
    FROM standing AS instance
    JOIN attempt AS last ON last.cluster_id  = instance.cluster_id
                        AND last.instance_id = instance.instance_id
                        AND last.attempt     = instance.attempt
   WHERE instance.cluster_id  = @clusterId
     AND instance.bring_up_id = @bringUpId
   LIMIT 100000
`

// Round lengths of time; a timeline has at most this many columns.
const binLengths = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400]
const mostBins = 60

/** When attempts began and failed. */
export class TimelineStore {
  readonly #times: Statement<[Scope], AttemptTimes>

  constructor(database: Database) {
    this.#times = database.prepare(selectTimes).raw() as Statement<[Scope], AttemptTimes>
  }

  timeline(scope: Scope): TimelineRecord {
    const attempted = this.#times.all(scope)
    const main = mainBringUp(attempted)
    if (main === undefined) return noTimeline
    const { bringUpId, started, failed } = main
    const lastMs = extremes([...started, ...failed]).last
    const { first } = extremes(started)
    const binMs = binLength(lastMs - first)
    const fromMs = first - (first % binMs)
    const axis = { fromMs, binMs, columns: Math.floor((lastMs - fromMs) / binMs) + 1 }
    const failures = failed.length === 0 ? undefined : extremes(failed)
    return {
      ...{ bringUpId: bringUpId ?? undefined, fromMs, binMs },
      ...{ started: counted(started, axis), failed: counted(failed, axis) },
      ...{ firstFailureMs: failures?.first, lastFailureMs: failures?.last },
      elsewhere: attempted.length - started.length,
    }
  }
}

interface BringUpTimes {
  readonly bringUpId: string | null
  readonly started: readonly number[]
  readonly failed: readonly number[]
  /** Under way, or hanging. */
  readonly open: number
}

/** The bring-up that matters: that of most instances which have not come up, else the largest, else the latest. */
function mainBringUp(attempted: readonly AttemptTimes[]): BringUpTimes | undefined {
  const all = Array.from(
    Map.groupBy(attempted, ([bringUpId]) => bringUpId),
    ([bringUpId, rows]): BringUpTimes => ({
      bringUpId,
      started: rows.map(([, startedMs]) => startedMs),
      failed: rows.flatMap(([, , failedMs]) => failedMs ?? []),
      open: rows.filter(([, , , isOpen]) => isOpen === 1).length,
    }),
  )
  const [main] = all.sort(
    (a, b) =>
      b.failed.length + b.open - (a.failed.length + a.open) ||
      b.started.length - a.started.length ||
      extremes(b.started).first - extremes(a.started).first,
  )
  return main
}

function extremes(times: readonly number[]): { readonly first: number; readonly last: number } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const atMs of times) {
    if (atMs < first) first = atMs
    if (atMs > last) last = atMs
  }
  return { first, last }
}

function counted(
  times: readonly number[],
  axis: { readonly fromMs: number; readonly binMs: number; readonly columns: number },
): readonly number[] {
  const values = new Array<number>(axis.columns).fill(0)
  for (const atMs of times) {
    const at = Math.floor((atMs - axis.fromMs) / axis.binMs)
    values[at] = (values[at] ?? 0) + 1
  }
  return values
}

const noTimeline: TimelineRecord = {
  bringUpId: undefined,
  fromMs: 0,
  binMs: 0,
  started: [],
  failed: [],
  firstFailureMs: undefined,
  lastFailureMs: undefined,
  elsewhere: 0,
}

function binLength(spanMs: number): number {
  const seconds = binLengths.find((length) => spanMs / (length * 1000) < mostBins)
  return seconds === undefined ? Math.ceil(spanMs / mostBins) : seconds * 1000
}
