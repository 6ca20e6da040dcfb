/** Of an attempt, a stage or a step: the longest time between two lines in it; 0: it has one line. */
export interface Silent {
  readonly longestSilenceMs: number
}

/** Milliseconds from one line to the next; lines out of order are no silence. */
export function silenceBetween(before: { atMs: number }, line: { atMs: number }): number {
  return Math.max(0, line.atMs - before.atMs)
}
