// The fine mask, for failure signatures: only what differs between two instances that fail for one reason is masked (ids,
// addresses, times, counts, folders). Names of packages, files, hosts and modules stay, and so do exit codes: they are the
// reason. Two failures that differ in such a name need different actions.

import { byteBit, byteBits, isDigit } from './byte-class.ts'
import { isDateAhead } from './coarse-mask.ts'
import { LineMask, type Word, type WordMask } from './line-mask.ts'
import type { MaskedLine } from './masked-line.ts'
import { codeWords, dateWords, unitWords } from './word-list.ts'
import { isAddressPair, isHex, isPath } from './word-shape.ts'

/** How the placeholders are spelt; a kind is a place in this list, from 1. */
const fineNames: readonly string[] = ['<number>', '<ip>', '<id>', '<host>']
const number = 1
const address = 2
const id = 3
const host = 4

const { at: atBit, digit, letter, notHex, slash, upper } = byteBit
const atSign = 0x40
const blank = 0x20
const colon = 0x3a
const dash = 0x2d
const slashByte = 0x2f
const backslash = 0x5c
const shortestId = 6

export const fineMask: WordMask = {
  word(word: Word, masked: MaskedLine): void {
    if ((word.bits & slash) !== 0 && isPath(word.bytes, word.from, word.to))
      lastComponent(word, masked)
    else name(word, masked)
  },
  /** Scheme and host stay, and the last component of the path; what lies between moves with mirrors and versions. */
  url(word: Word, masked: MaskedLine): void {
    const hostFrom = indexOf(word.bytes, slashByte, word.from, word.to) + 2
    const pathFrom = indexOf(word.bytes, slashByte, hostFrom, word.to)
    masked.word(word.bytes, hostFrom, pathFrom)
    const query = indexOf(word.bytes, 0x3f, pathFrom, word.to)
    if (query > pathFrom) lastComponent({ ...word, from: pathFrom, to: query }, masked)
  },
}

function indexOf(bytes: Uint8Array, code: number, from: number, to: number): number {
  const at = bytes.indexOf(code, from)
  return at < 0 || at > to ? to : at
}

function lastComponent(word: Word, masked: MaskedLine): void {
  const { bytes, to } = word
  let from = to - 1
  while (from > word.from && bytes[from - 1] !== slashByte && bytes[from - 1] !== backslash)
    from -= 1
  masked.word(slashes, 0, 1)
  name({ bytes, from, to, bits: word.bits & ~slash }, masked)
}

const slashes = Uint8Array.of(slashByte)

/** `slurm@ip-10-1-2-3`, `10.1.2.3@tcp`, `lodash@4.17.21`: each side by itself. */
function name(word: Word, masked: MaskedLine): void {
  const at = (word.bits & atBit) === 0 ? word.to : indexOf(word.bytes, atSign, word.from, word.to)
  part({ ...word, to: at }, masked)
  if (at === word.to) return
  masked.copy(word.bytes, at, at + 1)
  part({ ...word, from: at + 1 }, masked)
}

function part(word: Word, masked: MaskedLine): void {
  const bits = bitsBetween(word)
  const kind = fineKind({ ...word, bits }, masked)
  if (kind === 0) masked.word(word.bytes, word.from, word.to)
  else masked.placeholder(kind)
}

function bitsBetween({ bytes, from, to }: Word): number {
  let bits = 0
  for (let at = from; at < to; at += 1) bits |= byteBits[bytes[at] as number] as number
  return bits
}

function fineKind(word: Word, masked: MaskedLine): number {
  const { bytes, from, to, bits } = word
  if ((bits & digit) !== 0) return numericKind(word)
  if ((bits & letter) === 0) return 0
  if (to - from === 2 && (bits & notHex) === 0 && isAddressPair(bytes, from, to)) return number
  if (masked.afterPlaceholder && unitWords.has(bytes, from, to)) return number
  return (bits & upper) !== 0 && dateWords.has(bytes, from, to) && isDateAhead(bytes, to)
    ? number
    : 0
}

function numericKind(word: Word): number {
  const { bytes, from, to, bits } = word
  if ((bits & letter) === 0) return dottedKind(word)
  if (bytes[from] === 0x30 && bytes[from + 1] === 0x78) return number
  if (isInstanceHost(bytes, from)) return host
  if (isQuantity(bytes, from, to)) return number
  return idStart(bytes, from, to) < to ? id : 0
}

/** Four numbers are an address; three are a version, which matters. */
function dottedKind(word: Word): number {
  const { bytes, from, to } = word
  let dots = 0
  for (let at = from; at < to; at += 1) if (bytes[at] === 0x2e) dots += 1
  if (dots === 0) return plainNumber(word)
  if (dots === 3) return address
  return dots >= 2 ? 0 : number
}

/** An exit code, an error number: kept, because exit 1 and exit 137 are different failures. */
function plainNumber(word: Word): number {
  const { bytes, from, to } = word
  if (to - from > 4) return number
  let end = from
  while (end > 0 && isGap(bytes[end - 1] as number)) end -= 1
  let start = end
  while (start > 0 && isLetter(bytes[start - 1] as number)) start -= 1
  return codeWords.has(bytes, start, end) ? 0 : number
}

function isGap(code: number): boolean {
  return code === blank || code === colon || code === 0x28 || code === 0x5b || code === 0x3d
}

function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
}

/** `ip-10-1-2-3`: how an instance calls itself. */
function isInstanceHost(bytes: Uint8Array, from: number): boolean {
  return (
    bytes[from] === 0x69 &&
    bytes[from + 1] === 0x70 &&
    bytes[from + 2] === dash &&
    isDigit(bytes[from + 3])
  )
}

/** `10000ms`, `15.5kB`, `36s`: digits, then at most three letters. */
function isQuantity(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from
  while (at < to && (isDigit(bytes[at]) || bytes[at] === 0x2e || bytes[at] === 0x2c)) at += 1
  if (at === from || to - at > 3) return false
  for (let end = at; end < to; end += 1) if (!isLetter(bytes[end] as number)) return false
  return true
}

/**
 * Where a part of a name begins that only a machine can have chosen: hexadecimal, six or more, letters and digits mixed,
 * up to the end or a joint (`i-0abc…`, `5f0c9b2e.retry`, `tmp.4fA9c1`). `to` when there is none.
 */
function idStart(bytes: Uint8Array, from: number, to: number): number {
  let start = from
  for (let at = from; at <= to; at += 1) {
    if (at < to && !isJoint(bytes[at] as number)) continue
    if (isMachineMade(bytes, start, at)) return start
    start = at + 1
  }
  return to
}

/** Hexadecimal through and through, digits and letters mixed, or more digits than anyone counts with. */
function isMachineMade(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < shortestId) return false
  let digits = 0
  for (let at = from; at < to; at += 1) {
    if (!isHex(bytes[at])) return false
    if (isDigit(bytes[at])) digits += 1
  }
  return digits > 0 && (digits < to - from || digits > 8)
}

function isJoint(code: number): boolean {
  return code === dash || code === 0x2e || code === 0x5f || code === 0x40 || code === 0x2b
}

const mask = new LineMask(fineMask)
const encoder = new TextEncoder()

/** The fine mask of a visible message. */
export function fineTemplate(message: string): string {
  const bytes = encoder.encode(message)
  return mask.mask(bytes, 0, bytes.length).toText(fineNames)
}
