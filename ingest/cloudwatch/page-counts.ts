import type { LogEvent, PageCounts } from '../log-source.ts'

/** What CloudWatch adds to the bytes of a message when it fills a page to its limit of 1 MiB. */
const eventOverheadBytes = 26
const mostBytes = 2 ** 20
const mostEvents = 10_000

/** Counts the pages of one operation and what they hold. */
export class PageCounter {
  #pages = 0
  #bytes = 0
  #fullPages = 0
  #fullBytes = 0
  #fullShare = 0

  /** `isFull`: more followed, so that the page holds what the service puts into one. */
  add(events: readonly LogEvent[], isFull: boolean): void {
    let bytes = 0
    for (const { message } of events) bytes += message.length + eventOverheadBytes
    this.#pages += 1
    this.#bytes += bytes
    if (!isFull) return
    this.#fullPages += 1
    this.#fullBytes += bytes
    this.#fullShare += Math.max(bytes / mostBytes, events.length / mostEvents)
  }

  counts(): PageCounts {
    return {
      ...{ pages: this.#pages, bytes: this.#bytes },
      ...{ fullPages: this.#fullPages, fullBytes: this.#fullBytes },
      fullShare: this.#fullShare,
    }
  }
}
