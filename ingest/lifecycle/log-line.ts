import { isException, isLocated, type LineForm, lineForm } from './line-form.ts'
import { messageStart } from './line-prefix.ts'
import type { LineSigns, SignReader } from './line-signs.ts'
import type { TemplateTable } from './template-table.ts'
import { visibleText } from './visible-line.ts'

/** One line of a failed log, read once. */
export interface LogLine {
  /** Visible, without its time stamps, trimmed. */
  readonly message: string
  /** Blanks in front of the message. */
  readonly indent: number
  readonly signs: LineSigns
  readonly shape: LineForm
  readonly isException: boolean
  /** It begins with a place in a file. */
  readonly isLocated: boolean
  /** Place of its coarse template in the table it was read with. */
  readonly templateIndex: number
}

/** From this weight on an error phrase is the tool's own verdict; words that sound harmless do not undo it. */
export const verdictWeight = 6

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Reads one raw line. */
export function logLine(raw: string, reader: SignReader, table: TemplateTable): LogLine {
  const bytes = encoder.encode(visibleText(raw))
  const start = messageStart(bytes, 0)
  const message = decoder.decode(bytes.subarray(start)).trim()
  return {
    message,
    indent: blanksBefore(bytes, start),
    signs: reader.signsOf(message),
    shape: lineForm(message),
    isException: isException(message),
    isLocated: isLocated(message),
    templateIndex: table.indexOf(raw),
  }
}

/** Blanks between a time stamp, or the start of the line, and the message; the one after a time stamp does not count. */
function blanksBefore(bytes: Uint8Array, start: number): number {
  let at = start
  while (at > 0 && (bytes[at - 1] === 0x20 || bytes[at - 1] === 0x09)) at -= 1
  return at > 0 ? Math.max(0, start - at - 1) : start
}

/** How much a line, on its own words, says that something is wrong; 0: nothing, or it only repeats what others say. */
export function errorWeight(line: LogLine): number {
  const { signs, shape } = line
  if (shape !== 'text' || signs.passed > 0 || signs.wrapper > 0) return 0
  if (signs.noise > 0 && signs.error < verdictWeight) return 0
  const weight = signs.error + (line.isException ? 3 : 0)
  return signs.warning > 0 ? weight / 2 : weight
}

/** True for a line that only reports that something before it failed: `make: *** …`, `exit status 1`, `3 tests failed`. */
export function isReport(line: LogLine): boolean {
  const { signs, shape } = line
  if (shape === 'trace' || signs.success > 0 || signs.passed > 0) return false
  return signs.wrapper > 0 || signs.exit > 0
}
