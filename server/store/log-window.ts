import { windowLines } from '../../views/log.ts'

/** A log of at most this many lines is shown as a whole: the browser's own find works then. */
export const wholeLines = 5000
const linesBefore = 200

export interface LineSpan {
  /** Both ends belong to it. */
  readonly fromLine: number
  readonly toLine: number
}

/** Where a window is asked to lie; the first that is given counts. */
export interface WindowWish {
  /** Its first line. */
  readonly from?: number
  /** Its last line. */
  readonly to?: number
  /** Lines to be in it, the dearest first. */
  readonly lines: readonly (number | null | undefined)[]
}

/**
 * All of a log of up to 5,000 lines, or its end from the asked line on; of a longer one the asked window, else the one
 * around a line, else the end.
 */
export function logWindow(
  { firstLine, lastLine }: { readonly firstLine: number; readonly lastLine: number },
  { from, to, lines }: WindowWish,
): LineSpan {
  if (lastLine - firstLine < wholeLines) {
    const fromLine = Math.min(Math.max(from ?? firstLine, firstLine), lastLine)
    return { fromLine, toLine: lastLine }
  }
  const centre = lines.find((line) => line !== null && line !== undefined)
  const around = centre === undefined || centre === null ? lastLine : centre - linesBefore
  const wanted = from ?? (to === undefined ? around : to - windowLines + 1)
  const isEnd = from === undefined && to === undefined && centre === undefined
  const latest = from === undefined || isEnd ? lastLine - windowLines + 1 : lastLine
  const fromLine = Math.min(Math.max(wanted, firstLine), latest)
  const end = to === undefined || from !== undefined ? fromLine + windowLines - 1 : to
  return { fromLine, toLine: Math.max(fromLine, Math.min(lastLine, end)) }
}
