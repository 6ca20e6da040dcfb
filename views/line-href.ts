import type { LogRecord } from './log.ts'
import { logHref } from './log-look.ts'

/** A link to a line: inside the page when the page holds the whole log, else with the window around it. */
export function lineHref(record: LogRecord, line: number): string {
  const isWhole = record.lines.length > record.lastLine - record.firstLine
  return isWhole ? `#L${line}` : logHref(record, record.look, { line })
}
