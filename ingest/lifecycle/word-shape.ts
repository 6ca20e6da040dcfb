// What the shape of one word says about it, without a regular expression: is it a host name, a path? A word is a run of
// bytes without a separator.

import { isDigit } from './byte-class.ts'

const dot = 0x2e
const slash = 0x2f
const backslash = 0x5c
const tilde = 0x7e

/**
 * Labels joined by two dots or more: `repo.example.com`, `org.example.Loader`; not `e.g.`, and not the class name of an
 * exception, which says what happened.
 */
export function isDottedName(bytes: Uint8Array, from: number, to: number): boolean {
  let dots = 0
  let label = 0
  for (let at = from; at < to; at += 1) {
    const code = bytes[at] as number
    if (code === dot && label === 0) return false
    dots += code === dot ? 1 : 0
    label = code === dot ? 0 : label + 1
  }
  return dots >= 2 && label >= 2 && !isExceptionName(bytes, to)
}

/** Ends in `Exception`, `Error`, `Failure`, told by the last bytes alone. */
function isExceptionName(bytes: Uint8Array, to: number): boolean {
  const [a, b, c] = [bytes[to - 3], bytes[to - 2], bytes[to - 1]]
  if (a === 0x69 && b === 0x6f && c === 0x6e)
    return bytes[to - 4] === 0x74 && bytes[to - 5] === 0x70
  if (a === 0x72 && b === 0x6f && c === 0x72) return bytes[to - 4] === 0x72
  return a === 0x75 && b === 0x72 && c === 0x65
}

/** `host:443`: a dotted word before a port is a host, however few dots it has. */
export function isPortAhead(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x3a && isDigit(bytes[at + 1])
}

/** Absolute, relative to a folder, or with two slashes or more: `/etc/x`, `./x`, `a/b/c`, `\Windows\x`; not `read/write`. */
export function isPath(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from]
  if (first === slash || first === backslash || first === tilde) return to - from > 1
  let slashes = 0
  for (let at = from; at < to; at += 1) {
    const code = bytes[at]
    if (code === slash || code === backslash) slashes += 1
  }
  return slashes >= 2 || (first === dot && slashes >= 1)
}

/** The end of a word without the full stop, exclamation or question mark that ends its sentence. */
export function sentenceEnd(bytes: Uint8Array, from: number, end: number): number {
  let to = end
  while (to > from + 1 && isSentenceMark(bytes[to - 1] as number)) to -= 1
  return to
}

function isSentenceMark(code: number): boolean {
  return code === dot || code === 0x21 || code === 0x3f
}

/** True where `://` stands. */
export function isSchemeEnd(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x3a && bytes[at + 1] === slash && bytes[at + 2] === slash
}

/** The end of a URL: a blank, a quote, or a bracket that closes around it. */
export function urlEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && !endsUrl(bytes[at] as number)) at += 1
  return sentenceEnd(bytes, from, at)
}

function endsUrl(code: number): boolean {
  if (code <= 0x22) return code !== 0x21
  return code === 0x27 || code === 0x29 || code === 0x5d || code === 0x3e || code === 0x60
}

/** Two hexadecimal letters inside `FF:F2:9F:…`: a part of a hardware address without any digit. */
export function isAddressPair(bytes: Uint8Array, from: number, to: number): boolean {
  return isPairAt(bytes, to) || (isPairAt(bytes, from - 4) && bytes[from - 1] === 0x3a)
}

/** `:` and two hexadecimal digits, then no further letter or digit. */
function isPairAt(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x3a && isHex(bytes[at + 1]) && isHex(bytes[at + 2]) && !isHex(bytes[at + 3])
}

/** True for a hexadecimal digit; false past the end. */
export function isHex(code: number | undefined): boolean {
  return isDigit(code) || (code !== undefined && (code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)
}
