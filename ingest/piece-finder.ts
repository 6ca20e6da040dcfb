// Which of hundreds of pieces of text stand in a line, in one look at each of its bytes. Four bytes in a row make a number;
// a bit of it says whether some piece is known by these four, and only then pieces are compared, their ends first.
import { type TextBytes, textBytes } from './lifecycle/text-bytes.ts'

const bytesOfNumber = 4
const bitsOfByte = 5
const mask = (1 << (bitsOfByte * bytesOfNumber)) - 1

/** What a byte is in such a number: letters, capital or small, are told apart, and the commonest of the others. */
const kinds = Uint8Array.from({ length: 256 }, (_, code) => kindOf(code))

function kindOf(code: number): number {
  const letter = code | 0x20
  if (letter >= 0x61 && letter <= 0x7a) return letter - 0x60
  if (code >= 0x30 && code <= 0x39) return 27
  if (code === 0x20) return 28
  if (code === 0x40) return 29
  return code % 3 === 0 ? 0 : 29 + (code % 3)
}

/** Two letters outside ASCII are, to a pattern that ignores case, ASCII letters: the long s and the Kelvin sign. */
function asciiLetters(text: string): string {
  return text.replaceAll('\u017f', 's').replaceAll('\u212a', 'k')
}

/** A text in the letters that pieces are written in. */
export function smallLetters(text: string): string {
  return asciiLetters(text).toLowerCase()
}

/** Of each byte what stands for all that count as equal to it: a small letter, 0 for a digit. */
const alike = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code >= 0x30 && code <= 0x39) return 0x30
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code
})

// From the commonest to the rarest in English text; what is none of them lies between.
const byCommonness = ' etaoinsrlhdcumfpgwybvkxjqz'
const rarityOfOthers = 16

function rarity(code: number): number {
  // All digits are one kind.
  if (code >= 0x30 && code <= 0x39) return 1
  const place = byCommonness.indexOf(String.fromCharCode(code))
  return place < 0 ? rarityOfOthers : place + 1
}

interface Piece<Meaning> {
  readonly bytes: Uint8Array
  /** Where in it those four bytes stand by which it is found. */
  readonly offset: number
  /** The last place of a line where it counts. */
  readonly limit: number
  readonly meaning: Meaning
}

const nothing: readonly never[] = []

/**
 * Finds pieces, each with what it stands for. Capital and small letters are alike, and so are digits: lines of one shape
 * (lifecycle/line-shape.ts) hold the same pieces.
 */
export class PieceFinder<Meaning> {
  /** A bit for each number: whether it is that of a piece. */
  readonly #begins = new Int32Array((mask + 1) >> 5)
  readonly #pieces = new Map<number, Piece<Meaning>[]>()
  /** Those of fewer bytes than make a number, by their first. */
  readonly #short: Piece<Meaning>[][] = []

  /** `text`: a piece in small letters, not empty. `limit`: it counts only where it begins in one of so many places and the first. */
  add(text: string, meaning: Meaning, limit = Number.POSITIVE_INFINITY): void {
    const { bytes, end } = textBytes(text)
    const offset = rarestPart(bytes, end)
    const piece = { bytes: bytes.slice(0, end).map(likeOf), offset, limit, meaning }
    const known = Math.min(end, bytesOfNumber)
    let number = 0
    for (const byte of bytes.subarray(offset, offset + known)) {
      number = (number << bitsOfByte) | (kinds[byte] as number)
    }
    // Whatever follows a short piece.
    const open = bitsOfByte * (bytesOfNumber - known)
    for (let each = number << open; each < (number + 1) << open; each += 1) {
      this.#begins[each >> 5] = (this.#begins[each >> 5] as number) | (1 << (each & 31))
    }
    const first = likeOf(bytes[0] as number)
    if (known < bytesOfNumber) this.#short[first] = [...(this.#short[first] ?? []), piece]
    else this.#pieces.set(number, [...(this.#pieces.get(number) ?? []), piece])
  }

  /** What the pieces in a line stand for, as often as they stand in it. */
  find(line: TextBytes): readonly Meaning[] {
    const { bytes, end } = line
    const begins = this.#begins
    let found: Meaning[] | undefined
    let number = 0
    let bits = 0
    // What is behind the end makes the last short pieces whole.
    for (let at = 0; at < end + bytesOfNumber - 1; at += 1) {
      const code = at < end ? (bytes[at] as number) : 0
      bits |= code
      number = ((number << bitsOfByte) | (kinds[code] as number)) & mask
      if (((begins[number >> 5] as number) & (1 << (number & 31))) === 0) continue
      found = this.#at(line, at + 1 - bytesOfNumber, number, found)
    }
    if (bits < 0x80) return found ?? nothing
    const folded = smallLetters(line.text)
    return folded === line.text ? (found ?? nothing) : this.find(textBytes(folded))
  }

  #at(line: TextBytes, from: number, number: number, found: Meaning[] | undefined) {
    const pieces = this.#pieces.get(number)
    const all = pieces === undefined ? found : among(pieces, line, from, found)
    const short = this.#short[likeOf(line.bytes[from] as number)]
    return short === undefined ? all : among(short, line, from, all)
  }
}

/** Adds those of the pieces that stand in a line with their known bytes at this place. */
function among<Meaning>(
  pieces: readonly Piece<Meaning>[],
  line: TextBytes,
  at: number,
  found: Meaning[] | undefined,
): Meaning[] | undefined {
  let all = found
  for (let place = 0; place < pieces.length; place += 1) {
    const piece = pieces[place] as Piece<Meaning>
    const from = at - piece.offset
    if (from > piece.limit || !standsAt(line, from, piece.bytes)) continue
    all ??= []
    all.push(piece.meaning)
  }
  return all
}

function likeOf(code: number): number {
  return alike[code] as number
}

/** The place of the four bytes of a piece that log text holds least. */
function rarestPart(bytes: Uint8Array, end: number): number {
  let rarest = 0
  let most = 0
  for (let at = 0; at + bytesOfNumber <= end; at += 1) {
    const part = bytes.subarray(at, at + bytesOfNumber)
    const rare = part.reduce((product, code) => product * rarity(code), 1)
    if (rare > most) {
      rarest = at
      most = rare
    }
  }
  return rarest
}

function standsAt({ bytes, end }: TextBytes, from: number, piece: Uint8Array): boolean {
  if (from < 0 || from + piece.length > end) return false
  for (let at = piece.length - 1; at >= 0; at -= 1) {
    if (alike[bytes[from + at] as number] !== piece[at]) return false
  }
  return true
}
