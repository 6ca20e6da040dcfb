// The quick way of exported files: the blocks of a stream that has no lines yet, and what its lines say, are made in threads while
// the next files are read. Here the bytes are read, and rows written, many streams at a time.
import type { ImportLimits } from '../files/import-limits.ts'
import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { SavedEvents } from '../store/line-store.ts'
import { segmentBlocks } from '../store/search-segment.ts'
import type { SyncDatabase } from '../store/sync-database.ts'
import { indexAhead } from './index-lines.ts'
import { instanceReaders, type MakingPlace, type NumberedReading } from './instance-readers.ts'
import { type ReadInstance, saveReadings } from './save-readings.ts'
import type { MadeFile, MadePart } from './stream-maker.ts'

/** Bytes that are handed to a thread at once. */
const chunkBytes = 256 * 1024
/** Chunks that a thread has not looked at yet. */
const mostChunks = 8
/** Streams whose rows are written at once, and bytes of their files, about; as many again are made meanwhile. */
const streamsAtOnce = 12
const bytesAtOnce = 4 * 2 ** 20

/** What is told of a file. */
export interface ExportedFile {
  readonly streamId: number
  /** A piece of it has been read. */
  onChunk(): void
  onMade(made: MadeFile): void
  /** What its stream has brought, if it is the last file of it. */
  onSaved(saved: SavedEvents): void
}

/** A stream that is being made. */
interface Making {
  readonly stream: number
  readonly place: MakingPlace
  /** Chunks that are under way, or were not asked about yet. */
  readonly chunks: Promise<unknown>[]
  /** What each of its files has brought. */
  readonly files: { readonly file: ExportedFile; readonly made: Promise<MadeFile | undefined> }[]
  bytes: number
  last: ExportedFile
}

/** A stream of which all bytes are read. */
interface Made extends Making {
  readonly instanceId: string | undefined
  readonly part: Promise<Part>
}

/** `made`: blocks and all. */
interface Part {
  readonly made: MadePart
  readonly reading: NumberedReading | undefined
}

interface Options {
  readonly clusterId: string
  readonly rules: LifecycleRules
  readonly limits: ImportLimits
  readonly signal: AbortSignal
}

/** Streams that were made so far: threads outlive an import, and each stream has a number of its own. */
let streams = 0

export class ImportExports {
  readonly #database: SyncDatabase
  readonly #options: Options
  /** Those that were begun. */
  readonly #begun = new Set<number>()
  #making: Making | undefined
  #made: Made[] = []
  #indexing: Promise<void> | undefined

  constructor(database: SyncDatabase, options: Options) {
    this.#database = database
    this.#options = options
  }

  /** Whether a file of the stream can be read here: it has no lines, or all that it has been given are of this and the last file. */
  takes(streamId: number): boolean {
    if (this.#making?.last.streamId === streamId) return true
    const isEmpty = this.#database.streams.timeRange(streamId) === undefined
    return isEmpty && !this.#begun.has(streamId)
  }

  /** Throws what reading the bytes throws, and what making blocks of earlier ones has thrown. */
  async add(bytes: AsyncIterable<Buffer>, file: ExportedFile): Promise<void> {
    const making = await this.#begin(file)
    let isWhole = false
    try {
      for await (const chunk of gathered(bytes)) {
        await this.#addChunk(making, chunk)
        file.onChunk()
        if (this.#options.signal.aborted) return
      }
      isWhole = true
    } finally {
      const made = making.place.make({ stream: making.stream, isWhole }).then((end) => end.file)
      // An error is thrown when its turn has come: the next file is read meanwhile.
      made.catch(() => undefined)
      making.files.push({ file, made })
    }
  }

  /** Stores all that was read; what is left of it is forgotten once the import is interrupted. */
  async end(): Promise<void> {
    await this.#endStream()
    while (this.#made.length > 0) await this.#save()
    await this.#indexing
  }

  async #begin(file: ExportedFile): Promise<Making> {
    if (this.#making?.last.streamId !== file.streamId) await this.#endStream()
    this.#begun.add(file.streamId)
    streams += 1
    this.#making ??= {
      ...{ stream: streams, chunks: [], files: [], bytes: 0, last: file },
      place: instanceReaders(this.#options.rules).placeToMake(this.#database.lines),
    }
    this.#making.last = file
    return this.#making
  }

  async #addChunk(making: Making, chunk: Uint8Array): Promise<void> {
    const { place, stream, chunks } = making
    making.bytes += chunk.length
    const { lineBytes } = this.#options.limits
    const added = place.make({ stream, chunk, lineBytes })
    added.catch(() => undefined)
    chunks.push(added)
    while (chunks.length >= mostChunks) await chunks.shift()
  }

  async #endStream(): Promise<void> {
    const making = this.#making
    this.#making = undefined
    if (making === undefined) return
    const { streamId } = making.last
    const instanceId = this.#database.streams.instanceOfOnly(streamId)
    const part = this.#nextPart(making, instanceId === undefined ? undefined : streamId)
    part.catch(() => undefined)
    this.#made.push({ ...making, instanceId, part })
    while (this.#isEnough(making.place.isThread)) await this.#save()
  }

  #isEnough(isThread: boolean): boolean {
    if (!isThread) return this.#made.length > 0
    const bytes = this.#made.reduce((sum, each) => sum + each.bytes, 0)
    return this.#made.length >= 2 * streamsAtOnce || bytes >= 2 * bytesAtOnce
  }

  async #nextPart({ place, stream }: Making, streamId: number | undefined): Promise<Part> {
    const { part, reading } = await place.make({ stream, streamId })
    return { made: part as MadePart, reading }
  }

  /** Writes the rows of the streams that were made first. */
  async #save(): Promise<void> {
    const { signal } = this.#options
    const made = this.#made.splice(0, this.#countAtOnce())
    const parts = await Promise.all(made.map(madePart))
    if (signal.aborted) return
    const grams = this.#database.atOnce(() => {
      const grams = made.map((each, index) => this.#saveBlocks(each, parts[index] as Part))
      const read = made.flatMap(({ instanceId }, index): ReadInstance[] => {
        const reading = parts[index]?.reading
        return reading === undefined || instanceId === undefined ? [] : [{ instanceId, reading }]
      })
      saveReadings(this.#database, this.#options.clusterId, read)
      return grams
    })
    await this.#index(grams)
    for (const [index, each] of made.entries()) {
      if (parts[index]?.made.isLast === false) await this.#saveRest(each)
    }
  }

  #countAtOnce(): number {
    let bytes = 0
    const large = this.#made.findIndex((each) => {
      bytes += each.bytes
      return bytes >= bytesAtOnce
    })
    return Math.min(streamsAtOnce, large < 0 ? streamsAtOnce : large + 1)
  }

  async #saveRest(made: Made): Promise<void> {
    for (let isLast = false; !isLast; ) {
      const part = await this.#nextPart(made, undefined)
      if (this.#options.signal.aborted) return
      await this.#index([this.#database.atOnce(() => this.#saveBlocks(made, part))])
      isLast = part.made.isLast
    }
  }

  /**
   * Lists the stored blocks in the search index, once there are enough of them, while more is read; lets signals and timers have
   * their turn. Throws what listing those before has thrown.
   */
  async #index(grams: readonly ReadonlyMap<number, Uint8Array>[]): Promise<void> {
    const { signal } = this.#options
    const { searchIndex, log } = this.#database
    for (const each of grams) searchIndex.know(each)
    await log.pause(signal)
    if (searchIndex.known < segmentBlocks) return
    await this.#indexing
    this.#indexing = indexAhead(this.#database, signal)
    this.#indexing.catch(() => undefined)
  }

  /** Returns the grams of the blocks. */
  #saveBlocks({ last }: Made, { made }: Part): ReadonlyMap<number, Uint8Array> {
    const { lines } = this.#database
    const { saved, grams } = lines.appendBlocks(last.streamId, made.blocks, made.bytes)
    last.onSaved(saved)
    return grams
  }
}

/** The first blocks of a stream, once all of its bytes have come through. */
async function madePart({ chunks, files, part }: Made): Promise<Part> {
  await Promise.all(chunks)
  for (const { file, made } of files) {
    const end = await made
    if (end !== undefined) file.onMade(end)
  }
  return part
}

/** The same bytes in pieces of about one size, in memory of their own. */
async function* gathered(chunks: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  let held = Buffer.allocUnsafeSlow(chunkBytes)
  let length = 0
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(held, length, at)
      at += copied
      length += copied
      if (length < chunkBytes) continue
      yield held
      held = Buffer.allocUnsafeSlow(chunkBytes)
      length = 0
    }
  }
  if (length > 0) yield held.subarray(0, length)
}
