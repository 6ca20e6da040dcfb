import type { LineClass } from './line-rules.ts'

/** `inside`: its header or one of its indented lines. `exception`: the line after them, which names the exception. */
export type TracebackPart = 'outside' | 'inside' | 'exception'

const exceptionLine = /^[A-Za-z_][\w.]*(?:: |:?$)/
/** Lines of other processes that may fall between a traceback and its exception. */
const strayLines = 5

/** Follows Python tracebacks through the lines of a log. */
export class TracebackReader {
  /** 0: no traceback is open. */
  #strayLinesLeft = 0

  read(text: string, lineClass: LineClass): TracebackPart {
    if (lineClass.traceback) {
      this.#strayLinesLeft = strayLines
      return 'inside'
    }
    if (this.#strayLinesLeft === 0) return 'outside'
    if (startsBlank(text)) return 'inside'
    if (!lineClass.trace && exceptionLine.test(text)) {
      this.#strayLinesLeft = 0
      return 'exception'
    }
    this.#strayLinesLeft -= 1
    return 'outside'
  }
}

/** True for an empty line and for one that continues the line before it. */
export function startsBlank(text: string): boolean {
  const first = text.charCodeAt(0)
  return text.length === 0 || first === 32 || first === 9
}
