import { count, percent } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import type { GroupCount } from './top-groups.ts'

/** What a share of a metric is a share of; `none`: it has no share. */
type GateWhole = 'expected' | 'failed' | 'none'

/** What a condition can ask about, besides every coverage state by its own name. */
export const gateMetrics: Readonly<Record<string, { readonly of: GateWhole }>> = {
  failed: { of: 'expected' },
  succeeded: { of: 'expected' },
  'under-way': { of: 'expected' },
  'no-log': { of: 'expected' },
  coverage: { of: 'expected' },
  'aws-disagrees': { of: 'expected' },
  unknown: { of: 'failed' },
  groups: { of: 'none' },
  'new-group': { of: 'none' },
}

export const gateComparisons = {
  '>': (value: number, limit: number) => value > limit,
  '>=': (value: number, limit: number) => value >= limit,
  '<': (value: number, limit: number) => value < limit,
  '<=': (value: number, limit: number) => value <= limit,
  '==': (value: number, limit: number) => value === limit,
  '!=': (value: number, limit: number) => value !== limit,
} as const

/** `failed>2%`: what must not be. */
export interface GateCondition {
  /** As it was written. */
  readonly text: string
  readonly metric: string
  readonly comparison: keyof typeof gateComparisons
  readonly value: number
  /** `value` is percent of the whole. */
  readonly isShare: boolean
}

export interface GateResult {
  readonly condition: string
  /** True: what must not be is so. */
  readonly isMet: boolean
  readonly value: number
  /** What `value` is a part of; null: of nothing. */
  readonly total: number | null
  /** `37 of 800 (4.6 %)`, and which where there are few. */
  readonly found: string
}

/** What `summary --fail-if` looks at. */
export interface GateRecord {
  readonly cluster: ClusterHeader
  readonly results: readonly GateResult[]
  /** All groups of failed instances, most instances first. */
  readonly groups: readonly GroupCount[]
}

/** `37 of 800 (4.6 %)`. */
export function foundText(value: number, total: number | null): string {
  if (total === null) return count(value)
  return `${count(value)} of ${count(total)} (${percent(total === 0 ? 0 : value / total)} %)`
}
