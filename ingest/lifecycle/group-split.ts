// By what a failure group is split: a facet of the instances, the exit code, the step, a word of the decisive line, or what
// a pattern finds in it. The part that an attempt belongs to is a function of the attempt alone, never of the others: so
// parts keep their ids whatever arrives later, and in whatever order. That is why a launch wave, which is named by the
// launches around it, is nothing to split by.
import {
  type FacetInstance,
  type FacetName,
  facetNames,
  facetPhrase,
  facetValues,
} from './facet.ts'
import type { Matcher } from './matcher.ts'
import { plainText } from './plain-text.ts'

export type SplitFacet = Exclude<FacetName, 'launch-wave'>

/** What decides which part of a group an attempt belongs to. */
export type SplitKey =
  | { readonly by: 'facet'; readonly facet: SplitFacet }
  | { readonly by: 'exit-code' }
  | { readonly by: 'step' }
  /** From 1, as the line is cut at blanks. */
  | { readonly by: 'word'; readonly word: number }
  /** The named group `value` of the pattern, else all that it matches is one part. */
  | { readonly by: 'match'; readonly pattern: string }

/** A failed attempt, as far as a split looks at it. */
export interface SplitFailure {
  readonly instance: FacetInstance
  readonly step: string | undefined
  readonly exitCode: number | undefined
  readonly decisiveLine: string | undefined
}

/** The part of attempts of which the value is not known, or that the pattern does not match. */
export const noValue = '(none)'

/** The part of attempts beyond the most frequent values. */
export const otherValues = '(other)'

/** More parts than this are no help to anyone; the least frequent values share one part. */
export const mostParts = 50

const longestPattern = 500
const longestValue = 200
const waves: ReadonlyMap<number, string> = new Map()

export const splitFacets: readonly SplitFacet[] = facetNames.filter(
  (facet): facet is SplitFacet => facet !== 'launch-wave',
)

/** Reads `availability-zone`, `exit-code`, `step`, `word:7` or `match:PATTERN`; undefined: it is none of them. */
export function parseSplitKey(text: string): SplitKey | undefined {
  const facet = splitFacets.find((name) => name === text)
  if (facet !== undefined) return { by: 'facet', facet }
  if (text === 'exit-code' || text === 'step') return { by: text }
  const word = /^word:([1-9]\d{0,3})$/.exec(text)?.[1]
  if (word !== undefined) return { by: 'word', word: Number(word) }
  const pattern = /^match:(.+)$/s.exec(text)?.[1]
  if (pattern === undefined || pattern.length > longestPattern) return undefined
  return { by: 'match', pattern }
}

/** The value that decides which part the attempt belongs to. `matcher` is the pattern of a `match` key. */
export function splitValue(
  failure: SplitFailure,
  key: SplitKey,
  matcher: Matcher | undefined,
): string {
  const value = rawValue(failure, key, matcher)
  return value === undefined || value === '' ? noValue : value.slice(0, longestValue)
}

function rawValue(
  failure: SplitFailure,
  key: SplitKey,
  matcher: Matcher | undefined,
): string | undefined {
  const line = failure.decisiveLine === undefined ? '' : plainText(failure.decisiveLine)
  if (key.by === 'facet') {
    return facetValues(failure.instance, waves)[facetNames.indexOf(key.facet)]
  }
  if (key.by === 'exit-code') return failure.exitCode?.toString()
  if (key.by === 'step') return failure.step
  if (key.by === 'word') return line.trim().split(/\s+/)[key.word - 1]
  const groups = matcher?.groups(line)
  return groups === undefined ? undefined : (groups.value ?? 'matches')
}

/** `in us-west-2c`, `exit code 1`: how a part is called behind the title of its group. */
export function partPhrase(key: SplitKey, value: string): string {
  if (value === otherValues) return 'other values'
  if (value === noValue) return `${keyPhrase(key)} not known`
  if (key.by === 'facet') return facetPhrase([{ facet: key.facet, value }])
  return key.by === 'exit-code' ? `exit code ${value}` : value
}

function keyPhrase(key: SplitKey): string {
  if (key.by === 'facet') return key.facet
  if (key.by === 'word') return `word ${key.word}`
  return key.by === 'match' ? 'match' : key.by
}
