import type { Line } from './line.ts'
import type { Matcher } from './matcher.ts'

/** `unrecognised`: a line that begins like a marker and matches none; kept, counted and shown. */
export type MarkerKind =
  | 'log-started'
  | 'download-started'
  | 'download-completed'
  | 'script-succeeded'
  | 'script-failed'
  | 'unrecognised'

/** One spelling of a marker: an entry of data/markers.json. The first rule that matches a line wins. */
export interface MarkerRule {
  readonly dialect: string
  readonly kind: MarkerKind
  /** May name a group `exit_code`. */
  readonly matcher: Matcher
  /** True: such a line opens or ends attempts only in a stream without service markers (before 2026). */
  readonly fallback: boolean
}

export interface Marker {
  readonly kind: MarkerKind
  readonly dialect: string
  readonly lineOrdinal: number
  readonly atMs: number
}

export function markerOf(rule: MarkerRule, line: Line): Marker {
  const { kind, dialect } = rule
  return { kind, dialect, lineOrdinal: line.ordinal, atMs: line.atMs }
}
