import type { ImportLimits } from './import-limits.ts'

/** What reading lines met that the user should know of. */
export interface LineTroubles {
  /** Lines cut because they were longer than a line may be. */
  cutLines: number
  /** Bytes of them that were left out. */
  droppedBytes: number
  /** Lines that held bytes which are no UTF-8; each such byte became U+FFFD. */
  damagedLines: number
}

const newline = 0x0a
const replacement = Buffer.from('\ufffd')

/**
 * The lines of a file, without the newlines that end them, in batches as they are read; memory holds one batch, whatever the file
 * holds: of a line that is too long its beginning is kept. A newline at the end ends the last line, it does not begin another.
 */
export async function* textLines(
  chunks: AsyncIterable<Buffer>,
  limits: ImportLimits,
  troubles: LineTroubles,
): AsyncGenerator<readonly string[]> {
  let lines: string[] = []
  const cutter = new LineCutter(limits.lineBytes, troubles, (bytes, from, end) => {
    lines.push(textOfLine(bytes.subarray(from, end), troubles))
  })
  for await (const chunk of chunks) {
    cutter.add(chunk)
    if (lines.length > 0) yield lines
    lines = []
  }
  cutter.end()
  if (lines.length > 0) yield lines
}

/** The text of a line, counted where it holds bytes that are no UTF-8. */
export function textOfLine(bytes: Buffer, troubles: LineTroubles): string {
  const text = bytes.toString('utf8')
  if (text.includes('\ufffd') && !bytes.includes(replacement)) troubles.damagedLines += 1
  return text
}

/** Where a line stands; its bytes hold until the call returns. */
export type OnLine = (bytes: Buffer, from: number, end: number) => void

/** Cuts the bytes of a file into lines as they come, and passes each on; a line inside a chunk is not copied. */
export class LineCutter {
  readonly #lineBytes: number
  readonly #troubles: LineTroubles
  readonly #onLine: OnLine
  #rest: Buffer[] = []
  #restBytes = 0
  /** The rest of the line is left out. */
  #isCut = false

  constructor(lineBytes: number, troubles: LineTroubles, onLine: OnLine) {
    this.#lineBytes = lineBytes
    this.#troubles = troubles
    this.#onLine = onLine
  }

  add(chunk: Buffer): void {
    let start = 0
    for (;;) {
      const end = chunk.indexOf(newline, start)
      if (end === -1) break
      if (this.#restBytes === 0 && end - start <= this.#lineBytes) this.#onLine(chunk, start, end)
      else {
        this.#hold(chunk.subarray(start, end))
        this.#line()
      }
      start = end + 1
    }
    this.#hold(chunk.subarray(start))
  }

  end(): void {
    if (this.#restBytes > 0) this.#line()
  }

  #hold(part: Buffer): void {
    if (part.length === 0) return
    const room = this.#lineBytes - this.#restBytes
    if (!this.#isCut && part.length > room) {
      this.#isCut = true
      this.#troubles.cutLines += 1
    }
    const held = part.subarray(0, room)
    this.#troubles.droppedBytes += part.length - held.length
    if (held.length === 0) return
    this.#rest.push(held)
    this.#restBytes += held.length
  }

  #line(): void {
    const [only] = this.#rest
    const all = this.#rest.length === 1 && only !== undefined ? only : Buffer.concat(this.#rest)
    const bytes = this.#isCut ? wholeCharacters(all) : all
    this.#troubles.droppedBytes += all.length - bytes.length
    this.#rest = []
    this.#restBytes = 0
    this.#isCut = false
    this.#onLine(bytes, 0, bytes.length)
  }
}

/** The bytes without the beginning of a UTF-8 character at their end. */
function wholeCharacters(bytes: Buffer): Buffer {
  let start = bytes.length - 1
  while (start > bytes.length - 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1
  const lead = bytes[start] ?? 0
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  return start + length > bytes.length ? bytes.subarray(0, start) : bytes
}
