const encoder = new TextEncoder()
const lineFeed = 0x0a

/** A text, and the same in UTF-8: what is asked of every line is asked of its bytes, which are read several times as fast. */
export interface TextBytes {
  readonly text: string
  /** From 0 to `end`, where a line feed stands. Of a line out of a block they hold until the next line is read. */
  readonly bytes: Uint8Array
  readonly end: number
}

/** A lone surrogate becomes U+FFFD in the bytes. */
export function textBytes(text: string): TextBytes {
  const bytes = new Uint8Array(text.length * 3 + 1)
  const end = encoder.encodeInto(text, bytes).written
  bytes[end] = lineFeed
  return { text, bytes, end }
}
