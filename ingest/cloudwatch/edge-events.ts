import type { LogEvent } from '../log-source.ts'

/**
 * Events that one reader has yielded at or after the time at which another goes on. FilterLogEvents and GetLogEvents
 * share no event id, and equal events are legitimate: the n-th of several equal ones is the n-th.
 */
export class EdgeEvents {
  readonly #counts: Map<string, number>

  constructor(counts: ReadonlyMap<string, number> = new Map()) {
    this.#counts = new Map(counts)
  }

  copy(): EdgeEvents {
    return new EdgeEvents(this.#counts)
  }

  /** After a page: those of the page and of before that stand at or after `edgeMs`. */
  moved(edgeMs: number, events: readonly LogEvent[]): EdgeEvents {
    const kept = [...this.#counts].filter(([key]) => Number.parseInt(key, 10) >= edgeMs)
    const edge = new EdgeEvents(new Map(kept))
    for (const event of events) if (event.atMs >= edgeMs) edge.#add(event)
    return edge
  }

  /** Together with others that stand at or after a time. */
  and(others: EdgeEvents, edgeMs: number): EdgeEvents {
    const all = this.copy()
    for (const [key, count] of others.#counts) {
      if (Number.parseInt(key, 10) < edgeMs) continue
      all.#counts.set(key, (all.#counts.get(key) ?? 0) + count)
    }
    return all
  }

  /** The events without those that were yielded before; each is left out once. */
  unseen(events: readonly LogEvent[]): readonly LogEvent[] {
    if (this.#counts.size === 0) return events
    return events.filter((event) => {
      const key = keyOf(event)
      const count = this.#counts.get(key) ?? 0
      if (count === 0) return true
      if (count === 1) this.#counts.delete(key)
      else this.#counts.set(key, count - 1)
      return false
    })
  }

  #add(event: LogEvent): void {
    const key = keyOf(event)
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }
}

function keyOf({ atMs, streamName, message }: LogEvent): string {
  return `${atMs}\n${streamName}\n${message}`
}
