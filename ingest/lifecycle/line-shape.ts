// The shape of a line is its text with every ASCII digit read as 0. Hundreds of instances print the same lines with
// other addresses, times and sizes: their shapes are few, so what is known about a shape is looked up, not worked out.
// A digit is masked, not the token around it, because only then is it certain which patterns cannot tell two lines of
// one shape apart: those that treat all digits alike.
import type { TextBytes } from './text-bytes.ts'

const zero = 48

function shapeCode(code: number): number {
  return code > zero && code <= 57 ? zero : code
}

/** 32-bit hash of the shape of a text, in one pass over its bytes. */
export function shapeHash({ bytes, end }: TextBytes): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < end; at += 1) {
    hash = Math.imul(hash ^ shapeCode(bytes[at] as number), 0x01000193)
  }
  return hash
}

/** A power of two. */
const metBits = 1 << 22

/**
 * Which hashes were met before, in half a MiB. Lines with ids in them have shapes that never come again; they would crowd
 * out of a cache those that every instance prints. It may take a new hash for one that was met, and forgets all of them
 * before that becomes likely.
 */
export class MetHashes {
  readonly #bits = new Uint8Array(metBits >> 3)
  #count = 0

  /** Whether the hash was met before; it is from now on. */
  meet(hash: number): boolean {
    const place = hash & (metBits - 1)
    const byte = this.#bits[place >> 3] as number
    const bit = 1 << (place & 7)
    if ((byte & bit) !== 0) return true
    if (this.#count >= metBits >> 2) this.#forget()
    this.#bits[place >> 3] = (this.#bits[place >> 3] as number) | bit
    this.#count += 1
    return false
  }

  #forget(): void {
    this.#bits.fill(0)
    this.#count = 0
  }
}

/**
 * What is known about shapes, in bounded memory: it forgets everything when full. Shapes whose hashes collide do no
 * harm, because a look-up compares the whole shape; the later one takes the place. Texts over `longestText` bytes are
 * not kept.
 */
export class ShapeCache<Value> {
  readonly #slots = new Map<
    number,
    { readonly start: number; readonly end: number; readonly value: Value }
  >()
  readonly #codes: Uint8Array
  readonly #longestText: number
  #used = 0

  constructor(bytes = 1 << 22, longestText = 4096) {
    this.#codes = new Uint8Array(bytes)
    this.#longestText = longestText
  }

  /** `hash` is `shapeHash(text)`. */
  get({ bytes, end }: TextBytes, hash: number): Value | undefined {
    const slot = this.#slots.get(hash)
    if (slot === undefined || slot.end - slot.start !== end) return undefined
    const codes = this.#codes
    const { start } = slot
    for (let at = 0; at < end; at += 1) {
      if (codes[start + at] !== shapeCode(bytes[at] as number)) return undefined
    }
    return slot.value
  }

  set({ bytes, end }: TextBytes, hash: number, value: Value): void {
    if (end > this.#longestText) return
    if (this.#used + end > this.#codes.length || this.#slots.size >= 100_000) this.#forget()
    const start = this.#used
    for (let at = 0; at < end; at += 1) this.#codes[start + at] = shapeCode(bytes[at] as number)
    this.#used = start + end
    this.#slots.set(hash, { start, end: this.#used, value })
  }

  #forget(): void {
    this.#slots.clear()
    this.#used = 0
  }
}
