// A reader of instances in a thread of its own, so that the event loop stays free for signals, progress and the network,
// and a machine's other cores have work. The thread runs this same file. It is handed compressed blocks and hands back plain
// data; it never sees the database.
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Line } from '../lifecycle/line.ts'
import type { ScannedLine } from '../lifecycle/scanned-line.ts'
import { loadRules, type RedHerring } from '../load-rules.ts'
import { scannedLines } from '../store/block-scan.ts'
import { type LogBlock, linesWithin } from '../store/log-block.ts'
import { InstanceReader, type InstanceReading, type StoredLines } from './instance-reader.ts'

/** All blocks of a log stream, in order. */
export interface StreamBlocks {
  readonly streamId: number
  readonly blocks: readonly LogBlock[]
}

interface ThreadRules {
  readonly rulesPath: string | undefined
  readonly redHerrings: readonly RedHerring[]
  readonly fingerprint: string
}

/** The first message says that the rules are loaded; the others answer the questions in their order. */
type Message = 'ready' | InstanceReading

interface Waiting {
  readonly resolve: (reading: InstanceReading) => void
  readonly reject: (error: Error) => void
}

const threadName = 'hyperscope-reader'

/** Reads instances one after the other, in the order in which it is asked. */
export class ReaderThread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  #isReady = false
  #isGone = false

  constructor(rules: ThreadRules) {
    this.#worker = new Worker(fileURLToPath(import.meta.url), {
      workerData: { threadName, rules },
      // What it makes of a line is soon garbage: a larger nursery costs memory and saves no time.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    })
    this.#worker.on('message', (message: Message) => this.#take(message))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('The thread has ended.')))
    // After its listeners: one for messages keeps the program alive again.
    this.#worker.unref()
  }

  /** Whether it has loaded its rules, and can be asked. */
  get isReady(): boolean {
    return this.#isReady && !this.#isGone
  }

  /** Questions without an answer. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Rejects when the thread ends before it answers: because of a damaged block, say. */
  read(streams: readonly StreamBlocks[]): Promise<InstanceReading> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      // Only an unanswered question keeps the program alive.
      this.#worker.ref()
      this.#worker.postMessage(streams)
    })
  }

  close(): void {
    void this.#worker.terminate()
  }

  #take(message: Message): void {
    if (message === 'ready') {
      this.#isReady = true
      return
    }
    this.#waiting.shift()?.resolve(message)
    if (this.#waiting.length === 0) this.#worker.unref()
  }

  #end(error: Error): void {
    this.#isGone = true
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

/** Lines out of blocks that are all at hand. */
class BlockLines implements StoredLines {
  readonly #streams: ReadonlyMap<number, readonly LogBlock[]>

  constructor(streams: readonly StreamBlocks[]) {
    this.#streams = new Map(
      streams.map(({ streamId, blocks }) => [streamId, blocks.map(withBuffer)]),
    )
  }

  *lines(streamId: number): Generator<ScannedLine> {
    for (const block of this.#streams.get(streamId) ?? []) yield* scannedLines(block)
  }

  between(streamId: number, place: { readonly first: number; readonly last: number }): Line[] {
    const blocks = (this.#streams.get(streamId) ?? []).filter(
      ({ firstLine, lines }) => firstLine <= place.last && firstLine + lines > place.first,
    )
    return blocks.flatMap((block) => linesWithin(block, place))
  }
}

/** A buffer arrives as bare bytes. */
function withBuffer(block: LogBlock): LogBlock {
  const { buffer, byteOffset, byteLength } = block.body
  return { ...block, body: Buffer.from(buffer, byteOffset, byteLength) }
}

function readInThread({ rulesPath, redHerrings, fingerprint }: ThreadRules): void {
  const rules = loadRules(rulesPath, redHerrings)
  if (rules.fingerprint !== fingerprint)
    throw new Error('The rules have changed since they were loaded.')
  const reader = new InstanceReader(rules)
  parentPort?.on('message', (streams: readonly StreamBlocks[]) => {
    const streamIds = streams.map(({ streamId }) => streamId)
    parentPort?.postMessage(reader.read(streamIds, new BlockLines(streams)))
  })
  parentPort?.postMessage('ready')
}

if (!isMainThread && workerData?.threadName === threadName) readInThread(workerData.rules)
