// The catalogue of known causes: failures that others have met, explained and put right (data/known-causes.json and the
// user's --rules). A known cause matches single lines; known-cause-match.ts says which one speaks for a failure.
import type { Matcher, MatcherSet } from './matcher.ts'
import type { Stage } from './stage.ts'

/** Where a cause can strike. A condition that the failure's context cannot answer excludes nothing. */
export interface KnownCauseScope {
  readonly stages: readonly Stage[] | undefined
  readonly step: Matcher | undefined
  readonly exitCodes: readonly number[] | undefined
}

/** One entry of the catalogue, compiled. */
export interface KnownCause {
  /** `apt-lock-held`: stands in URLs and in `failure.known_cause`. */
  readonly id: string
  /** `own`: of the user's file. */
  readonly origin: 'shipped' | 'own'
  readonly title: string
  /** Two or three plain sentences. */
  readonly explanation: string
  /** Whether the same instance may pass when it simply runs again. */
  readonly kind: 'transient' | 'deterministic' | 'either'
  /** `general`: the line fits many causes; a specific one near it knows more. */
  readonly breadth: 'specific' | 'general'
  /** Whose failure this one follows from; undefined: its own. */
  readonly upstream: 'controller' | 'shared-service' | undefined
  /** Any of them matches a line. */
  readonly patterns: readonly Matcher[]
  /** A line that one of these matches is not this cause. */
  readonly except: readonly Matcher[]
  readonly scope: KnownCauseScope
  /** Steps and commands, in order; printed, never run. */
  readonly fix: readonly string[]
  /** What the fix can cost. */
  readonly risk: string
  /** A command whose answer shows that the fix worked. */
  readonly verify: string
  /** Public pages that say so. */
  readonly sources: readonly string[]
  readonly samples: KnownCauseSamples
}

/** Lines that the patterns must and must not match; both are tried whenever the catalogue loads. */
export interface KnownCauseSamples {
  readonly matching: readonly string[]
  readonly other: readonly string[]
}

/** What is tried, and what the user has switched off. */
export interface KnownCauses {
  /** In order of precedence: the user's first. */
  readonly causes: readonly KnownCause[]
  readonly disabled: readonly KnownCause[]
}

/** All known causes, compiled to be tried on a line in one pass. */
export interface KnownCauseCatalogue extends KnownCauses {
  /** Every pattern of every cause, in that order. */
  readonly patterns: readonly CausePattern[]
  /** The same patterns in the same order. */
  readonly matchers: MatcherSet
}

/** One pattern and the cause it belongs to. */
export interface CausePattern {
  readonly cause: KnownCause
  readonly matcher: Matcher
}

/** Joins causes into a catalogue; `matcherSet` compiles many matchers into one. */
export function knownCauseCatalogue(
  { causes, disabled }: KnownCauses,
  matcherSet: (matchers: readonly Matcher[]) => MatcherSet,
): KnownCauseCatalogue {
  const patterns = causes.flatMap((cause) => cause.patterns.map((matcher) => ({ cause, matcher })))
  return {
    causes,
    disabled,
    patterns,
    matchers: matcherSet(patterns.map(({ matcher }) => matcher)),
  }
}

// A trace quotes a command, error texts included (`+ echo 'No space left on device'`); it says nothing.
const trace = /^\++ /

// `2026-11-23 02:04:31,123 `, `[2026-11-23T02:04:31.123Z] `: stands before the text that patterns begin with.
const time = /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?:? +/

/**
 * The causes that match a line (plain text, without terminal codes), in the catalogue's order, each with the first of its patterns that does. The context of a
 * failure plays no part: this also counts how many healthy instances a cause hits.
 */
export function causesOfLine(
  text: string,
  catalogue: KnownCauseCatalogue,
): readonly CausePattern[] {
  const said = text.replace(time, '')
  const matching = catalogue.matchers.matching(said)
  if (matching.length === 0 || trace.test(said)) return []
  const found = new Map<string, CausePattern>()
  for (const place of matching) {
    const pattern = catalogue.patterns[place]
    if (pattern === undefined || found.has(pattern.cause.id)) continue
    if (pattern.cause.except.some((matcher) => matcher.test(said))) continue
    found.set(pattern.cause.id, pattern)
  }
  return [...found.values()]
}

/**
 * False: no line that differs from this one (plain text) in digits alone has a cause. True for some that have none.
 */
export function mayHaveCause(text: string, catalogue: KnownCauseCatalogue): boolean {
  const said = text.replace(time, '')
  if (trace.test(said)) return false
  if (catalogue.matchers.matching(said).length > 0) return true
  return catalogue.matchers
    .ofShape(said)
    .some((place) => catalogue.patterns[place]?.matcher.digitSensitive === true)
}
