// What a person would have seen of a line on a terminal: without colour codes, without the earlier states of a progress
// bar that a carriage return overwrote, without control characters. On bytes, because the mask reads bytes.

import { isDigit } from './byte-class.ts'

const escapeByte = 0x1b
const carriageReturn = 0x0d
const openBracket = 0x5b
const tab = 0x09

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** The visible text of a raw line. */
export function visibleText(raw: string): string {
  if (!mayHide(raw)) return raw
  return decoder.decode(visibleBytes(encoder.encode(raw)))
}

function mayHide(raw: string): boolean {
  for (let at = 0; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at)
    if ((code < 0x20 && code !== tab) || code === openBracket || code === 0x7f) return true
  }
  return false
}

/** The visible bytes of a raw line, in a new array. */
export function visibleBytes(raw: Uint8Array): Uint8Array {
  const visible = new Uint8Array(raw.length)
  return visible.subarray(0, writeVisible(raw, { from: 0, end: raw.length }, visible))
}

/** Writes the visible bytes of a raw line into `visible`, which is long enough; their number. Linear in its length. */
export function writeVisible(
  raw: Uint8Array,
  line: { readonly from: number; readonly end: number },
  visible: Uint8Array,
): number {
  let end = line.end
  while (end > line.from && raw[end - 1] === carriageReturn) end -= 1
  let length = 0
  let at = lastState(raw, line.from, end)
  while (at < end) {
    const next = hiddenEnd(raw, at, end)
    if (next === at) {
      visible[length] = raw[at] as number
      length += 1
      at += 1
    }
    at = Math.max(at, next)
  }
  return length
}

/** Where the last state of a line begins that carriage returns rewrote. */
function lastState(raw: Uint8Array, from: number, end: number): number {
  let at = end
  while (at > from && raw[at - 1] !== carriageReturn) at -= 1
  return at
}

/** The end of the invisible bytes at a place; the place itself when there are none. */
function hiddenEnd(raw: Uint8Array, at: number, end: number): number {
  const code = raw[at] as number
  if (code === escapeByte) return Math.min(end, escapeEnd(raw, at, end))
  if ((code < 0x20 && code !== tab) || code === 0x7f) return at + 1
  return code === openBracket ? orphanEnd(raw, at, end) : at
}

function escapeEnd(raw: Uint8Array, at: number, end: number): number {
  const next = raw[at + 1]
  if (next === openBracket) return controlSequenceEnd(raw, at + 2, end)
  return next === 0x5d ? commandEnd(raw, at + 2, end) : at + 2
}

function controlSequenceEnd(raw: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && (raw[at] as number) >= 0x20 && (raw[at] as number) < 0x40) at += 1
  return at + 1
}

/** An operating system command (a window title, a link) ends with BEL or ESC \. */
function commandEnd(raw: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && raw[at] !== 0x07 && raw[at] !== escapeByte) at += 1
  return raw[at] === escapeByte ? at + 2 : at + 1
}

/**
 * The end of a colour code whose ESC got lost on the way (`[91m`, `[0K`), the place itself when it is not one: `[K]` and
 * `[12m]` are words in brackets.
 */
export function orphanEnd(raw: Uint8Array, at: number, end: number): number {
  let last = at + 1
  while (last < at + 9 && last < end && (isDigit(raw[last]) || raw[last] === 0x3b)) last += 1
  if (last === at + 1 || last >= end) return at
  const isCode = raw[last] === 0x6d || raw[last] === 0x4b
  return isCode && raw[last + 1] !== 0x5d ? last + 1 : at
}
