import type { Line } from './line.ts'
import { plainText } from './plain-text.ts'
import { type TextBytes, textBytes } from './text-bytes.ts'

/** A line whose bytes are at hand until the next one is read. */
export interface ScannedLine extends Line, TextBytes {
  /** As a terminal shows it; the line itself where that is the same. */
  readonly plain: TextBytes
}

/** A line as a terminal shows it. */
export function plainOf(line: Line | ScannedLine): TextBytes {
  return 'plain' in line ? line.plain : textBytes(plainText(line.text))
}
