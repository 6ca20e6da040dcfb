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
  /** The first of these lists without its digits: of these every text that it matches holds one, in any case; undefined: none is certain. */
  readonly pieces: readonly string[] | undefined
  test(text: string): boolean
  /** Named groups of the first match; undefined: no match. A group that took no part is undefined. */
  groups(text: string): Readonly<Record<string, string | undefined>> | undefined
}

/** Whether a text in small letters holds what the pattern needs: the same for all that differ in digits alone. */
export function mayMatch(matcher: Matcher | undefined, lowered: string): boolean {
  return matcher?.pieces?.some((piece) => lowered.includes(piece)) ?? true
}

/** Many matchers tested in one pass over the text; what it says of each is exactly what its own `test` says. */
export interface MatcherSet {
  /** Places of the matchers that match, ascending, from 0. */
  matching(text: string): readonly number[]
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
