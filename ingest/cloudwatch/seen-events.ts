import type { FilteredEvent } from './filtered-page.ts'

/**
 * Tells an event that was handed out before from a new one, by CloudWatch's event id. Ids are kept only as far
 * back as AWS can still repeat them, so that a long request does not fill the memory.
 */
export class SeenEvents {
  readonly #atMsById = new Map<string, number>()

  /** The events that were not seen before, in their order; they count as seen from now on. */
  unseen(events: readonly FilteredEvent[]): FilteredEvent[] {
    return events.filter(({ eventId, atMs }) => {
      // Without an id nothing tells two equal lines of one millisecond apart: both stay.
      if (eventId === undefined) return true
      if (this.#atMsById.has(eventId)) return false
      this.#atMsById.set(eventId, atMs)
      return true
    })
  }

  forgetBefore(atMs: number): void {
    for (const [eventId, seenAtMs] of this.#atMsById) {
      if (seenAtMs < atMs) this.#atMsById.delete(eventId)
    }
  }
}
