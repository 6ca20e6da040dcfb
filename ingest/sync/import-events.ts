import type { ImportedEvent } from '../files/imported-event.ts'
import type { Line } from '../lifecycle/line.ts'
import { EventSpool } from '../store/event-spool.ts'
import { nothingSaved, type SavedEvents, type StreamScan } from '../store/line-store.ts'
import type { StoredEvent } from '../store/log-block.ts'
import type { SyncDatabase } from '../store/sync-database.ts'

/** Characters of one stream's events that are sorted in memory; more are sorted on disk. */
const sortedCharacters = 4 * 2 ** 20
/** Characters that are stored in one transaction. */
const storedCharacters = 2 ** 20

/** Events of one stream that may still have to be sorted among each other. */
interface Unsorted {
  readonly streamId: number
  events: StoredEvent[]
  characters: number
  spool: EventSpool | undefined
  /** Told what was stored: of the file that brought the last of them. */
  onSaved: (streamId: number, saved: SavedEvents) => void
}

/**
 * Stores the events of one stream after the other as they come out of files. What is stored already is recognised, the
 * n-th of several equal events as the n-th (ingest/store/stream-merge.ts).
 */
export class ImportEvents {
  readonly #database: SyncDatabase
  readonly #signal: AbortSignal
  readonly #scans = new Map<number, { readonly fromMs: number; readonly scan: StreamScan }>()
  /** Events of an export that are not sorted yet. */
  #unsorted: Unsorted | undefined

  constructor(database: SyncDatabase, signal: AbortSignal) {
    this.#database = database
    this.#signal = signal
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
   * by time, equal times in their order. Writes in transactions of its own.
   */
  async addUnsorted(
    streamId: number,
    events: readonly StoredEvent[],
    onSaved: Unsorted['onSaved'],
  ): Promise<void> {
    if (this.#unsorted?.streamId !== streamId) await this.flush()
    this.#unsorted ??= { streamId, events: [], characters: 0, spool: undefined, onSaved }
    const unsorted = this.#unsorted
    unsorted.onSaved = onSaved
    for (const event of events) {
      unsorted.events.push(event)
      unsorted.characters += event.message.length
    }
    if (unsorted.characters < sortedCharacters) return
    unsorted.spool ??= new EventSpool()
    unsorted.spool.add(unsorted.events)
    unsorted.events = []
    unsorted.characters = 0
  }

  /** Stores what is kept; the rest of it is forgotten once the import is interrupted. */
  async flush(): Promise<void> {
    const unsorted = this.#unsorted
    this.#unsorted = undefined
    if (unsorted === undefined) return
    const { streamId, onSaved, spool } = unsorted
    this.beginFile()
    try {
      for (const events of sortedEvents(unsorted)) {
        if (this.#signal.aborted) return
        onSaved(
          streamId,
          this.#database.atOnce(() => this.add(streamId, events)),
        )
        await this.#database.log.pause(this.#signal)
      }
    } finally {
      spool?.close()
    }
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
    const isStored = this.#storedLines(streamId)
    const atMs = range?.lastMs ?? fallbackMs
    return (lines) => lines.flatMap(({ message }) => (isStored(message) ? [] : [{ atMs, message }]))
  }

  /**
   * Asked of one line after the other. As long as they are the stored ones in their order, one block of these is in memory, then
   * all that follow.
   */
  #storedLines(streamId: number): (text: string) => boolean {
    const inOrder = this.#database.lines.lines(streamId)
    let rest: Map<string, number> | undefined
    return (text) => {
      const next = rest === undefined ? inOrder.next().value : undefined
      if (next?.text === text) return true
      rest ??= counted(next?.text, inOrder)
      const count = rest.get(text) ?? 0
      if (count > 0) rest.set(text, count - 1)
      return count > 0
    }
  }

  /** Adds events behind everything stored, without looking for them there. */
  append(streamId: number, events: readonly StoredEvent[]): SavedEvents {
    return this.#database.lines.append(streamId, events)
  }

  #scan(streamId: number, fromMs: number): StreamScan {
    const open = this.#scans.get(streamId)
    if (open !== undefined && open.fromMs <= fromMs) return open.scan
    const scan = this.#database.lines.openScan(streamId, fromMs)
    this.#scans.set(streamId, { fromMs, scan })
    return scan
  }
}

/** Sorted by time, in pieces of about `storedCharacters`. */
function* sortedEvents({ events, spool }: Unsorted): Generator<readonly StoredEvent[]> {
  spool?.add(events)
  const parts = spool?.sorted() ?? [events.sort((a, b) => a.atMs - b.atMs)]
  let piece: StoredEvent[] = []
  let characters = 0
  for (const event of flattened(parts)) {
    piece.push(event)
    characters += event.message.length
    if (characters < storedCharacters) continue
    yield piece
    piece = []
    characters = 0
  }
  if (piece.length > 0) yield piece
}

function* flattened(parts: Iterable<readonly StoredEvent[]>): Generator<StoredEvent> {
  for (const part of parts) yield* part
}

/** How often each text stands in the lines, and in one before them. */
function counted(first: string | undefined, lines: Iterable<Line>): Map<string, number> {
  const counts = new Map<string, number>()
  if (first !== undefined) counts.set(first, 1)
  for (const { text } of lines) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
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
