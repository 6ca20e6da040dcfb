import type { ImportedEvent } from '../files/imported-event.ts'
import { nothingSaved, type SavedEvents, type StreamScan } from '../store/line-store.ts'
import type { StoredEvent } from '../store/log-block.ts'
import type { SyncDatabase } from '../store/sync-database.ts'

/** Text of one stream after which the events of an export are stored, sorted as far as they have come. */
const sortedBytes = 64 * 2 ** 20

interface Unsorted {
  readonly streamId: number
  readonly events: StoredEvent[]
  bytes: number
  /** Told what was stored: of the file that brought the last of them. */
  onSaved: (streamId: number, saved: SavedEvents) => void
}

/**
 * Stores the events of one stream after the other as they come out of files. What is stored already is recognised, the
 * n-th of several equal events as the n-th (ingest/store/stream-merge.ts).
 */
export class ImportEvents {
  readonly #database: SyncDatabase
  readonly #scans = new Map<number, { readonly fromMs: number; readonly scan: StreamScan }>()
  /** Events of an export that are not sorted yet. */
  #unsorted: Unsorted | undefined

  constructor(database: SyncDatabase) {
    this.#database = database
  }

  /** Events that stand in CloudWatch's order. */
  add(streamId: number, events: readonly StoredEvent[]): SavedEvents {
    if (events.length === 0) return nothingSaved
    const fromMs = events.reduce(
      (least, { atMs }) => Math.min(least, atMs),
      Number.MAX_SAFE_INTEGER,
    )
    return this.#database.lines.saveEvents(this.#scan(streamId, fromMs), events)
  }

  /** A new file: what it yields may lie before what the last one did. */
  beginFile(): void {
    this.#scans.clear()
  }

  /**
   * Events of an export task, whose files are cut without regard to time: kept until the next stream comes, then sorted
   * by time, equal times in their order.
   */
  addUnsorted(
    streamId: number,
    events: readonly StoredEvent[],
    onSaved: Unsorted['onSaved'],
  ): void {
    if (this.#unsorted?.streamId !== streamId) this.flush()
    this.#unsorted ??= { streamId, events: [], bytes: 0, onSaved }
    this.#unsorted.onSaved = onSaved
    for (const event of events) {
      this.#unsorted.events.push(event)
      this.#unsorted.bytes += event.message.length
    }
    if (this.#unsorted.bytes > sortedBytes) this.flush()
  }

  /** Stores what is kept. */
  flush(): void {
    const unsorted = this.#unsorted
    this.#unsorted = undefined
    if (unsorted === undefined) return
    const { streamId, events, onSaved } = unsorted
    this.beginFile()
    onSaved(
      streamId,
      this.add(
        streamId,
        events.sort((a, b) => a.atMs - b.atMs),
      ),
    )
  }

  /**
   * Lines without a time: those that the stream has not, the n-th of several equal lines as the n-th, behind what it
   * has. They get the time of its last event, or `fallbackMs` where it has none.
   */
  untimed(
    streamId: number,
    fallbackMs: number,
  ): (lines: readonly ImportedEvent[]) => StoredEvent[] {
    const range = this.#database.streams.timeRange(streamId)
    const stored = new Map<string, number>()
    for (const { text } of this.#database.lines.lines(streamId)) {
      stored.set(text, (stored.get(text) ?? 0) + 1)
    }
    const atMs = range?.lastMs ?? fallbackMs
    return (lines) =>
      lines.flatMap(({ message }) => {
        const count = stored.get(message) ?? 0
        if (count > 0) stored.set(message, count - 1)
        return count > 0 ? [] : [{ atMs, message }]
      })
  }

  /** Adds events behind everything stored, without looking for them there. */
  append(streamId: number, events: readonly StoredEvent[]): SavedEvents {
    if (events.length === 0) return nothingSaved
    return this.#database.lines.saveEvents(
      this.#database.lines.openScan(streamId, Number.MAX_SAFE_INTEGER),
      events,
    )
  }

  #scan(streamId: number, fromMs: number): StreamScan {
    const open = this.#scans.get(streamId)
    if (open !== undefined && open.fromMs <= fromMs) return open.scan
    const scan = this.#database.lines.openScan(streamId, fromMs)
    this.#scans.set(streamId, { fromMs, scan })
    return scan
  }
}

/** What two pages added together. */
export function sum(a: SavedEvents, b: SavedEvents): SavedEvents {
  return {
    events: a.events + b.events,
    lateEvents: a.lateEvents + b.lateEvents,
    repeatedEvents: a.repeatedEvents + b.repeatedEvents,
    lines: a.lines + b.lines,
    bytes: a.bytes + b.bytes,
  }
}
