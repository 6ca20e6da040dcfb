import type { StepScene } from './demo-script.ts'

/** What a cause writes into the log of an instance it strikes. */
export interface CauseLines {
  /** In order, the decisive line among them. */
  readonly lines: readonly string[]
  readonly decisive: string
  /** Other lines of these that say why as well. */
  readonly alsoDecisive: readonly string[]
}

/** The column of an instance by which a cause chooses its victims. */
export interface PlantedFacet {
  readonly facet: 'availability_zone' | 'instance_group'
  /** Of an availability zone its letter, which is the same in every Region. */
  readonly value: string
}

/** One invented root cause. */
export interface DemoCause {
  readonly slug: string
  readonly stage: 'download' | 'execution'
  /** The step in which it strikes; undefined: outside every step. */
  readonly step: string | undefined
  /** As the wrapper reports it; undefined: no line says it. */
  readonly exit: number | 'SIGKILL' | undefined
  readonly facet: PlantedFacet | undefined
  /** The step gets as far as the first line that starts so. */
  readonly strikesBefore: string
  /** What the step's own retries take before it gives up. */
  readonly retrySeconds?: number
  /** Text without a newline at its end, on which the wrapper's first line lands. */
  readonly promptBefore?: string
  write(scene: StepScene): CauseLines
}

/** All lines at once; the decisive one by its place, others that say why as well by theirs. */
export function saidLines(
  all: readonly string[],
  decisive: number,
  also: readonly number[] = [],
): CauseLines {
  return {
    lines: all,
    decisive: all[decisive] ?? '',
    alsoDecisive: also.flatMap((place) => all[place] ?? []),
  }
}
