import type { Stage } from './stage.ts'

/** A succeeded run of a stage (`step` null) or step. */
export interface SucceededRun {
  readonly stage: Stage
  readonly step: string | null
  /** Place of the step in its attempt. */
  readonly ordinal: number
  readonly durationMs: number
  /** The longest time between two of its lines; null: it was analysed before that was kept. */
  readonly longestSilenceMs: number | null
}

/** How long succeeded runs of one stage (`step` undefined) or step took. */
export interface Pace {
  readonly stage: Stage
  readonly step: string | undefined
  /** Mean ordinal: where it stands in the order of steps. */
  readonly position: number
  readonly runs: number
  readonly medianMs: number
  readonly p95Ms: number
  readonly maxMs: number
  /** In 99 of 100 runs no silence was longer; undefined: not known. */
  readonly silenceMs: number | undefined
}

/** The runs of one stage or step. */
interface Phase {
  readonly first: SucceededRun
  ordinals: number
  readonly durations: number[]
  readonly silences: number[]
}

/** The pace of each stage and step that any instance got through; stages first, then steps in their order. */
export function fleetPace(runs: Iterable<SucceededRun>): Pace[] {
  const byPhase = new Map<string, Phase>()
  for (const run of runs) {
    const phase = phaseKey(run.stage, run.step ?? undefined)
    const known = byPhase.get(phase) ?? { first: run, ordinals: 0, durations: [], silences: [] }
    known.ordinals += run.ordinal
    known.durations.push(run.durationMs)
    if (run.longestSilenceMs !== null) known.silences.push(run.longestSilenceMs)
    byPhase.set(phase, known)
  }
  return [...byPhase.values()].map(paceOf).sort(byPlace)
}

/** The pace of one stage or step; undefined: no instance has got through it. */
export function paceIn(
  pace: readonly Pace[],
  stage: Stage,
  step: string | undefined,
): Pace | undefined {
  return pace.find((row) => row.stage === stage && row.step === step)
}

function paceOf(phase: Phase): Pace {
  const sorted = phase.durations.sort((a, b) => a - b)
  const silences = phase.silences.sort((a, b) => a - b)
  return {
    stage: phase.first.stage,
    step: phase.first.step ?? undefined,
    position: phase.ordinals / sorted.length,
    runs: sorted.length,
    medianMs: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
    maxMs: quantile(sorted, 1),
    silenceMs: silences.length === 0 ? undefined : quantile(silences, 0.99),
  }
}

/** Nearest rank: always a duration that was measured. `sorted` is not empty. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

function phaseKey(stage: Stage, step: string | undefined): string {
  return step === undefined ? stage : `${stage} ${step}`
}

const stageOrder: Readonly<Record<Stage, number>> = { start: 0, download: 1, execution: 2, done: 3 }

function byPlace(a: Pace, b: Pace): number {
  const steps = Number(a.step !== undefined) - Number(b.step !== undefined)
  const order = steps || stageOrder[a.stage] - stageOrder[b.stage] || a.position - b.position
  return order || ((a.step ?? '') < (b.step ?? '') ? -1 : 1)
}
