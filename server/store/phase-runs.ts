// The runs of each stage and step over the attempts of one or several cohorts, out of the small rows of
// attempt_duration. A hot path of 200,000 numbers at 5,000 instances: plain loops, no object a run.
import type { CohortMember } from './cohort-store.ts'
import type { DurationsRow, Phase } from './duration-store.ts'

export type RunOutcome = 'succeeded' | 'failed' | 'unfinished'

/** As the lowest two bits of a run's code say it. */
export const runOutcomes: readonly RunOutcome[] = ['succeeded', 'failed', 'unfinished']

/** The runs of one stage or step in one cohort. */
export interface PhaseRuns {
  readonly phase: Phase
  /** Of each succeeded run its duration, and the index of its attempt among the rows that were read. */
  readonly durations: number[]
  readonly rows: number[]
  runs: number
  failed: number
  unfinished: number
  /** Of all runs, whatever their outcome. */
  totalMs: number
  /** Runs inside another step. */
  nested: number
  /** Sum of their places among the runs of their attempt. */
  places: number
}

/** Which attempts of which instances belong to a cohort; both ends do. undefined: all. */
export type AttemptRanges = ReadonlyMap<string, readonly [first: number, last: number]> | undefined

/** The attempts of a cohort, by instance. */
export function attemptRanges(members: readonly CohortMember[]): NonNullable<AttemptRanges> {
  const ranges = new Map<string, readonly [number, number]>()
  for (const { instanceId, firstAttempt, lastAttempt } of members) {
    if (firstAttempt !== null && lastAttempt !== null) {
      ranges.set(instanceId, [firstAttempt, lastAttempt])
    }
  }
  return ranges
}

/** Whether the attempt belongs to the cohort. */
export function isAmong(ranges: AttemptRanges, instanceId: string, attempt: number): boolean {
  if (ranges === undefined) return true
  const range = ranges.get(instanceId)
  return range !== undefined && attempt >= range[0] && attempt <= range[1]
}

/** Of each cohort the runs of each stage and step that it has any of. */
export function phaseRuns(
  rows: readonly DurationsRow[],
  phases: readonly Phase[],
  cohorts: readonly AttemptRanges[],
): readonly (readonly PhaseRuns[])[] {
  const byId: (Phase | undefined)[] = []
  for (const phase of phases) byId[phase.phaseId] = phase
  const collected = cohorts.map(() => [] as (PhaseRuns | undefined)[])
  for (let index = 0; index < rows.length; index += 1) {
    const [instanceId, attempt, text] = rows[index] as DurationsRow
    let numbers: readonly number[] | undefined
    for (let at = 0; at < cohorts.length; at += 1) {
      if (!isAmong(cohorts[at], instanceId, attempt)) continue
      numbers ??= JSON.parse(text) as number[]
      addRuns(collected[at] ?? [], byId, { index, numbers })
    }
  }
  return collected.map((runs) => runs.filter((each) => each !== undefined))
}

function addRuns(
  collected: (PhaseRuns | undefined)[],
  phases: readonly (Phase | undefined)[],
  row: { readonly index: number; readonly numbers: readonly number[] },
): void {
  const { index, numbers } = row
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const code = numbers[at] ?? 0
    const phase = phases[code >> 3]
    if (phase === undefined) continue
    const known = collected[phase.phaseId] ?? noRuns(phase)
    collected[phase.phaseId] = known
    addRun(known, { code, index, durationMs: numbers[at + 1] ?? 0 })
    known.places += at
  }
}

function addRun(
  known: PhaseRuns,
  run: { readonly code: number; readonly index: number; readonly durationMs: number },
): void {
  const outcome = run.code & 3
  known.runs += 1
  known.totalMs += run.durationMs
  known.nested += (run.code >> 2) & 1
  if (outcome === 1) known.failed += 1
  else if (outcome === 2) known.unfinished += 1
  else {
    known.durations.push(run.durationMs)
    known.rows.push(run.index)
  }
}

function noRuns(phase: Phase): PhaseRuns {
  const counts = { runs: 0, failed: 0, unfinished: 0, totalMs: 0, nested: 0, places: 0 }
  return { phase, durations: [], rows: [], ...counts }
}

/** Durations of the succeeded runs, ascending. */
export function sortedDurations({ durations }: PhaseRuns): Uint32Array {
  return Uint32Array.from(durations).sort()
}

const stageOrder = ['start', 'download', 'execution']

/** Stages first, then steps in the order in which they run. */
export function byOrderOfRunning(a: PhaseRuns, b: PhaseRuns): number {
  const steps = Number(a.phase.step !== null) - Number(b.phase.step !== null)
  const stages = stageOrder.indexOf(a.phase.stage) - stageOrder.indexOf(b.phase.stage)
  const places = a.places / a.runs - b.places / b.runs
  return steps || stages || places || ((a.phase.step ?? '') < (b.phase.step ?? '') ? -1 : 1)
}
