// From the bytes of a log stream's exported files to its blocks, and to what its lines say while they are at hand. Rests on the
// bytes and the rules alone, so that it can be done in any thread.
import { ExportText } from '../files/export-text.ts'
import { EventTroubles } from '../files/imported-event.ts'
import type { ScannedLine } from '../lifecycle/scanned-line.ts'
import { scannedLines } from '../store/block-scan.ts'
import { BlockText, type CheckedBlock } from '../store/block-text.ts'
import { EventSpool } from '../store/event-spool.ts'
import { EventText } from '../store/event-text.ts'
import { linesBetween } from './block-lines.ts'
import type { InstanceReader, InstanceReading } from './instance-reader.ts'

/** Characters of one stream's events that are sorted in memory; more are sorted on disk. */
const sortedCharacters = 4 * 2 ** 20
/** Characters that are stored in one transaction. */
const storedCharacters = 2 ** 20

/** What one file has brought. Plain data: it crosses threads. */
export interface MadeFile {
  readonly events: number
  /** The latest time in it, epoch ms; 0: it has none. */
  readonly latestMs: number
  readonly troubles: EventTroubles
}

/** Blocks of a stream, in order. Plain data: it crosses threads. */
export interface MadePart {
  readonly blocks: readonly CheckedBlock[]
  /** Bytes of the text. */
  readonly bytes: number
  /** No more blocks of the stream come. */
  readonly isLast: boolean
  /** What the lines of the stream say; undefined: nobody asked, or they were never all at hand. */
  readonly reading: InstanceReading | undefined
}

/** Takes the files of one log stream, one after the other, then gives its blocks, and is ready for another stream. */
export class StreamMaker {
  readonly #reader: InstanceReader
  readonly #text = new EventText()
  readonly #writer = new BlockText()
  #spool: EventSpool | undefined
  #file: ExportText | undefined
  #troubles = new EventTroubles()

  constructor(reader: InstanceReader) {
    this.#reader = reader
  }

  /** The next bytes of a file. `lineBytes`: of the longest line that is taken whole. Throws what SQLite throws where the disk is full. */
  add(chunk: Buffer, lineBytes: number): void {
    this.#file ??= new ExportText(this.#text, lineBytes, this.#troubles)
    this.#file.add(chunk)
    if (this.#text.totalCharacters < sortedCharacters) return
    this.#spoolEvents(this.#file.openFrom)
    this.#file.moved()
  }

  /** `isWhole`: false where the rest of the file could not be read. */
  endFile(isWhole: boolean): MadeFile {
    const file = this.#file
    if (isWhole) file?.end()
    else file?.abort()
    const troubles = this.#troubles
    this.#file = undefined
    this.#troubles = new EventTroubles()
    return { events: file?.events ?? 0, latestMs: file?.latestMs ?? 0, troubles }
  }

  /** The blocks, sorted by time, as the first of their stream. `streamId`: what its lines say is wanted too. */
  *parts(streamId: number | undefined): Generator<MadePart> {
    this.#writer.begin()
    const spool = this.#spool
    this.#spool = undefined
    try {
      if (spool === undefined) yield this.#whole(streamId)
      else yield* this.#spooled(spool)
    } finally {
      spool?.close()
      this.#text.clear()
    }
  }

  #whole(streamId: number | undefined): MadePart {
    const blocks: CheckedBlock[] = []
    if (streamId === undefined) {
      for (const { block } of this.#written()) blocks.push(block)
      return { blocks, bytes: this.#text.messageBytes, isLast: true, reading: undefined }
    }
    const reading = this.#reader.read([streamId], {
      lines: () => this.#linesInto(blocks),
      between: (_, place) => linesBetween(blocks, place),
    })
    return { blocks, bytes: this.#text.messageBytes, isLast: true, reading }
  }

  /** Every line, of one block after the other, which is then among `blocks`. */
  *#linesInto(blocks: CheckedBlock[]): Generator<ScannedLine> {
    for (const { block, json } of this.#written()) {
      blocks.push(block)
      // A body of just its size is one that is not deflated.
      yield* scannedLines({ ...block, body: json })
    }
  }

  *#written() {
    const text = this.#text
    for (const places of pieces(text)) yield* this.#writer.blocks(text, places)
  }

  /** `kept`: from where on the text stays. */
  #spoolEvents(kept: number): void {
    this.#spool ??= new EventSpool()
    this.#spool.add(this.#text.events())
    this.#text.clear(kept)
  }

  *#spooled(spool: EventSpool): Generator<MadePart> {
    const text = this.#text
    spool.add(text.events())
    text.clear()
    for (const events of spool.sorted()) {
      for (const event of events) {
        text.addMessage(event)
        if (text.totalCharacters < storedCharacters) continue
        yield this.#part(false)
        text.clear()
      }
    }
    yield this.#part(true)
  }

  #part(isLast: boolean): MadePart {
    const blocks = Array.from(this.#written(), ({ block }) => block)
    return { blocks, bytes: this.#text.messageBytes, isLast, reading: undefined }
  }
}

/** Places of events by time, in pieces of about `storedCharacters`. */
function* pieces(text: EventText): Generator<Uint32Array> {
  const places = text.sorted()
  let from = 0
  let characters = 0
  for (let index = 0; index < places.length; index += 1) {
    characters += text.characters[places[index] as number] as number
    if (characters < storedCharacters) continue
    yield places.subarray(from, index + 1)
    from = index + 1
    characters = 0
  }
  if (from < places.length) yield places.subarray(from)
}
