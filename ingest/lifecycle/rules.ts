import type { LogGroupLayout } from './log-group-name.ts'
import type { MarkerRule } from './marker.ts'
import type { Matcher } from './matcher.ts'
import type { StepRule } from './step.ts'

/** A kind of line that the choice of the decisive line must know: an entry of data/markers.json. */
export interface LineClassRule {
  /** `error`: says that something went wrong. `wrapper`: only reports that a command failed. `noise`: harmless. */
  readonly kind: 'error' | 'wrapper' | 'noise'
  readonly matcher: Matcher
  /** Higher says more: `E: …` over `WARNING`. */
  readonly weight: number
}

/** All that the world may change, compiled: data/markers.json and data/layouts.json plus the user's --rules. */
export interface LifecycleRules {
  readonly layouts: readonly LogGroupLayout[]
  readonly markers: readonly MarkerRule[]
  readonly steps: readonly StepRule[]
  readonly lineClasses: readonly LineClassRule[]
  /** Changes whenever the data or the algorithm does: what was analysed with another one is analysed again. */
  readonly fingerprint: string
}
