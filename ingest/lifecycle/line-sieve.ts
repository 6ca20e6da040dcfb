import type { TextBytes } from './text-bytes.ts'

/** What a line may hold: a bit each. */
export const sought = { rule: 1, cause: 2, secret: 4 } as const

/** Says of most lines, in one look, that nothing that is sought can be in them. */
export interface LineSieve {
  /** Bits of `sought`: the same for all lines that differ in digits alone. */
  kindsIn(line: TextBytes): number
}
