// The unusual lines of a long attempt: read on from a line until there are enough to read, or as many lines were looked at as
// one answer may cost.

import { type ShownLine, windowLines } from '../../views/log.ts'
import { isUnusual } from '../../views/log-folds.ts'
import type { StoredLine } from './log-store.ts'
import type { LineSpan } from './log-window.ts'

const mostLookedAt = 100_000

/** Reads lines with all that is known of them. */
export type Read = (lines: readonly StoredLine[]) => readonly ShownLine[]

export interface UnusualLines extends LineSpan {
  readonly lines: readonly ShownLine[]
}

/** `blocks` lead away from the line that is asked for: forwards from `fromLine`, or backwards from `toLine`. */
export function unusualLines(
  blocks: Iterable<readonly StoredLine[]>,
  at: { readonly span: LineSpan; readonly backwards: boolean; readonly keep: ReadonlySet<number> },
  read: Read,
): UnusualLines {
  const { span, backwards, keep } = at
  const found: ShownLine[][] = []
  let kept = 0
  let lookedAt = 0
  let edge = backwards ? span.fromLine : span.toLine
  for (const block of blocks) {
    const unusual = read(block).filter((line) => isUnusual(line) || keep.has(line.ordinal))
    found.push(unusual)
    kept += unusual.length
    lookedAt += block.length
    const end = backwards ? block[0]?.ordinal : block.at(-1)?.ordinal
    if (kept < windowLines && lookedAt < mostLookedAt) continue
    edge = end ?? edge
    break
  }
  const lines = (backwards ? found.reverse() : found).flat()
  return backwards
    ? { fromLine: edge, toLine: span.toLine, lines }
    : { fromLine: span.fromLine, toLine: edge, lines }
}
