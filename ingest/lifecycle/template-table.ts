import { coarseMask, coarseNames } from './coarse-mask.ts'
import { LineMask } from './line-mask.ts'
import { messageStart } from './line-prefix.ts'
import { type Hash, hashMasked, hashText } from './masked-hash.ts'

const encoder = new TextEncoder()
const lineFeed = 0x0a

/** A line with its variable parts masked. The id depends on the line's text and the mask version alone. */
export interface Template {
  readonly templateId: string
  readonly template: string
}

/**
 * The coarse templates seen so far, so that a line seen before costs a scan and one look-up. Answers do not depend on what
 * was asked before. Open addressing over both halves of the hash: a Map would need a string or a bigint per line.
 */
export class TemplateTable {
  readonly #mask = new LineMask(coarseMask)
  readonly #hash: Hash = { high: 0, low: 0 }
  readonly #templates: Template[] = []
  #line: Uint8Array = new Uint8Array(4096)
  #slots = new Int32Array(1 << 12).fill(-1)
  #highs = new Uint32Array(1 << 12)
  #lows = new Uint32Array(1 << 12)

  /** The templates in the order in which they were first seen. */
  get templates(): readonly Template[] {
    return this.#templates
  }

  /** The place of a raw line's template in `templates`. */
  indexOf(raw: string): number {
    if (this.#line.length < raw.length * 3 + 1) this.#line = new Uint8Array(raw.length * 3 + 1)
    const { written } = encoder.encodeInto(raw, this.#line)
    this.#line[written] = lineFeed
    return this.indexOfBytes(this.#line, 0, written)
  }

  /** The same for a line in UTF-8; the byte at `end` is a line feed, or past the array. */
  indexOfBytes(bytes: Uint8Array, from: number, end: number): number {
    const masked = this.#mask.mask(bytes, messageStart(bytes, from), end)
    hashMasked(masked, this.#hash)
    const slot = this.#slotOf(this.#hash)
    const known = this.#slots[slot] as number
    if (known >= 0) return known
    const index = this.#templates.length
    this.#templates.push({ templateId: hashText(this.#hash), template: masked.toText(coarseNames) })
    this.#occupy(slot, index)
    return index
  }

  #occupy(slot: number, index: number): void {
    this.#slots[slot] = index
    this.#highs[slot] = this.#hash.high
    this.#lows[slot] = this.#hash.low
    if (this.#templates.length * 2 > this.#slots.length) this.#grow()
  }

  #slotOf(hash: Hash): number {
    const last = this.#slots.length - 1
    let slot = hash.low & last
    while (this.#slots[slot] !== -1) {
      if (this.#lows[slot] === hash.low && this.#highs[slot] === hash.high) return slot
      slot = (slot + 1) & last
    }
    return slot
  }

  #grow(): void {
    const [slots, highs, lows] = [this.#slots, this.#highs, this.#lows]
    this.#slots = new Int32Array(slots.length * 2).fill(-1)
    this.#highs = new Uint32Array(slots.length * 2)
    this.#lows = new Uint32Array(slots.length * 2)
    for (let slot = 0; slot < slots.length; slot += 1) {
      if (slots[slot] === -1) continue
      const hash = { high: highs[slot] as number, low: lows[slot] as number }
      const place = this.#slotOf(hash)
      this.#slots[place] = slots[slot] as number
      this.#highs[place] = hash.high
      this.#lows[place] = hash.low
    }
  }
}
