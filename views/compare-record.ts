import type { CohortCount, ShareChange } from '../ingest/lifecycle/cohort-change.ts'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import type { ClusterHeader } from './layout.ts'
import type { CohortTerms, InstanceFilter } from './urls.ts'

export const comparedParts = ['causes', 'lines', 'durations', 'configuration'] as const

export type ComparedPart = (typeof comparedParts)[number]

/** One of two sets of instances. */
export interface Cohort {
  /** As it stands in addresses and on the command line. */
  readonly expression: string
  readonly label: string
  /** What picks it; undefined: it is what the other is not, and no list can be narrowed so. */
  readonly terms: CohortTerms | undefined
  readonly instances: number
  /** Of these, with lines. */
  readonly withLog: number
}

/** Instances in a coverage state. */
export interface StateChange extends ShareChange {
  readonly state: CoverageState
}

/** Instances that failed with one signature. */
export interface CauseChange extends ShareChange {
  readonly failureGroupId: string
  readonly title: string
  readonly stage: string | null
  readonly step: string | null
  /** null: no entry of the catalogue matches. */
  readonly knownCauseTitle: string | null
}

/** Instances with a masked line. */
export interface LineChange extends CohortCount {
  readonly change: 'only-a' | 'only-b' | 'more-a' | 'more-b'
  /** 16 hex digits. */
  readonly key: string
  readonly template: string
  /** One-sided exact test, corrected for every template; null: too few instances for a test. */
  readonly qValue: number | null
  /** An instance that has it, and the attempt; undefined: its lines were copied by an older program. */
  readonly sample: { readonly instanceId: string; readonly attempt: number } | undefined
}

/** How long succeeded runs of a stage or step took. */
export interface DurationChange {
  readonly stage: string
  /** null: the whole stage. */
  readonly step: string | null
  readonly change: 'slower-a' | 'faster-a' | 'only-a' | 'only-b' | 'same'
  readonly runs: CohortCount
  /** null: no run of that side succeeded. */
  readonly medianMs: { readonly a: number | null; readonly b: number | null }
  readonly p95Ms: { readonly a: number | null; readonly b: number | null }
  /** Rank-sum test, corrected for every stage and step. */
  readonly qValue: number
  /** Probability that a run of a takes longer than one of b. */
  readonly superiority: number
}

/** Instances with a value of an attribute. */
export interface ConfigurationChange extends ShareChange {
  readonly name: keyof InstanceFilter
  readonly value: string
}

/** The rows of a part that differ; `same`: how many were asked about and do not. */
export interface ComparedRows<Row> {
  readonly changed: readonly Row[]
  readonly same: number
}

/** Of each side the most telling lines, at most 200; `telling`: how many there are. */
export interface ComparedLines extends ComparedRows<LineChange> {
  readonly telling: CohortCount
}

export interface CompareRecord {
  readonly cluster: ClusterHeader
  /** undefined: all parts, each with its first rows. */
  readonly show: ComparedPart | undefined
  readonly a: Cohort
  readonly b: Cohort
  /** Instances that belong to both as the same attempt. */
  readonly shared: number
  /** True: two bring-ups, so that what only a has is new. */
  readonly inTime: boolean
  readonly states: ComparedRows<StateChange>
  readonly causes: ComparedRows<CauseChange>
  readonly lines: ComparedLines
  readonly durations: ComparedRows<DurationChange>
  readonly configuration: ComparedRows<ConfigurationChange>
  readonly choices: readonly CohortChoice[]
}

/** A cohort that a picker offers. */
export interface CohortChoice {
  /** What kind it is, for the headings of the picker. */
  readonly kind: string
  readonly expression: string
  readonly label: string
}
