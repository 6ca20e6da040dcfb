import { csvEvents } from '../files/csv-events.ts'
import { exportEvents } from '../files/export-events.ts'
import { beginsWithEvent, headBytes } from '../files/export-text.ts'
import { type FileFormat, fileFormat } from '../files/file-format.ts'
import type { ImportEntry } from '../files/import-entry.ts'
import { ImportSkip } from '../files/import-skip.ts'
import type { ImportedEvent } from '../files/imported-event.ts'
import { jsonEvents } from '../files/json-events.ts'
import { rawEvents } from '../files/raw-events.ts'
import { leastBehindMs } from '../lifecycle/clock-behind.ts'
import { nothingSaved, type SavedEvents } from '../store/line-store.ts'
import type { StoredEvent } from '../store/log-block.ts'
import type { SyncCounts } from '../store/sync-run-store.ts'
import { type FileRead, fileRead, fileReport } from './file-read.ts'
import { ImportEvents, sum } from './import-events.ts'
import { ImportExports } from './import-exports.ts'
import type { FileReport, ImportRequest } from './import-report.ts'
import type { ImportStreams } from './import-streams.ts'
import { instanceReaders } from './instance-readers.ts'

type EventFormat = 'export' | 'events-json' | 'csv' | 'raw'

const readers = {
  export: exportEvents,
  'events-json': jsonEvents,
  csv: csvEvents,
  raw: rawEvents,
} as const satisfies Record<EventFormat, typeof exportEvents>

const notRead: Readonly<Record<Exclude<FileFormat, EventFormat>, string | null>> = {
  'inventory-json': 'an inventory can be read from a file of its own only, not from standard input',
  'other-json': 'its JSON holds neither events nor an answer of SageMaker',
  binary: 'it is no text',
  empty: null,
}

type Store = (streamId: number, events: readonly ImportedEvent[]) => void

/** Imports the events of one file after the other, a batch a transaction. */
export class FileImport {
  readonly #request: ImportRequest
  readonly #streams: ImportStreams
  readonly #events: ImportEvents
  readonly #exports: ImportExports
  readonly #files: FileRead[] = []
  readonly #changed = new Set<number>()
  #pages = 0
  #total = nothingSaved
  /** The latest time met, of events and of their arrival, epoch ms. */
  latestMs = 0
  /** What the last file that was the log of one stream alone was the log of. */
  #lastStream: number | undefined
  readonly #onWhole: (streamId: number, bytes: number) => void

  /** `onWhole`: a stream has been read whole, as its next file is that of another; with the bytes of events stored so far. */
  constructor(
    request: ImportRequest,
    streams: ImportStreams,
    onWhole: (streamId: number, bytes: number) => void,
  ) {
    this.#request = request
    this.#streams = streams
    this.#events = new ImportEvents(request.database, request.signal)
    const { rules, signal, input } = request
    const { clusterId } = streams
    const options = { clusterId, rules, signal, limits: input.limits }
    this.#exports = new ImportExports(request.database, options)
    this.#onWhole = onWhole
  }

  counts(): SyncCounts {
    const { events, lateEvents, repeatedEvents, lines, bytes } = this.#total
    return {
      ...{ streams: this.#streams.count, streamsChanged: this.#changed.size, streamsSkipped: 0 },
      ...{ pages: this.#pages, events, lateEvents, repeatedEvents, lines, bytes },
    }
  }

  reports(): readonly FileReport[] {
    return this.#files.map(fileReport)
  }

  async import(entry: ImportEntry): Promise<void> {
    const read = fileRead(entry.label)
    this.#files.push(read)
    this.#report(entry)
    try {
      if (entry.skip !== undefined) throw entry.skip
      read.format = this.#request.format ?? (await fileFormat(entry.bytes))
      await this.#read(entry, read)
    } catch (error) {
      if (!(error instanceof ImportSkip)) throw error
      read.skipped = error.message
    }
    await entry.bytes.close()
    this.#noteWhole(read)
  }

  #noteWhole({ format, streams, isAnalysed }: FileRead): void {
    const [stream] = streams
    const isOfOne = streams.size === 1 && (format === 'export' || format === 'raw')
    if (isAnalysed || stream === undefined || stream === this.#lastStream) return
    if (this.#lastStream !== undefined) this.#onWhole(this.#lastStream, this.#total.bytes)
    this.#lastStream = isOfOne ? stream : undefined
  }

  /** Stores what still waits for more of its stream. */
  async end(): Promise<void> {
    await this.#events.flush()
    await this.#exports.end()
  }

  async #read(entry: ImportEntry, read: FileRead): Promise<void> {
    const { format } = read
    if (format === 'unread' || !isEventFormat(format)) {
      read.skipped = format === 'unread' ? null : notRead[format]
      return
    }
    if (format !== 'export') await this.end()
    else if (await this.#readExport(entry, read)) return
    this.#events.beginFile()
    const { database, input, signal } = this.#request
    const unsorted: Parameters<Store>[] = []
    const stores = this.#stores(entry, read)
    const store: Store = format === 'export' ? (...part) => unsorted.push(part) : stores[format]
    for await (const batch of readers[format](entry.bytes, input.limits, read.troubles)) {
      database.atOnce(() => this.#place(batch, read, store))
      for (const [streamId, events] of unsorted.splice(0)) {
        await this.#events.addUnsorted(streamId, events.map(stored), this.#bringing(read))
      }
      await database.log.room(signal)
      this.#pages += 1
      this.#report(entry)
      if (signal.aborted) return
    }
  }

  /** False: the file is still to be read, event by event: it belongs nowhere, or its stream has lines already. */
  async #readExport(entry: ImportEntry, read: FileRead): Promise<boolean> {
    if (!beginsWithEvent(await entry.bytes.peek(headBytes))) {
      await this.#exports.end()
      return false
    }
    const target = this.#streams.ofPath(read.file)
    if ('skip' in target) return false
    const { streamId } = target
    if (!this.#exports.takes(streamId)) {
      await this.#exports.end()
      return false
    }
    await this.#events.flush()
    read.isAnalysed = true
    await this.#exports.add(entry.bytes, {
      streamId,
      onChunk: () => {
        this.#pages += 1
        this.#report(entry)
      },
      onMade: ({ events, latestMs, troubles }) => {
        read.events += events
        read.troubles.add(troubles)
        if (events > 0) read.streams.add(streamId)
        this.latestMs = Math.max(this.latestMs, latestMs)
      },
      onSaved: (saved) => this.#bringing(read)(streamId, saved),
    })
    return true
  }

  /** How events of each format are stored that stand in order. */
  #stores(
    entry: ImportEntry,
    read: FileRead,
  ): Readonly<Record<Exclude<EventFormat, 'export'>, Store>> {
    const bring = this.#bringing(read)
    const inOrder: Store = (streamId, events) => {
      bring(streamId, this.#events.add(streamId, events.map(stored)))
    }
    let untimed: ((lines: readonly ImportedEvent[]) => StoredEvent[]) | undefined
    return {
      'events-json': inOrder,
      csv: inOrder,
      raw: (streamId, events) => {
        untimed ??= this.#events.untimed(streamId, this.#fallbackMs(entry))
        bring(streamId, this.#events.append(streamId, untimed(events)))
      },
    }
  }

  /** Each event to the stream that it names, else to the one that the path of its file names. */
  #place(batch: readonly ImportedEvent[], read: FileRead, store: Store): void {
    read.events += batch.length
    for (const [name, events] of Map.groupBy(batch, streamNameOf)) {
      const target =
        name === undefined ? this.#streams.ofPath(read.file) : this.#streams.named(name)
      if ('skip' in target) {
        const { skip } = target
        read.unplaced.set(skip, (read.unplaced.get(skip) ?? 0) + events.length)
        continue
      }
      read.streams.add(target.streamId)
      this.#noteTimes(target.streamId, events)
      store(target.streamId, events)
    }
  }

  /** A log without times is dated by its file. */
  #fallbackMs({ modifiedMs }: ImportEntry): number {
    const ms = Math.round(modifiedMs ?? this.#request.asOfMs ?? this.#request.now())
    this.latestMs = Math.max(this.latestMs, ms)
    return ms
  }

  #noteTimes(streamId: number, events: readonly ImportedEvent[]): void {
    for (const { atMs, ingestedMs } of events) {
      this.latestMs = Math.max(this.latestMs, atMs ?? 0, ingestedMs ?? 0)
    }
    const behindMs = leastBehindMs(events)
    if (behindMs !== undefined) this.#request.database.scans.noteBehind(streamId, behindMs)
  }

  /** Counts what a file has brought. */
  #bringing(read: FileRead): (streamId: number, saved: SavedEvents) => void {
    return (streamId, saved) => {
      read.saved = sum(read.saved, saved)
      if (saved.events > 0) this.#changed.add(streamId)
      this.#total = sum(this.#total, saved)
      instanceReaders(this.#request.rules).expect(this.#total.lines, this.#changed.size)
    }
  }

  #report(entry: ImportEntry): void {
    this.#request.onProgress({
      ...{ file: entry.label, files: this.#files.length, events: this.#total.events },
      nowMs: this.#request.now(),
    })
  }
}

function isEventFormat(format: FileFormat): format is EventFormat {
  return format in readers
}

function streamNameOf({ streamName }: ImportedEvent): string | undefined {
  return streamName
}

function stored({ atMs, message }: ImportedEvent): StoredEvent {
  return { atMs: atMs ?? 0, message }
}
