// What the form of a line says, apart from its words. Only the first characters are looked at, and every pattern is
// anchored, so that no line can make it slow.

const lookedAt = 300

/** `trace`: a command that bash -x prints. `frame`: a place in a call stack. `header`: announces a call stack. */
export type LineForm = 'trace' | 'frame' | 'header' | 'text'

const trace = /^\++ \S/
const frame =
  /^(?:at [\w$./<[]|File "|from \S+:\d+:in |#\d+ |\.{3} \d+ (?:more|common)|# (?:\.?\/|<)\S*:\d+|\[<[0-9a-f]+>\])/
const header =
  /^(?:Traceback \(most recent call last\):|During handling of the above|The above exception was)/
const exception =
  /^(?:(?:Caused by|Uncaught|Unhandled|uncaught exception|Exception in thread "[^"]{1,80}"):? )?(?:[\w$]{1,80}(?:\.|::)){0,14}[A-Z][\w$]{0,80}(?:Error|Exception|Failure|Exit|Interrupt|Expired|Mismatch)(?::|$| \()/
const location =
  /^(?:\S{1,12}:? )?(?:\.{0,2}[/\\]|[A-Z]:\\)?[\w@+~ -]{0,60}(?:[/\\.][\w@+~-]{1,80}){1,30}(?::\d+|\(\d+|, line \d+| line \d+)/

export function lineForm(message: string): LineForm {
  const text = message.slice(0, lookedAt)
  if (trace.test(text)) return 'trace'
  if (header.test(text)) return 'header'
  return frame.test(text) ? 'frame' : 'text'
}

/** `ValueError: …`, `java.io.IOException: …`: an exception with its message. */
export function isException(message: string): boolean {
  return exception.test(message.slice(0, lookedAt))
}

/** `src/main.c:12: …`: begins with a place in a file. */
export function isLocated(message: string): boolean {
  return location.test(message.slice(0, lookedAt))
}
