/** A stream of bytes whose beginning can be looked at before it is read. */
export class PeekedBytes implements AsyncIterable<Buffer> {
  readonly #chunks: AsyncIterator<Uint8Array>
  #ahead: Buffer = Buffer.alloc(0)
  #ended = false

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** The first bytes, at most `length`; fewer only where the stream ends before. */
  async peek(length: number): Promise<Buffer> {
    const parts = [this.#ahead]
    let held = this.#ahead.length
    while (held < length && !this.#ended) {
      const { done, value } = await this.#chunks.next()
      if (done === true) this.#ended = true
      else {
        parts.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
        held += value.byteLength
      }
    }
    this.#ahead = parts.length === 1 ? this.#ahead : Buffer.concat(parts)
    return this.#ahead.subarray(0, length)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      if (this.#ahead.length > 0) {
        yield this.#ahead
        this.#ahead = Buffer.alloc(0)
      }
      while (!this.#ended) {
        const { done, value } = await this.#chunks.next()
        if (done === true) return
        yield Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      }
    } finally {
      // Whoever stops half-way: a member of an archive that is left open keeps the next one from coming.
      await this.close()
    }
  }

  /** Ends the stream behind it: what was opened is closed. */
  async close(): Promise<void> {
    this.#ended = true
    await this.#chunks.return?.()
  }
}
