import type { StepRun } from '../../ingest/lifecycle/step.ts'
import type { StagePart } from '../../views/attempt-stages.ts'
import type { PaceRow, StageRunRow } from './instance-store.ts'

export interface RunsOfAttempt {
  readonly stages: readonly StageRunRow[]
  readonly steps: readonly StepRun[]
  readonly pace: readonly PaceRow[]
}

/**
 * The stages of an attempt in order, the execution as its outermost steps: what stands side by side in a bar. An
 * execution without steps stays one part.
 */
export function stageParts({ stages, steps, pace }: RunsOfAttempt): readonly StagePart[] {
  const outermost = steps.filter(({ parentOrdinal }) => parentOrdinal === undefined)
  const partOfStep = (run: StepRun): StagePart => part('execution', run, pace)
  const before = stages.filter(({ stage }) => stage !== 'execution' || outermost.length === 0)
  return [...before.map((run) => part(run.stage, run, pace)), ...outermost.map(partOfStep)]
}

function part(stage: string, run: StageRunRow | StepRun, pace: readonly PaceRow[]): StagePart {
  const step = 'step' in run ? run.step : null
  const known = pace.find((row) => row.stage === stage && row.step === step)
  return {
    ...{ stage, step, outcome: run.outcome, durationMs: run.endedMs - run.startedMs },
    firstLine: 'firstLine' in run ? run.firstLine : null,
    pace: known && { runs: known.runs, medianMs: known.medianMs, p95Ms: known.p95Ms },
  }
}
