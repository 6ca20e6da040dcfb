import { isDigit } from './byte-class.ts'
import { dateWords } from './word-list.ts'

// Where the message of a line begins: after the time stamps and the syslog header that a logger put in front of it.
// Hand-written, because it runs on every line and most lines are refused by their first character.

const blank = 0x20
const colonByte = 0x3a
const longestPrefix = 80

/** The place after leading time stamps, syslog headers and blanks. */
export function messageStart(bytes: Uint8Array, from: number): number {
  let at = afterBlanks(bytes, from)
  for (let stamps = 0; stamps < 3; stamps += 1) {
    const end = stampEnd(bytes, at)
    if (end === at) return at
    at = afterBlanks(bytes, end)
  }
  return at
}

function afterBlanks(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at += 1
  return at
}

function stampEnd(bytes: Uint8Array, at: number): number {
  const code = bytes[at] ?? 0
  if (code === 0x5b) return bracketedStampEnd(bytes, at)
  if (isDigit(code)) return timeEnd(bytes, at)
  return code >= 0x41 && code <= 0x53 ? syslogEnd(bytes, at) : at
}

function bracketedStampEnd(bytes: Uint8Array, at: number): number {
  const inner = afterBlanks(bytes, at + 1)
  if (!isDigit(bytes[inner])) return at
  const end = timeEnd(bytes, inner)
  if (end > inner && bytes[end] === 0x5d) return end + 1
  return uptimeEnd(bytes, inner, at)
}

/** The kernel's `[   12.345678]`: seconds since the start of the instance. */
function uptimeEnd(bytes: Uint8Array, inner: number, at: number): number {
  let end = inner
  while (isDigit(bytes[end])) end += 1
  if (bytes[end] !== 0x2e) return at
  end += 1
  while (isDigit(bytes[end])) end += 1
  return bytes[end] === 0x5d ? end + 1 : at
}

/**
 * The end of a date, a time of day or both: digits in runs of two or four, joined by `-`, `/`, `:`, `.`, `,`, `T` and one
 * blank, with at least two `:`, or two `-` or `/` before the first blank; a zone may follow.
 */
function timeEnd(bytes: Uint8Array, at: number): number {
  const dateEnd = shapeEnd(bytes, at, isDateJoint)
  const start = dateEnd > at ? afterDate(bytes, dateEnd) : at
  const clockEnd = shapeEnd(bytes, start, isClockJoint)
  if (clockEnd > start) return closed(bytes, zoneEnd(bytes, clockEnd), at)
  return dateEnd > at ? closed(bytes, dateEnd, at) : at
}

function afterDate(bytes: Uint8Array, at: number): number {
  const code = bytes[at]
  return code === 0x54 || code === 0x20 || code === 0x5f ? at + 1 : at
}

/** A stamp ends where a word would: `2024-01-02-backup.sql` is a name. */
function closed(bytes: Uint8Array, end: number, at: number): number {
  const code = bytes[end] ?? blank
  if (code <= blank || code === 0x5d) return end
  return code === 0x3a || code === 0x2c || code === 0x7c ? end + 1 : at
}

/** Two joints between digit runs of one, two or four; the place itself when the shape does not hold. */
function shapeEnd(
  bytes: Uint8Array,
  at: number,
  isJoint: (code: number | undefined) => boolean,
): number {
  let end = at
  for (let run = 0; run < 3; run += 1) {
    const from = end
    while (isDigit(bytes[end])) end += 1
    if (end === from || end - from > 4) return at
    if (run === 2) return end
    if (!isJoint(bytes[end])) return at
    end += 1
  }
  return end
}

function isDateJoint(code: number | undefined): boolean {
  return code === 0x2d || code === 0x2f
}

function isClockJoint(code: number | undefined): boolean {
  return code === 0x3a
}

/** A fraction of a second, `Z`, `+02:00`. */
function zoneEnd(bytes: Uint8Array, from: number): number {
  let at = from
  if (bytes[at] === 0x2e || bytes[at] === 0x2c) {
    at += 1
    while (isDigit(bytes[at])) at += 1
  }
  if (bytes[at] === 0x5a) return at + 1
  const sign = bytes[at]
  if ((sign !== 0x2b && sign !== 0x2d) || !isDigit(bytes[at + 1])) return at
  at += 1
  while (isDigit(bytes[at]) || bytes[at] === 0x3a) at += 1
  return at
}

/** `Mar  4 05:06:07 ip-10-1-2-3 sshd[123]: `; the place itself when it is not one. */
function syslogEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at + 3] !== blank || !dateWords.has(bytes, at, at + 3)) return at
  const day = afterBlanks(bytes, at + 4)
  let end = day
  while (isDigit(bytes[end])) end += 1
  if (end === day || end - day > 2) return at
  const clock = afterBlanks(bytes, end)
  const clockEnd = shapeEnd(bytes, clock, isClockJoint)
  return clockEnd === clock ? at : programEnd(bytes, clockEnd)
}

/** After the sender of a syslog line; the end of its time when no `program:` follows the sender. */
function programEnd(bytes: Uint8Array, at: number): number {
  const sender = afterBlanks(bytes, at)
  const senderEnd = wordEnd(bytes, sender)
  if (senderEnd === sender || bytes[senderEnd] !== blank) return at
  const colon = wordEnd(bytes, senderEnd + 1) - 1
  return bytes[colon] === colonByte && bytes[colon + 1] === blank ? colon + 2 : at
}

function wordEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < from + longestPrefix && (bytes[at] ?? 0) > blank) at += 1
  return at
}
