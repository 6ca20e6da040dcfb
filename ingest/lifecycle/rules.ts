import type { ExplainRules } from './explain-log.ts'
import type { KnownCauseCatalogue } from './known-cause.ts'
import type { LineSieve } from './line-sieve.ts'
import type { LogGroupLayout } from './log-group-name.ts'
import type { MarkerRule } from './marker.ts'
import type { Matcher, MatcherSet } from './matcher.ts'
import type { SecretFinder } from './redaction-rule.ts'
import type { StepRule } from './step.ts'

/**
 * A kind of line that the analysis must know: an entry of data/markers.json.
 *
 * `noise`: harmless. `wrapper`: only reports that a command failed; may name `exit_code` or `signal`. `error`: says that
 * something went wrong. Of these three the first rule that matches a line wins. Independent of them, `download`: the
 * download of the scripts speaks, not a script; `traceback`: indented lines follow, then the exception's own line.
 */
export interface LineClassRule {
  readonly kind: 'noise' | 'wrapper' | 'error' | 'download' | 'traceback'
  readonly matcher: Matcher
  /** Of an error: 3 names a cause, 2 reports an error, 1 holds a word that errors hold. Of the others: 0. */
  readonly weight: number
}

/** All that the world may change, compiled: data/markers.json and data/layouts.json plus the user's --rules. */
export interface LifecycleRules {
  readonly layouts: readonly LogGroupLayout[]
  readonly markers: readonly MarkerRule[]
  readonly steps: readonly StepRule[]
  readonly lineClasses: readonly LineClassRule[]
  /** The matchers of markers, then steps, then lineClasses: what tests a line in one pass. */
  readonly lineMatchers: MatcherSet
  /** Tells the lines that none of the matchers, known causes and secrets here can be in. */
  readonly sieve: LineSieve
  /** What is known of failures elsewhere: data/known-causes.json and the user's. */
  readonly knownCauses: KnownCauseCatalogue
  /** What the ranking of lines rests on: data/line-classes.json and data/line-weights.json. */
  readonly explain: ExplainRules
  /** What a sync warns of: data/redaction.json and the user's. */
  readonly secrets: SecretFinder
  /** Changes whenever the data or the algorithm does: what was analysed with another one is analysed again. */
  readonly fingerprint: string
  /** The file given with --rules, for whoever loads the same rules again; undefined: none. */
  readonly userRulesPath: string | undefined
  /** What the database calls harmless, likewise. */
  readonly redHerrings: readonly { readonly pattern: string; readonly sample: string }[]
}

/** Version of everything in this folder that turns lines into attempts; part of the rules' fingerprint. */
export const analysisVersion = '2'
