// Stragglers: runs of a stage or step that took far longer than the fleet needed. The fleet itself is the measure, so
// that nobody has to say how long a step may take, and the three conditions keep each other honest: above the 95th
// percentile alone one run in twenty would be, three times the median of a second is nothing to look into, and a
// minute more is nothing in a step of an hour.
import type { Pace } from './pace.ts'
import type { Stage } from './stage.ts'

/** Fewer succeeded runs than this are no pace to be judged by. */
const fewestRuns = 5
const timesMedian = 3
const longerThanMedianMs = 30_000

/** Whether a run of this duration is a straggler, by the pace of the succeeded runs of its stage or step. */
export function isStraggler(
  durationMs: number,
  pace: Pick<Pace, 'runs' | 'medianMs' | 'p95Ms'>,
): boolean {
  return (
    pace.runs >= fewestRuns &&
    durationMs > pace.p95Ms &&
    durationMs > timesMedian * pace.medianMs &&
    durationMs > pace.medianMs + longerThanMedianMs
  )
}

/** One run of a stage (`ordinal` 0, `step` null) or of a step of the execution stage, with the fleet's pace in it. */
export interface PacedRun {
  readonly instanceId: string
  readonly attempt: number
  readonly stage: Stage
  readonly ordinal: number
  readonly step: string | null
  /** The step it ran inside; 0: the stage itself; null: it is the stage. */
  readonly parentOrdinal: number | null
  readonly durationMs: number
  readonly runs: number
  readonly medianMs: number
  readonly p95Ms: number
}

/**
 * The stragglers among the runs of one cluster, in the given order. A run is left out when a straggler inside it accounts
 * for most of the time it took longer than the median: a slow step makes its stage slow, and is said once.
 */
export function stragglers<Run extends PacedRun>(runs: readonly Run[]): readonly Run[] {
  const slow = runs.filter((run) => isStraggler(run.durationMs, run))
  const inside = Map.groupBy(slow, (run) => placeOf(run, run.parentOrdinal))
  return slow.filter((run) => {
    const longest = Math.max(0, ...(inside.get(placeOf(run, run.ordinal)) ?? []).map(excessMs))
    return longest <= excessMs(run) / 2
  })
}

function placeOf({ instanceId, attempt, stage }: PacedRun, ordinal: number | null): string {
  return `${instanceId} ${attempt} ${stage} ${ordinal}`
}

function excessMs({ durationMs, medianMs }: PacedRun): number {
  return durationMs - medianMs
}
