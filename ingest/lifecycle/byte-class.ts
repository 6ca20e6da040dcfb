// What one byte of a line is to the mask: a table look-up, because the mask looks at every byte of every line of a whole
// cluster. Lines are UTF-8: bytes above 127 are parts of letters, apart from typographic quotes.

/** Bits of a byte; the bits of a word are the bits of its bytes, or-ed. */
export const byteBit = {
  /** Blank, bracket, quote, `= : , ; |`: ends a word. */
  separator: 1,
  digit: 2,
  letter: 4,
  /** A letter that no hexadecimal number holds. */
  notHex: 8,
  upper: 16,
  slash: 32,
  dot: 64,
  at: 128,
  /** Escape, carriage return and the like: the line must be cleaned first. */
  control: 256,
  /** May end a word, depending on what follows: a full stop, the first byte of a typographic quote. */
  mayEnd: 512,
} as const

const separators = ' \t=,()[]{}"\'|;<>:`'

function bitsOf(code: number): number {
  const character = String.fromCharCode(code)
  if (separators.includes(character)) return byteBit.separator
  if (code < 0x20 || code === 0x7f) return byteBit.separator | byteBit.control
  if (character >= '0' && character <= '9') return byteBit.digit
  if (character === '/' || character === '\\') return byteBit.slash
  if (character === '.') return byteBit.dot | byteBit.mayEnd
  if (character === '@') return byteBit.at
  if (code === 0xe2) return byteBit.letter | byteBit.notHex | byteBit.mayEnd
  return code < 0x80 ? letterBits(character) : byteBit.letter | byteBit.notHex
}

function letterBits(character: string): number {
  const lower = character.toLowerCase()
  if (lower < 'a' || lower > 'z') return 0
  const capital = character === lower ? 0 : byteBit.upper
  return byteBit.letter | capital | (lower > 'f' ? byteBit.notHex : 0)
}

/** The bits of every byte. */
export const byteBits: Uint16Array = Uint16Array.from({ length: 256 }, (_, code) => bitsOf(code))

/** True for `‘ ’ “ ”` at this place: three bytes each in UTF-8. */
export function isTypographicQuote(bytes: Uint8Array, at: number): boolean {
  const last = bytes[at + 2] as number
  const isQuote = last === 0x98 || last === 0x99 || last === 0x9c || last === 0x9d
  return isQuote && bytes[at] === 0xe2 && bytes[at + 1] === 0x80
}

/** True for `0` to `9`; false past the end. */
export function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39
}
