import type { InstanceReader } from './instance-reader.ts'
import { type MadeFile, type MadePart, StreamMaker } from './stream-maker.ts'

/** What is said to a maker of streams; `stream`: a number that stands for one log stream of one import. */
export type MakerQuestion =
  /** The next bytes of a file of the stream. */
  | { readonly stream: number; readonly chunk: Uint8Array; readonly lineBytes: number }
  /** The file ends there, or cannot be read further. */
  | { readonly stream: number; readonly isWhole: boolean }
  /** The next blocks. `streamId`: what all lines say is wanted with them. */
  | { readonly stream: number; readonly streamId: number | undefined }

/** `file` where a file ends, `part` where blocks are asked for. Plain data: it crosses threads. */
export interface MakerAnswer {
  readonly file?: MadeFile
  readonly part?: MadePart
}

interface Making {
  readonly maker: StreamMaker
  parts: Generator<MadePart> | undefined
}

/** Makes several streams at a time; what a stream took of memory serves the next. */
export class StreamMakers {
  readonly #reader: InstanceReader
  readonly #making = new Map<number, Making>()
  #free: StreamMaker[] = []

  constructor(reader: InstanceReader) {
    this.#reader = reader
  }

  /** Throws what SQLite throws where the disk is full. */
  answer(question: MakerQuestion): MakerAnswer {
    if ('chunk' in question) {
      const { buffer, byteOffset, byteLength } = question.chunk
      const chunk = Buffer.from(buffer, byteOffset, byteLength)
      this.#makingOf(question.stream).maker.add(chunk, question.lineBytes)
      return {}
    }
    const making = this.#makingOf(question.stream)
    if ('isWhole' in question) return { file: making.maker.endFile(question.isWhole) }
    making.parts ??= making.maker.parts(question.streamId)
    const part = making.parts.next().value as MadePart
    if (part.isLast) this.#end(question.stream, making)
    return { part }
  }

  #makingOf(stream: number): Making {
    const known = this.#making.get(stream)
    if (known !== undefined) return known
    const maker = this.#free.pop() ?? new StreamMaker(this.#reader)
    const making = { maker, parts: undefined }
    this.#making.set(stream, making)
    return making
  }

  #end(stream: number, { maker, parts }: Making): void {
    // Runs what is left to do behind the last part.
    parts?.next()
    this.#making.delete(stream)
    this.#free.push(maker)
  }
}
