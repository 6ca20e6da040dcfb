// Which known cause speaks for a failure when several match, in this order:
//   1. one that is not demoted, before one that healthy instances hit too;
//   2. a specific one on the decisive line, then a specific one before it, a general one on it, a specific one after it.
//      General ones ("a file is missing") count on the decisive line only: near it they are too often somebody else's;
//   3. the nearest line;
//   4. the one more of whose conditions (stage, step, exit code) the failure meets;
//   5. the order of the catalogue, the user's entries first.
import {
  type CausePattern,
  causesOfLine,
  type KnownCause,
  type KnownCauseCatalogue,
  type KnownCauseScope,
} from './known-cause.ts'
import type { Line } from './line.ts'
import type { Stage } from './stage.ts'

/** What is known of the failed attempt. */
export interface FailureContext {
  /** undefined: the attempt has no decisive line (lost tail); then every line given counts as decisive. */
  readonly decisiveOrdinal: number | undefined
  readonly stage: Stage | undefined
  readonly step: string | undefined
  readonly exitCode: number | undefined
  /** Per known cause id, on how many healthy instances it was looked for and hit; absent: not counted. */
  readonly healthyHits?: ReadonlyMap<string, HealthyHits>
}

/** Counted in instances. */
export interface HealthyHits {
  readonly hits: number
  readonly healthy: number
}

export interface KnownCauseMatch {
  readonly cause: KnownCause
  readonly line: Line
  /** The pattern that matched, as written. */
  readonly pattern: string
  /** Lines between it and the decisive line; 0: it is the decisive line. undefined: there is none. */
  readonly distance: number | undefined
  /** True: it hits more than 10 % of the healthy instances too, so it explains nothing by itself. */
  readonly demoted: boolean
  /** Why this cause: sentences. */
  readonly reasons: readonly string[]
}

/**
 * How many lines before and after the decisive line are looked at. What leads to a failure is printed before it; after it
 * come a second line of the same message, and then the next command's own errors.
 */
export const supportingLines = { before: 10, after: 3 } as const

/** A cause that hits a larger share of the healthy instances is demoted. */
export const demotionShare = 0.1

/** A match with what its precedence rests on. */
interface RankedMatch {
  readonly match: KnownCauseMatch
  readonly tier: number
  /** How many conditions of its scope the failure is known to meet. */
  readonly conditions: number
  /** Its cause's place in the catalogue. */
  readonly place: number
}

function inScope({ stages, step, exitCodes }: KnownCauseScope, context: FailureContext): boolean {
  if (stages && context.stage && !stages.includes(context.stage)) return false
  if (step && context.step && !step.test(context.step)) return false
  return !(exitCodes && context.exitCode !== undefined && !exitCodes.includes(context.exitCode))
}

function scopeReasons({ stages, step, exitCodes }: KnownCauseScope, context: FailureContext) {
  const reasons: string[] = []
  if (stages && context.stage) reasons.push(`It is known in the stage ${context.stage}.`)
  if (step && context.step) reasons.push(`It is known in the step ${context.step}.`)
  if (exitCodes && context.exitCode !== undefined) {
    reasons.push(`Exit code ${context.exitCode} fits it.`)
  }
  return reasons
}

function isDemoted(hits: HealthyHits | undefined): boolean {
  return hits !== undefined && hits.healthy > 0 && hits.hits / hits.healthy > demotionShare
}

function healthyReason(hits: HealthyHits | undefined): readonly string[] {
  if (hits === undefined || hits.healthy === 0) return []
  const count = `${hits.hits} of ${hits.healthy} healthy instances`
  if (!isDemoted(hits)) return [`It also hits ${count}.`]
  const percent = ((100 * hits.hits) / hits.healthy).toFixed(1)
  return [`Demoted: it also hits ${count} (${percent} %, above ${demotionShare * 100} %).`]
}

function placeReason({ ordinal }: Line, decisive: number | undefined): string {
  if (decisive === undefined) return `Line ${ordinal} matches; there is no decisive line.`
  if (ordinal === decisive) return `The decisive line ${ordinal} matches.`
  const side = ordinal < decisive ? 'before' : 'after'
  const distance = Math.abs(ordinal - decisive)
  return `Line ${ordinal} matches, ${distance} ${side} the decisive line ${decisive}.`
}

/** Lower speaks first; undefined: too far, or too general for where it stands. */
function tierOf(cause: KnownCause, { ordinal }: Line, decisive: number | undefined) {
  const general = cause.breadth === 'general'
  const offset = decisive === undefined ? 0 : ordinal - decisive
  if (offset === 0) return general ? 2 : 0
  const near = offset >= -supportingLines.before && offset <= supportingLines.after
  if (general || !near) return undefined
  return offset < 0 ? 1 : 3
}

function matchOf({ cause, matcher }: CausePattern, line: Line, context: FailureContext) {
  const hits = context.healthyHits?.get(cause.id)
  const { decisiveOrdinal } = context
  return {
    cause,
    line,
    pattern: matcher.source,
    distance: decisiveOrdinal === undefined ? undefined : Math.abs(line.ordinal - decisiveOrdinal),
    demoted: isDemoted(hits),
    reasons: [
      placeReason(line, decisiveOrdinal),
      ...scopeReasons(cause.scope, context),
      ...healthyReason(hits),
    ],
  }
}

function byPrecedence(a: RankedMatch, b: RankedMatch): number {
  return (
    Number(a.match.demoted) - Number(b.match.demoted) ||
    a.tier - b.tier ||
    (a.match.distance ?? 0) - (b.match.distance ?? 0) ||
    b.conditions - a.conditions ||
    a.place - b.place
  )
}

function isNear({ ordinal }: Line, decisive: number | undefined): boolean {
  if (decisive === undefined) return true
  const { before, after } = supportingLines
  return ordinal >= decisive - before && ordinal <= decisive + after
}

function matchesOf(
  line: Line,
  context: FailureContext,
  catalogue: KnownCauseCatalogue,
): readonly RankedMatch[] {
  if (!isNear(line, context.decisiveOrdinal)) return []
  return causesOfLine(line.text, catalogue).flatMap((pattern) => {
    const { cause } = pattern
    const tier = tierOf(cause, line, context.decisiveOrdinal)
    if (tier === undefined || !inScope(cause.scope, context)) return []
    const conditions = scopeReasons(cause.scope, context).length
    const place = catalogue.causes.indexOf(cause)
    return [{ match: matchOf(pattern, line, context), tier, conditions, place }]
  })
}

/** Every cause that matches near the decisive line, each by its best line, best first. */
export function knownCauseMatches(
  lines: readonly Line[],
  context: FailureContext,
  catalogue: KnownCauseCatalogue,
): readonly KnownCauseMatch[] {
  const best = new Map<KnownCause, RankedMatch>()
  const ranked = lines.flatMap((line) => matchesOf(line, context, catalogue))
  for (const candidate of ranked.sort(byPrecedence)) {
    if (!best.has(candidate.match.cause)) best.set(candidate.match.cause, candidate)
  }
  return [...best.values()].map(({ match }) => match)
}

/**
 * The known cause of a failure; undefined: none of the catalogue. `lines` (plain text) are those around the decisive line,
 * or AWS's own message where an instance has no log. A demoted cause is returned only when nothing else matches, and its
 * reasons say so.
 */
export function matchKnownCause(
  lines: readonly Line[],
  context: FailureContext,
  catalogue: KnownCauseCatalogue,
): KnownCauseMatch | undefined {
  return knownCauseMatches(lines, context, catalogue)[0]
}
