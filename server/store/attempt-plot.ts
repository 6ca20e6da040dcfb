import type { StepRun } from '../../ingest/lifecycle/step.ts'
import type { AttemptPlot, PlotRow, Silence } from '../../views/attempt-plot.ts'
import type { AttemptRecord } from '../../views/attempt-stages.ts'
import type { LogRecord } from '../../views/log.ts'
import type { PaceRow, StageRunRow } from './instance-store.ts'

interface PlottedAttempt {
  readonly attempt: AttemptRecord
  readonly stages: readonly StageRunRow[]
  readonly steps: readonly StepRun[]
  readonly pace: readonly PaceRow[]
  readonly log: LogRecord | undefined
}

/** Stages and steps of an attempt in order of their beginning; the execution stands as its steps where it has any. */
export function attemptPlotOf(plotted: PlottedAttempt): AttemptPlot {
  const { attempt, stages, steps, pace, log } = plotted
  const before = stages.filter(({ stage }) => stage !== 'execution' || steps.length === 0)
  const stageRows = before.map((run): PlotRow => {
    return { ...timesOf(run), stage: run.stage, step: null, depth: 0, ...fleet(pace, run.stage) }
  })
  const stepRows = steps.map((run): PlotRow => {
    const { step, firstLine } = run
    const place = { stage: 'execution', step, depth: depthOf(steps, run), firstLine }
    return { ...timesOf(run), ...place, ...fleet(pace, 'execution', step), firstLine }
  })
  return {
    ...{ startedMs: attempt.startedMs, endedMs: attempt.endedMs },
    rows: [...stageRows, ...stepRows],
    silences: log && silencesOf(log),
  }
}

function timesOf({ startedMs, endedMs, outcome }: StageRunRow | StepRun) {
  return { startedMs, endedMs, outcome, firstLine: null }
}

function fleet(
  pace: readonly PaceRow[],
  stage: string,
  step: string | null = null,
): Pick<PlotRow, 'pace'> {
  const known = pace.find((row) => row.stage === stage && row.step === step)
  return { pace: known && { runs: known.runs, medianMs: known.medianMs, p95Ms: known.p95Ms } }
}

/** How many steps it ran inside. */
function depthOf(steps: readonly StepRun[], run: StepRun): number {
  const parent = steps.find(({ ordinal }) => ordinal === run.parentOrdinal)
  return parent === undefined || parent.ordinal >= run.ordinal ? 0 : 1 + depthOf(steps, parent)
}

/** A line this long after the one before it follows a silence. */
const silenceMs = 30_000

/** undefined: the record holds a window of a long log only. */
function silencesOf({ lines, firstLine, lastLine }: LogRecord): readonly Silence[] | undefined {
  if (lines.length <= lastLine - firstLine) return undefined
  return lines.flatMap(({ atMs, ordinal }, index) => {
    const before = lines[index - 1]
    if (before === undefined || atMs - before.atMs < silenceMs) return []
    return [{ fromMs: before.atMs, toMs: atMs, line: ordinal }]
  })
}
