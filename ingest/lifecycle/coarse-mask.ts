// The coarse mask: everything that can vary between two prints of one statement becomes `<*>`. It serves counting and
// contrast, where a line must meet its twin on another instance.

import { byteBit, isDigit } from './byte-class.ts'
import type { Word, WordMask } from './line-mask.ts'
import type { MaskedLine } from './masked-line.ts'
import { dateWords, linkWords, unitWords, valueWords } from './word-list.ts'
import { isAddressPair, isDottedName, isPath, isPortAhead } from './word-shape.ts'

/** How the placeholder of the coarse mask is spelt. */
export const coarseNames: readonly string[] = ['<*>']

const { at: atBit, digit, dot, letter, notHex, slash, upper } = byteBit
const wildCard = 1
const blank = 0x20
const equals = 0x3d

export const coarseMask: WordMask = {
  word(word: Word, masked: MaskedLine): void {
    if (varies(word, masked)) masked.placeholder(wildCard)
    else masked.word(word.bytes, word.from, word.to)
  },
  url(_word: Word, masked: MaskedLine): void {
    masked.placeholder(wildCard)
  },
}

function varies(word: Word, masked: MaskedLine): boolean {
  const { bits } = word
  if ((bits & digit) !== 0) return true
  if ((bits & (slash | dot | atBit)) !== 0) return punctuatedVaries(word)
  if ((bits & letter) === 0) return false
  return isUserName(word) || (word.to - word.from <= 9 && shortVaries(word, masked))
}

function punctuatedVaries(word: Word): boolean {
  const { bytes, from, to, bits } = word
  if ((bits & slash) !== 0) return (bits & dot) !== 0 || isPath(bytes, from, to)
  if ((bits & atBit) !== 0) return (bits & letter) !== 0 && to - from > 2
  return isDottedName(bytes, from, to) || isPortAhead(bytes, to) || bytes[from - 1] === equals
}

function shortVaries(word: Word, masked: MaskedLine): boolean {
  const { bytes, from, to } = word
  if (to - from === 2 && (word.bits & notHex) === 0 && isAddressPair(bytes, from, to)) return true
  if (masked.afterPlaceholder && unitWords.has(bytes, from, to)) return true
  if ((word.bits & upper) !== 0 && dateWords.has(bytes, from, to)) return isDateAhead(bytes, to)
  const first = (bytes[from] as number) | 0x20
  const mayBeValue = first === 0x74 || first === 0x66 || first === 0x6e
  return mayBeValue && valueWords.has(bytes, from, to)
}

/** `user root`: the one word after which a name without any shape of its own is the rule. */
function isUserName(word: Word): boolean {
  const { bytes, from, to } = word
  if (bytes[from - 1] !== blank || bytes[from - 2] !== 0x72 || bytes[from - 3] !== 0x65)
    return false
  const isUser = bytes[from - 4] === 0x73 && bytes[from - 5] === 0x75 && bytes[from - 6] === blank
  return isUser && !linkWords.has(bytes, from, to)
}

/** A number, or a month, after the next blank. */
export function isDateAhead(bytes: Uint8Array, from: number): boolean {
  let at = from
  while (bytes[at] === 0x20 || bytes[at] === 0x2c) at += 1
  if (at === from) return false
  return isDigit(bytes[at]) || dateWords.has(bytes, at, at + 3)
}
