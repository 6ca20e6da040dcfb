// Events out of JSON of any size: `aws logs filter-log-events` of a cluster is one document of hundreds of megabytes,
// which neither fits a string nor may be trusted to nest no deeper than a stack. So no document is ever parsed whole:
// one pass over the bytes finds the objects that hold no other object or list, which is what an event is, and
// JSON.parse reads each of these alone. Pages, lists of pages, bare lists of events and an object a line all look alike to it.
import type { ImportLimits } from './import-limits.ts'
import { ImportSkip } from './import-skip.ts'

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/**
 * The innermost objects of JSON text, parsed, in batches and in order. Throws ImportSkip where the text is no JSON, ends
 * in the middle, nests too deeply or holds an object larger than any event.
 */
export async function* innermostObjects(
  chunks: AsyncIterable<Buffer>,
  limits: ImportLimits,
): AsyncGenerator<readonly object[]> {
  const finder = new ObjectFinder(limits)
  for await (const chunk of chunks) {
    const objects = finder.add(chunk)
    if (objects.length > 0) yield objects
  }
  finder.end()
}

class ObjectFinder {
  readonly #limits: ImportLimits
  /** The innermost object that is open and has held no other so far, from its brace on. */
  #parts: Buffer[] = []
  #partBytes = 0
  #isOpen = false
  /** Where it begins in the chunk in hand. */
  #start = 0
  #depth = 0
  #inString = false
  #isEscaped = false

  constructor(limits: ImportLimits) {
    this.#limits = limits
  }

  add(chunk: Buffer): readonly object[] {
    const objects: object[] = []
    this.#start = 0
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index]
      if (this.#inString) index = this.#passString(chunk, index)
      else if (byte === quote) this.#inString = true
      else if (byte === openBrace || byte === openBracket) this.#enter(byte, index)
      else if (byte === closeBrace || byte === closeBracket) {
        objects.push(...this.#leave(byte, chunk.subarray(this.#start, index + 1)))
      }
    }
    if (this.#isOpen) this.#hold(chunk.subarray(this.#start))
    return objects
  }

  end(): void {
    if (this.#depth > 0 || this.#inString) throw new ImportSkip('its JSON ends in the middle')
  }

  /** From inside a string to its closing quote, or to the end of the chunk. */
  #passString(chunk: Buffer, from: number): number {
    let index = from
    for (; index < chunk.length; index += 1) {
      if (this.#isEscaped) this.#isEscaped = false
      else if (chunk[index] === backslash) this.#isEscaped = true
      else if (chunk[index] === quote) {
        this.#inString = false
        return index
      }
    }
    return index
  }

  #enter(byte: number, index: number): void {
    this.#depth += 1
    if (this.#depth > this.#limits.depth) {
      throw new ImportSkip(`its JSON nests deeper than ${this.#limits.depth} levels`)
    }
    this.#parts = []
    this.#partBytes = 0
    this.#isOpen = byte === openBrace
    this.#start = index
  }

  #leave(byte: number, text: Buffer): readonly object[] {
    this.#depth -= 1
    if (this.#depth < 0) throw new ImportSkip('its JSON closes more than it opens')
    const isInnermost = this.#isOpen && byte === closeBrace
    this.#isOpen = false
    return isInnermost ? [this.#object(text)] : []
  }

  #hold(part: Buffer): void {
    this.#parts.push(part)
    this.#partBytes += part.length
    if (this.#partBytes > this.#limits.objectBytes) {
      throw new ImportSkip(`its JSON has an object over ${this.#limits.objectBytes} bytes`)
    }
  }

  #object(last: Buffer): object {
    this.#hold(last)
    const text = Buffer.concat(this.#parts).toString('utf8')
    this.#parts = []
    try {
      return JSON.parse(text) as object
    } catch (error) {
      throw new ImportSkip(`it is no JSON (${(error as Error).message})`, error)
    }
  }
}
