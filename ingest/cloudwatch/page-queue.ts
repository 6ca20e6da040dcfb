/**
 * Hands what several readers produce to one consumer, in the order in which it comes. A reader waits while `room` things
 * wait to be consumed, so that memory does not grow with the speed of the network.
 */
export class PageQueue<Page> {
  readonly #room: number
  readonly #pages: Page[] = []
  readonly #writers: (() => void)[] = []
  #reader: (() => void) | undefined
  #isClosed = false
  #failure: { readonly error: unknown } | undefined

  constructor(room: number) {
    this.#room = room
  }

  /** True once nobody consumes any more: what is produced is lost. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  async push(page: Page): Promise<void> {
    if (this.#isClosed) return
    this.#pages.push(page)
    this.#wakeReader()
    if (this.#pages.length > this.#room) {
      await new Promise<void>((resolve) => this.#writers.push(resolve))
    }
  }

  /** No page follows; the consumer ends when it has all, or at once throws `failure`. */
  close(failure?: { readonly error: unknown }): void {
    this.#isClosed = true
    this.#failure ??= failure
    this.#wakeReader()
    for (const wake of this.#writers.splice(0)) wake()
  }

  async *pages(): AsyncGenerator<Page> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error
      const page = this.#pages.shift()
      if (page !== undefined) {
        this.#writers.shift()?.()
        yield page
      } else if (this.#isClosed) return
      else {
        await new Promise<void>((resolve) => {
          this.#reader = resolve
        })
      }
    }
  }

  #wakeReader(): void {
    this.#reader?.()
    this.#reader = undefined
  }
}
