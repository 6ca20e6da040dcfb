/**
 * A compiled pattern, whatever engine stands behind it. The engine is chosen outside this folder (ingest/load-rules.ts),
 * because patterns also come from users and must take linear time.
 */
export interface Matcher {
  /** The pattern as written in the data. */
  readonly source: string
  /** True when the pattern may tell one digit from another (`40[34]`), so that two lines that differ only in digits may differ in its match. */
  readonly digitSensitive: boolean
  /**
   * In small letters, lists of pieces of text: every text that it matches, in any case, holds a piece of each. The list that
   * says most is the first; none: no piece is certain.
   */
  readonly needs: readonly (readonly string[])[]
  /** The same as `shapeText` has it. */
  readonly shapeNeeds: readonly (readonly string[])[]
  test(text: string): boolean
  /** Named groups of the first match; undefined: no match. A group that took no part is undefined. */
  groups(text: string): Readonly<Record<string, string | undefined>> | undefined
}

/** The text that all have in common that differ from this one in digits, and in capital and small letters, alone. */
export function shapeText(text: string): string {
  return text.toLowerCase().replace(/\d/g, '0')
}

/** Whether one of the texts with this `shapeText` may match. */
export function mayMatch(matcher: Matcher, shape: string): boolean {
  return matcher.shapeNeeds.every((pieces) => pieces.some((piece) => shape.includes(piece)))
}

/** Many matchers tested in one pass over the text; what it says of each is exactly what its own `test` says. */
export interface MatcherSet {
  /** Places of the matchers that match, ascending, from 0. */
  matching(text: string): readonly number[]
  /** Ascending, the places of the matchers that match a text of this one's shape, and of some that match none. */
  ofShape(text: string): readonly number[]
}

/** A part of a text: from its first character to before `end`. */
export interface Span {
  readonly from: number
  readonly end: number
}

/** Finds all matches of a pattern in a text, not the first alone. */
export interface MatchWalk {
  /** As of a Matcher. */
  readonly digitSensitive: boolean
  /** Match after match, the named groups that took part in it, or the whole of it when none did. */
  spans(text: string): readonly Span[]
}
