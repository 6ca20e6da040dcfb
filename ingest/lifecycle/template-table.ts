import { coarseMask, coarseNames } from './coarse-mask.ts'
import { HashIndex } from './hash-index.ts'
import { type Hash, hashBytes, hashText } from './line-hash.ts'
import { LineMask } from './line-mask.ts'
import { messageStart } from './line-prefix.ts'

const encoder = new TextEncoder()
const lineFeed = 0x0a
/** Messages remembered word for word, 16 bytes each or less: a cluster's instances mostly repeat each other. */
const mostMessages = 1 << 16

/** A line with its variable parts masked. The id depends on the line's text and the mask version alone. */
export interface Template {
  readonly templateId: string
  readonly template: string
}

/** What can be asked of a template while it is being met. */
interface NewTemplate {
  id(): string
  text(): string
}

/**
 * Numbers the coarse templates of lines from 0, so that a line seen before costs one look-up and a line like it one scan.
 * Of a template it keeps its hash alone: `onNew` hears of each when it is first met, in the order of the numbers.
 */
export class TemplateIndex {
  readonly #mask = new LineMask(coarseMask)
  readonly #hash: Hash = { high: 0, low: 0 }
  readonly #messageHash: Hash = { high: 0, low: 0 }
  readonly #range = { from: 0, end: 0 }
  readonly #byTemplate = new HashIndex()
  readonly #byMessage = new HashIndex()
  readonly #onNew: (template: NewTemplate) => void
  #line: Uint8Array = new Uint8Array(4096)

  constructor(onNew: (template: NewTemplate) => void) {
    this.#onNew = onNew
  }

  /** How many templates were met. */
  get size(): number {
    return this.#byTemplate.size
  }

  /** The number of a raw line's template. */
  indexOf(raw: string): number {
    if (this.#line.length < raw.length * 3 + 1) this.#line = new Uint8Array(raw.length * 3 + 1)
    const { written } = encoder.encodeInto(raw, this.#line)
    this.#line[written] = lineFeed
    return this.indexOfBytes(this.#line, 0, written)
  }

  /** The same for a line in UTF-8; the byte at `end` is a line feed, or past the array. */
  indexOfBytes(bytes: Uint8Array, from: number, end: number): number {
    const start = messageStart(bytes, from)
    this.#range.from = start
    this.#range.end = end
    hashBytes(bytes, this.#range, this.#messageHash)
    const known = this.#byMessage.find(this.#messageHash)
    if (known >= 0) return known
    const index = this.#maskedIndex(bytes, start, end)
    if (this.#byMessage.size < mostMessages) this.#byMessage.add(this.#messageHash, index)
    return index
  }

  /** The same without a look at the lines that were seen before, for whoever remembers them by other means. */
  indexOfMasked(bytes: Uint8Array, from: number, end: number): number {
    return this.#maskedIndex(bytes, messageStart(bytes, from), end)
  }

  #maskedIndex(bytes: Uint8Array, start: number, end: number): number {
    const masked = this.#mask.mask(bytes, start, end)
    this.#range.from = 0
    this.#range.end = masked.length
    hashBytes(masked.bytes, this.#range, this.#hash)
    const known = this.#byTemplate.find(this.#hash)
    if (known >= 0) return known
    const index = this.#byTemplate.size
    this.#byTemplate.add(this.#hash, index)
    this.#onNew({ id: () => hashText(this.#hash), text: () => masked.toText(coarseNames) })
    return index
  }
}

/** The coarse templates seen so far. Answers do not depend on what was asked before. */
export class TemplateTable {
  readonly #templates: Template[] = []
  readonly #index = new TemplateIndex(({ id, text }) => {
    this.#templates.push({ templateId: id(), template: text() })
  })

  /** The templates in the order in which they were first seen. */
  get templates(): readonly Template[] {
    return this.#templates
  }

  /** The place of a raw line's template in `templates`. */
  indexOf(raw: string): number {
    return this.#index.indexOf(raw)
  }

  /** The same for a line in UTF-8; the byte at `end` is a line feed, or past the array. */
  indexOfBytes(bytes: Uint8Array, from: number, end: number): number {
    return this.#index.indexOfBytes(bytes, from, end)
  }
}

/** The template of one line. */
export function templateOf(raw: string): Template {
  const table = new TemplateTable()
  return table.templates[table.indexOf(raw)] as Template
}

/** The first line of each of these templates, by their ids, with its text masked; stops at the line of the last. */
export function firstOfTemplates<Of extends { readonly text: string }>(
  lines: Iterable<Of>,
  templateIds: ReadonlySet<string>,
): ReadonlyMap<string, { readonly line: Of; readonly template: string }> {
  const found = new Map<string, { readonly line: Of; readonly template: string }>()
  let line: Of
  const index = new TemplateIndex(({ id, text }) => {
    const templateId = id()
    if (templateIds.has(templateId)) found.set(templateId, { line, template: text() })
  })
  for (line of lines) {
    index.indexOf(line.text)
    if (found.size === templateIds.size) break
  }
  return found
}
