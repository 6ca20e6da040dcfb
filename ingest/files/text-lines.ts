import type { ImportLimits } from './import-limits.ts'

/** A line of a file, without the newline that ends it. */
export interface FileLine {
  readonly text: string
  /** True: it is the rest of a line that was too long for one. */
  readonly continues: boolean
}

/** What reading lines met that the user should know of. */
export interface LineTroubles {
  /** Lines cut because they were longer than a line may be. */
  cutLines: number
  /** Lines that held bytes which are no UTF-8; each such byte became U+FFFD. */
  damagedLines: number
}

const newline = 0x0a
const replacement = Buffer.from('\ufffd')

/**
 * The lines of a file, in batches as they are read; memory holds one batch, whatever the file holds. A newline at the
 * end ends the last line, it does not begin another.
 */
export async function* textLines(
  chunks: AsyncIterable<Buffer>,
  limits: ImportLimits,
  troubles: LineTroubles,
): AsyncGenerator<readonly FileLine[]> {
  const cutter = new LineCutter(limits.lineBytes, troubles)
  for await (const chunk of chunks) {
    const lines = cutter.add(chunk)
    if (lines.length > 0) yield lines
  }
  const last = cutter.end()
  if (last.length > 0) yield last
}

class LineCutter {
  readonly #lineBytes: number
  readonly #troubles: LineTroubles
  #rest: Buffer[] = []
  #restBytes = 0
  #continues = false

  constructor(lineBytes: number, troubles: LineTroubles) {
    this.#lineBytes = lineBytes
    this.#troubles = troubles
  }

  add(chunk: Buffer): readonly FileLine[] {
    const lines: FileLine[] = []
    let start = 0
    for (;;) {
      const end = chunk.indexOf(newline, start)
      const part = chunk.subarray(start, end === -1 ? chunk.length : end)
      this.#hold(part, lines)
      if (end === -1) return lines
      lines.push(this.#line())
      this.#continues = false
      start = end + 1
    }
  }

  end(): readonly FileLine[] {
    return this.#restBytes > 0 ? [this.#line()] : []
  }

  #hold(part: Buffer, lines: FileLine[]): void {
    let rest = part
    while (this.#restBytes + rest.length > this.#lineBytes) {
      const room = this.#lineBytes - this.#restBytes
      const place = room > 3 ? characterStart(rest, room) : room
      this.#push(rest.subarray(0, place))
      rest = rest.subarray(place)
      if (!this.#continues) this.#troubles.cutLines += 1
      lines.push(this.#line())
      this.#continues = true
    }
    this.#push(rest)
  }

  #push(part: Buffer): void {
    if (part.length === 0) return
    this.#rest.push(part)
    this.#restBytes += part.length
  }

  #line(): FileLine {
    const bytes = this.#rest.length === 1 ? this.#rest[0] : Buffer.concat(this.#rest)
    const text = bytes?.toString('utf8') ?? ''
    if (text.includes('\ufffd') && bytes?.includes(replacement) === false) {
      this.#troubles.damagedLines += 1
    }
    this.#rest = []
    this.#restBytes = 0
    return { text, continues: this.#continues }
  }
}

/** The nearest place at or before `place` where a UTF-8 character begins. */
function characterStart(bytes: Buffer, place: number): number {
  let start = place
  while (start > place - 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1
  return start
}
