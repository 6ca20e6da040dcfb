/**
 * A compiled pattern, whatever engine stands behind it. The engine is chosen outside this folder (ingest/load-rules.ts),
 * because patterns also come from users and must take linear time.
 */
export interface Matcher {
  /** The pattern as written in the data. */
  readonly source: string
  /** True when the pattern can tell digits from other characters, so that its match may depend on a masked number. */
  readonly digitSensitive: boolean
  test(text: string): boolean
  /** Named groups of the first match; undefined: no match. A group that took no part is undefined. */
  groups(text: string): Readonly<Record<string, string | undefined>> | undefined
}
