import type { Hash } from './line-hash.ts'

/** Many an index is made for a line or a log. */
const smallest = 1 << 6

/** Whole numbers by 64-bit hash. Open addressing over both halves: a Map would need a string or a bigint per line. */
export class HashIndex {
  #values = new Int32Array(smallest).fill(-1)
  #highs = new Uint32Array(smallest)
  #lows = new Uint32Array(smallest)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The number known for a hash; -1: none. */
  find(hash: Hash): number {
    return this.#values[this.#slotOf(hash)] as number
  }

  /** Adds a hash that is not yet known. */
  add(hash: Hash, value: number): void {
    if ((this.#size + 1) * 2 > this.#values.length) this.#grow()
    this.#put(hash, value)
    this.#size += 1
  }

  #put(hash: Hash, value: number): void {
    const slot = this.#slotOf(hash)
    this.#values[slot] = value
    this.#highs[slot] = hash.high
    this.#lows[slot] = hash.low
  }

  #slotOf(hash: Hash): number {
    const last = this.#values.length - 1
    let slot = hash.low & last
    while (this.#values[slot] !== -1) {
      if (this.#lows[slot] === hash.low && this.#highs[slot] === hash.high) return slot
      slot = (slot + 1) & last
    }
    return slot
  }

  #grow(): void {
    const [values, highs, lows] = [this.#values, this.#highs, this.#lows]
    this.#values = new Int32Array(values.length * 2).fill(-1)
    this.#highs = new Uint32Array(values.length * 2)
    this.#lows = new Uint32Array(values.length * 2)
    for (const [slot, value] of values.entries()) {
      if (value === -1) continue
      this.#put({ high: highs[slot] as number, low: lows[slot] as number }, value)
    }
  }
}
