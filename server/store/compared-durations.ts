import { isOtherPace } from '../../ingest/lifecycle/cohort-change.ts'
import { quantile } from '../../ingest/lifecycle/pace.ts'
import { rankSumTest } from '../../ingest/lifecycle/rank-sum-test.ts'
import { benjaminiHochberg } from '../../ingest/lifecycle/statistics.ts'
import type { ComparedRows, DurationChange } from '../../views/compare-record.ts'
import type { ComparedCohort } from './compared-cohorts.ts'
import type { Phase } from './duration-store.ts'
import {
  attemptRanges,
  byOrderOfRunning,
  type PhaseRuns,
  phaseRuns,
  sortedDurations,
} from './phase-runs.ts'
import type { Stores } from './stores.ts'

interface Measured {
  readonly phase: Phase
  readonly a: Uint32Array
  readonly b: Uint32Array
}

/** Stages and steps that take another time on one side than on the other, the largest difference first. */
export function durationChanges(
  stores: Stores,
  clusterId: string,
  sides: readonly [ComparedCohort, ComparedCohort],
): ComparedRows<DurationChange> {
  const cohorts = sides.map(({ members }) => attemptRanges(members))
  const rows = stores.durations.durations(clusterId)
  const [a = [], b = []] = phaseRuns(rows, stores.durations.phases(), cohorts)
  const measured = measuredPhases(a, b).filter((each) => each.a.length + each.b.length > 0)
  const tests = measured.map((each) => rankSumTest(each.a, each.b))
  const qValues = benjaminiHochberg(tests.map(({ pValue }) => pValue))
  const changes = measured.map((each, index) => {
    const superiority = tests[index]?.superiority ?? 0.5
    return durationChange(each, { qValue: qValues[index] ?? 1, superiority })
  })
  const difference = ({ medianMs }: DurationChange): number =>
    Math.abs((medianMs.a ?? 0) - (medianMs.b ?? 0))
  const changed = changes.filter(({ change }) => change !== 'same')
  return {
    changed: changed.toSorted((x, y) => difference(y) - difference(x)),
    same: changes.length - changed.length,
  }
}

/** Every stage and step of either side, in order of running. */
function measuredPhases(a: readonly PhaseRuns[], b: readonly PhaseRuns[]): readonly Measured[] {
  const inA = new Map(a.map((runs) => [runs.phase.phaseId, runs]))
  const inB = new Map(b.map((runs) => [runs.phase.phaseId, runs]))
  const all = [...a, ...b.filter(({ phase }) => !inA.has(phase.phaseId))].sort(byOrderOfRunning)
  const sorted = (runs: PhaseRuns | undefined): Uint32Array =>
    runs === undefined ? new Uint32Array() : sortedDurations(runs)
  return all.map(({ phase }) => ({
    phase,
    ...{ a: sorted(inA.get(phase.phaseId)), b: sorted(inB.get(phase.phaseId)) },
  }))
}

function durationChange(
  { phase, a, b }: Measured,
  test: Pick<DurationChange, 'qValue' | 'superiority'>,
): DurationChange {
  const { stage, step } = phase
  const at = (share: number) => ({
    a: a.length === 0 ? null : quantile(a, share),
    b: b.length === 0 ? null : quantile(b, share),
  })
  const measured = { runs: { a: a.length, b: b.length }, medianMs: at(0.5), p95Ms: at(0.95) }
  return { stage, step, ...measured, ...test, change: changeOf(measured, test.qValue) }
}

function changeOf(
  { runs, medianMs }: Pick<DurationChange, 'runs' | 'medianMs'>,
  qValue: number,
): DurationChange['change'] {
  const { a, b } = medianMs
  if (a === null || b === null) return a === null ? 'only-b' : 'only-a'
  if (!isOtherPace({ a, b }, { runs, qValue })) return 'same'
  return a > b ? 'slower-a' : 'faster-a'
}
