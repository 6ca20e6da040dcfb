import type { LineClass } from './line-rules.ts'
import type { TextBytes } from './text-bytes.ts'

/** `inside`: its header or one of its indented lines. `exception`: the line after them, which names the exception. */
export type TracebackPart = 'outside' | 'inside' | 'exception'

const exceptionLine = /^[A-Za-z_][\w.]*(?:: |:?$)/
/** Lines of other processes that may fall between a traceback and its exception. */
const strayLines = 5

/** Follows Python tracebacks through the lines of a log. */
export class TracebackReader {
  /** 0: no traceback is open. */
  #strayLinesLeft = 0

  read(plain: TextBytes, lineClass: LineClass): TracebackPart {
    if (lineClass.traceback) {
      this.#strayLinesLeft = strayLines
      return 'inside'
    }
    if (this.#strayLinesLeft === 0) return 'outside'
    if (startsBlank(plain)) return 'inside'
    if (!lineClass.trace && exceptionLine.test(plain.text)) {
      this.#strayLinesLeft = 0
      return 'exception'
    }
    this.#strayLinesLeft -= 1
    return 'outside'
  }
}

/** True for an empty line and for one that continues the line before it. */
export function startsBlank({ bytes, end }: TextBytes): boolean {
  const first = bytes[0]
  return end === 0 || first === 32 || first === 9
}
