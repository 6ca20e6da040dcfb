/** When the last attempts of a bring-up began and failed. */
export interface Timeline {
  /** undefined: no attempt belongs to a bring-up yet. */
  readonly bringUpId: string | undefined
  readonly fromMs: number
  /** Length of a bin. */
  readonly binMs: number
  readonly started: readonly number[]
  readonly failed: readonly number[]
  readonly firstFailureMs: number | undefined
  readonly lastFailureMs: number | undefined
  /** Instances whose last attempt belongs to another bring-up. */
  readonly elsewhere: number
}

/** A last attempt, by AWS's clock; failedMs null: it did not fail. isOpen 1: it is under way, or hangs. */
export type AttemptTimes = readonly [
  bringUpId: string | null,
  startedMs: number,
  failedMs: number | null,
  isOpen: 0 | 1,
]

// Round lengths of time; a timeline has at most this many columns.
const binLengths = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400]
const mostBins = 60

/** Without attempts it has no bins. */
export function timelineOf(attempted: readonly AttemptTimes[]): Timeline {
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

const noTimeline: Timeline = {
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
