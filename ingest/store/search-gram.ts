// What the search index knows of a text: its grams, every three bytes in a row, and every four of which one is a digit.
// Three are enough for words. Ids and addresses are made of so few characters that most blocks hold all their threes;
// fours tell them apart. Grams are those of the text as a block holds it: folded, as a JSON string, in UTF-8.

import { isAscii } from 'node:buffer'

/** Grams are hashed to numbers from 0 to this. */
export const gramHashes = 65_536

const threeFactor = 0x85ebca6b
const fourFactor = 0x9e3779b1

/** The grams of the JSON of a block. */
export function gramsOfBlock(json: Buffer): Uint8Array {
  // Capital letters of ASCII are taken for small ones anyway.
  return gramBits(isAscii(json) ? json : Buffer.from(foldedText(json.toString('utf8'))))
}

/** Of each byte the one that it is taken for: capital letters of ASCII are small ones; other text comes folded. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte,
)
const isDigit = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x30 && byte <= 0x39 ? 1 : 0,
)
/** A byte a hash: to set one is quicker than to set a bit among seven others. All 0 between two texts. */
const seen = new Uint8Array(gramHashes)

/** A bit a hash, 1 where a gram of the bytes, which are folded, has it: bit `hash & 7` of byte `hash >> 3`. */
function gramBits(bytes: Uint8Array): Uint8Array {
  let last = 0
  // A bit a byte: of the last four those that are digits.
  let digits = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = folded[bytes[at] as number] as number
    last = (last << 8) | byte
    digits = ((digits << 1) | (isDigit[byte] as number)) & 0xf
    if (at < 2) continue
    seen[Math.imul(last & 0xff_ffff, threeFactor) >>> 16] = 1
    if (digits === 0 || at < 3) continue
    seen[Math.imul(last, fourFactor) >>> 16] = 1
  }
  const bits = seenBits()
  seen.fill(0)
  return bits
}

/** Without a branch: eight bytes of `seen`, of which the first is bit 0. */
function seenBits(): Uint8Array {
  const bits = new Uint8Array(gramHashes >> 3)
  for (let at = 0, hash = 0; at < bits.length; at += 1, hash += 8) {
    bits[at] =
      (seen[hash] as number) |
      ((seen[hash + 1] as number) << 1) |
      ((seen[hash + 2] as number) << 2) |
      ((seen[hash + 3] as number) << 3) |
      ((seen[hash + 4] as number) << 4) |
      ((seen[hash + 5] as number) << 5) |
      ((seen[hash + 6] as number) << 6) |
      ((seen[hash + 7] as number) << 7)
  }
  return bits
}

/** The hashes of which the bits are 1, ascending. */
function* hashesIn(bits: Uint8Array): Generator<number> {
  for (const [place, byte] of bits.entries()) {
    for (let left = byte; left !== 0; left &= left - 1) {
      yield place * 8 + 31 - Math.clz32(left & -left)
    }
  }
}

/** The hashes of the grams of a piece of text, ascending; none: it is too short to be looked up. */
export function gramsOf(text: string): readonly number[] {
  return [...hashesIn(gramBits(Buffer.from(escapedText(foldedText(text)))))]
}

/** The text as it stands inside the JSON of a block. */
export function escapedText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

// The only characters beyond ASCII that fold to a letter of it: the long s and the Kelvin sign.
const foldsToAscii = [Buffer.from('\u017f'), Buffer.from('\u212a')]

/** Whether the folded text of these bytes holds one of the needles, which are folded. */
export function holdsFolded(bytes: Buffer, needles: readonly string[]): boolean {
  const folded = needles.every((needle) => isPlainFor(bytes, needle))
    ? bytes.toString('latin1').toLowerCase()
    : foldedText(bytes.toString('utf8'))
  return needles.some((needle) => folded.includes(needle))
}

/** Whether the bytes need not be made a text of: lowered as Latin-1, they are right in all that the folded needle can match. */
export function isPlainFor(bytes: Buffer, needle: string): boolean {
  return (
    plain.test(needle) &&
    (isAscii(bytes) || foldsToAscii.every((letter) => !bytes.includes(letter)))
  )
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is looked for
const plain = /^[\u0000-\u007f]*$/

// Small letters that share a capital letter with another small letter: `ſ` with `s`, `ς` with `σ`, `µ` with `μ`. The
// micro sign stands apart, because a pattern without it fails at once on text of one byte a character.
const secondSmall = /[ſςϐϑϕϖϰϱϵ\u1c80-\u1c88ẛ\u1fbe]|\u0345/g

/**
 * The text with differences of case taken out, character for character, so that places in it are places in the text:
 * what RE2's (?i) takes for equal, by Unicode's simple case folding, is equal here.
 */
export function foldedText(text: string): string {
  // Nearly every line.
  if (plain.test(text)) return text.toLowerCase()
  // U+0130 alone becomes two characters in small letters; it stays as it is.
  const small = text.includes('\u0130')
    ? text.replace(/[^\u0130]+/g, (part) => part.toLowerCase())
    : text.toLowerCase()
  const greek = small.includes('µ') ? small.replaceAll('µ', 'μ') : small
  return greek.replace(secondSmall, (letter) => letter.toUpperCase().toLowerCase())
}
