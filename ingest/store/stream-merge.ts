// How events that are read again meet the ones that are stored.
//
// CloudWatch's events carry no id that GetLogEvents and exports share, and equal events are legitimate (a retry prints
// the same line in the same millisecond). But a scan reads *every* event from its start time on, in CloudWatch's order.
// So the stored events from that time on are an earlier, perhaps incomplete reading of the same sequence: the n-th
// occurrence of (time, message) in the scan is the n-th one stored, and what is left over is new. New events behind
// everything stored are appended. A new event before a stored one (a late event) makes the window be written again in
// the order of the scan; stored events that the source no longer has stay behind the one they stood behind.
import type { StoredEvent } from './log-block.ts'

/** What one page did to the stored tail. */
export interface MergeResult {
  /** New events that stand behind everything stored. */
  readonly appended: readonly StoredEvent[]
  /** New events that stand before a stored one. */
  readonly late: number
  /** The whole tail as it is now, to be written again; undefined: what was stored stays as it is. */
  readonly tail: readonly StoredEvent[] | undefined
}

/** One scan of one stream, page after page. */
export class StreamMerge {
  readonly #fromMs: number
  /** Stored events in front of the window. */
  #before: readonly StoredEvent[]
  #window: readonly StoredEvent[]
  /** What the scan has yielded so far, as long as it may still be needed to order the window. */
  #scanned: StoredEvent[] = []
  /** How much of the window was met in its own order. */
  #metInOrder = 0
  /** Events of the window that the scan has not met yet. */
  #unmetTotal: number
  /**
   * How often each of them is stored. Counted only when the scan first leaves the order of the window: as a rule it
   * never does, and comparing neighbours costs a tenth.
   */
  #unmet: Map<string, number> | undefined
  #disordered = false

  /** `stored`: the tail of the stream, in order, holding every stored event with `atMs >= fromMs` of the scan. */
  constructor(stored: readonly StoredEvent[], fromMs: number) {
    const first = stored.findIndex((event) => event.atMs >= fromMs)
    const start = first === -1 ? stored.length : first
    this.#fromMs = fromMs
    this.#before = stored.slice(0, start)
    this.#window = stored.slice(start)
    this.#unmetTotal = this.#window.filter((event) => this.#willBeScanned(event)).length
  }

  /** Takes the stream's events of the next page of the scan. */
  add(events: readonly StoredEvent[]): MergeResult {
    const appended: StoredEvent[] = []
    let late = 0
    for (const event of events) {
      if (this.#meet(event)) continue
      if (this.#unmetTotal > 0) late += 1
      else appended.push(event)
    }
    for (const event of this.#window.length > 0 ? events : []) this.#scanned.push(event)
    return this.#place(appended, late)
  }

  /** Puts the new events of a page where they belong. */
  #place(appended: readonly StoredEvent[], late: number): MergeResult {
    if (late > 0 || (this.#disordered && appended.length > 0)) return this.#rewrite(late)
    if (this.#unmetTotal === 0 && !this.#disordered) this.#forget()
    return { appended, late: 0, tail: undefined }
  }

  /** Where clocks jump, an earlier event may stand inside the window: the scan will not yield it. */
  #willBeScanned(event: StoredEvent): boolean {
    return event.atMs >= this.#fromMs
  }

  /** True when the event is stored already. */
  #meet(event: StoredEvent): boolean {
    if (this.#unmetTotal === 0) return false
    const next = this.#nextInOrder()
    const isNext = next?.atMs === event.atMs && next.message === event.message
    if (isNext && this.#unmet === undefined) {
      this.#metInOrder += 1
      this.#unmetTotal -= 1
      return true
    }
    return this.#meetByCount(event, isNext)
  }

  #nextInOrder(): StoredEvent | undefined {
    let next = this.#window[this.#metInOrder]
    while (next !== undefined && !this.#willBeScanned(next)) {
      this.#metInOrder += 1
      next = this.#window[this.#metInOrder]
    }
    return next
  }

  #meetByCount(event: StoredEvent, isNext: boolean): boolean {
    this.#unmet ??= this.#countUnmet()
    const count = this.#unmet.get(keyOf(event)) ?? 0
    if (count === 0) return false
    this.#unmet.set(keyOf(event), count - 1)
    this.#unmetTotal -= 1
    if (isNext) this.#metInOrder += 1
    else this.#disordered = true
    return true
  }

  #countUnmet(): Map<string, number> {
    const unmet = new Map<string, number>()
    for (const event of this.#window.slice(this.#metInOrder)) {
      if (!this.#willBeScanned(event)) continue
      unmet.set(keyOf(event), (unmet.get(keyOf(event)) ?? 0) + 1)
    }
    return unmet
  }

  #rewrite(late: number): MergeResult {
    this.#window = withLeftOvers(this.#scanned, this.#window)
    // From here on the window begins with what was scanned, in its order.
    this.#metInOrder = this.#scanned.length
    this.#disordered = this.#unmetTotal > 0 && this.#disordered
    return { appended: [], late, tail: [...this.#before, ...this.#window] }
  }

  /** Everything stored was met: it is needed no more, so memory does not grow with the stream. */
  #forget(): void {
    this.#before = []
    this.#window = []
    this.#scanned = []
  }
}

/**
 * The scanned sequence with the stored events that it lacks: behind the one they stood behind, or, when the scan has met
 * nothing after them, by their time. Those of later times stand at the end: the scan may still come to them. Those of earlier
 * ones are no longer in the source, such as those of a log group that was created again.
 */
function withLeftOvers(
  scanned: readonly StoredEvent[],
  window: readonly StoredEvent[],
): readonly StoredEvent[] {
  const places = placesByKey(scanned)
  const behind = new Map<number, readonly StoredEvent[]>()
  let place = -1
  let leftOver: StoredEvent[] = []
  for (const event of window) {
    const met = places.get(keyOf(event))?.shift()
    if (met === undefined) {
      leftOver.push(event)
      continue
    }
    behind.set(place, [...(behind.get(place) ?? []), ...leftOver])
    leftOver = []
    place = Math.max(place, met)
  }
  for (const event of leftOver) {
    while ((scanned[place + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= event.atMs) place += 1
    behind.set(place, [...(behind.get(place) ?? []), event])
  }
  const merged = scanned.flatMap((event, index) => [event, ...(behind.get(index) ?? [])])
  return [...(behind.get(-1) ?? []), ...merged]
}

function placesByKey(events: readonly StoredEvent[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [index, event] of events.entries()) {
    const list = places.get(keyOf(event))
    if (list === undefined) places.set(keyOf(event), [index])
    else list.push(index)
  }
  return places
}

function keyOf(event: StoredEvent): string {
  return `${event.atMs}\n${event.message}`
}
