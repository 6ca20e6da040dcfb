import type { ShownLine } from '../../views/log.ts'

/** A line of which only what matters is given. */
export function shownLine(line: Partial<ShownLine>): ShownLine {
  const nothing = { marker: null, tone: 'plain', healthy: 0, failed: 0 } as const
  return { ordinal: 1, atMs: 0, text: '', ...nothing, isUsual: false, repeats: false, ...line }
}
