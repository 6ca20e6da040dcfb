// How events that are read again meet the ones that are stored.
//
// CloudWatch's events carry no id that GetLogEvents and exports share, and equal events are legitimate (a retry prints
// the same line in the same millisecond). But a scan reads *every* event from its start time on, in CloudWatch's order.
// So the stored events from that time on are an earlier, perhaps incomplete reading of the same sequence: the n-th
// occurrence of (time, message) in the scan is the n-th one stored, and what is left over is new. New events behind
// everything stored are appended. A new event before a stored one (a late event) makes the window be written again in
// the order of the scan; stored events that the source no longer has stay behind the one they stood behind.
import type { StoredEvent } from './log-block.ts'

/** A piece of what is stored, with its place in the stream. */
export interface StoredPart {
  readonly firstLine: number
  readonly firstEvent: number
  readonly events: readonly StoredEvent[]
}

/** What one page did to the stored tail. */
export interface MergeResult {
  /** New events that stand behind everything stored. */
  readonly appended: readonly StoredEvent[]
  /** New events that stand before a stored one. */
  readonly late: number
  /** The rest of the stream from a stored part on, as it is now, to be written again; undefined: all stays as it is. */
  readonly tail: StoredPart | undefined
}

/**
 * One scan of one stream, page after page. As long as it meets what is stored in its order, one part of it is held; once
 * it does not, all that follows.
 */
export class StreamMerge {
  readonly #fromMs: number
  readonly #parts: Iterator<StoredPart>
  /** Where the part in hand begins. */
  #place: Omit<StoredPart, 'events'> = { firstLine: 1, firstEvent: 1 }
  /** Stored events of the part in front of the window. */
  #before: readonly StoredEvent[] = []
  #window: readonly StoredEvent[] = []
  /** How much of the window was met in its own order. */
  #metInOrder = 0
  /** What the scan has yielded since it left the order of the window, as long as it may still be needed to order it. */
  #scanned: StoredEvent[] = []
  /** How often each event is stored that the scan has not met yet; undefined: it has never left the order of the window. */
  #unmet: Map<string, number> | undefined
  #unmetTotal = 0
  #disordered = false

  /** `parts`: the tail of the stream, in order, holding every stored event with `atMs >= fromMs` of the scan. */
  constructor(parts: Iterator<StoredPart>, fromMs: number) {
    this.#parts = parts
    this.#fromMs = fromMs
  }

  /** Takes the stream's events of the next page of the scan. */
  add(events: readonly StoredEvent[]): MergeResult {
    const met = this.#unmet === undefined ? this.#meetInOrder(events) : 0
    const rest = met === 0 ? events : events.slice(met)
    if (this.#unmet === undefined) return { appended: rest, late: 0, tail: undefined }
    const appended: StoredEvent[] = []
    let late = 0
    for (const event of rest) {
      if (this.#meet(event)) continue
      if (this.#unmetTotal > 0) late += 1
      else appended.push(event)
    }
    for (const event of this.#window.length > 0 ? rest : []) this.#scanned.push(event)
    return this.#placed(appended, late)
  }

  /** How many of the first events are the next ones stored. Where others follow while events are stored, the order is left. */
  #meetInOrder(events: readonly StoredEvent[]): number {
    for (const [index, event] of events.entries()) {
      const next = this.#nextInOrder()
      if (next === undefined) return index
      if (next.atMs !== event.atMs || next.message !== event.message) {
        this.#leaveOrder()
        return index
      }
      this.#metInOrder += 1
    }
    return events.length
  }

  /** Puts the new events of a page where they belong. */
  #placed(appended: readonly StoredEvent[], late: number): MergeResult {
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
    const count = this.#unmet?.get(keyOf(event)) ?? 0
    if (count === 0) return false
    this.#unmet?.set(keyOf(event), count - 1)
    this.#unmetTotal -= 1
    if (isNext) this.#metInOrder += 1
    else this.#disordered = true
    return true
  }

  #nextInOrder(): StoredEvent | undefined {
    for (;;) {
      const next = this.#window[this.#metInOrder]
      if (next !== undefined && this.#willBeScanned(next)) return next
      if (next !== undefined) this.#metInOrder += 1
      else if (this.#unmet !== undefined || !this.#nextPart()) return undefined
    }
  }

  /** The part in hand was met to its end. */
  #nextPart(): boolean {
    const { done, value } = this.#parts.next()
    const { events, ...place } = done === true ? { events: [], ...this.#place } : value
    this.#place = place
    this.#window = events
    this.#metInOrder = 0
    return done !== true
  }

  /** From here on the scan has another order than what is stored, or more: all of the rest is needed. */
  #leaveOrder(): void {
    this.#before = this.#window.slice(0, this.#metInOrder)
    const rest: (readonly StoredEvent[])[] = [this.#window.slice(this.#metInOrder)]
    for (let part = this.#parts.next(); part.done !== true; part = this.#parts.next()) {
      rest.push(part.value.events)
    }
    this.#window = rest.flat()
    this.#metInOrder = 0
    this.#unmet = new Map()
    for (const event of this.#window) {
      if (!this.#willBeScanned(event)) continue
      this.#unmet.set(keyOf(event), (this.#unmet.get(keyOf(event)) ?? 0) + 1)
      this.#unmetTotal += 1
    }
  }

  #rewrite(late: number): MergeResult {
    this.#window = withLeftOvers(this.#scanned, this.#window)
    // From here on the window begins with what was scanned, in its order.
    this.#metInOrder = this.#scanned.length
    this.#disordered = this.#unmetTotal > 0 && this.#disordered
    const events = [...this.#before, ...this.#window]
    return { appended: [], late, tail: { ...this.#place, events } }
  }

  /** Everything stored was met: it is needed no more, so memory does not grow with the stream. */
  #forget(): void {
    this.#before = []
    this.#window = []
    this.#scanned = []
    this.#unmet = new Map()
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
