// A reader of instances in a thread of its own, so that the event loop stays free for signals, progress and the network,
// and a machine's other cores have work. The thread runs this same file. It is handed compressed blocks and hands back plain
// data; it never sees the database.
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { AskedThread, ready } from '../asked-thread.ts'
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

const threadName = 'hyperscope-reader'

/** Reads instances one after the other, in the order in which it is asked. */
export class ReaderThread {
  readonly #thread: AskedThread<readonly StreamBlocks[], InstanceReading>

  constructor(rules: ThreadRules) {
    // A larger nursery costs memory and saves no time.
    const options = { data: { threadName, rules }, youngMb: 8 }
    this.#thread = new AskedThread(fileURLToPath(import.meta.url), options)
  }

  /** Whether it has loaded its rules, and can be asked. */
  get isReady(): boolean {
    return this.#thread.isReady
  }

  /** Questions without an answer. */
  get waiting(): number {
    return this.#thread.waiting
  }

  /** Rejects when the thread ends before it answers: because of a damaged block, say. */
  read(streams: readonly StreamBlocks[]): Promise<InstanceReading> {
    return this.#thread.ask(streams)
  }

  close(): void {
    this.#thread.close()
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
  parentPort?.postMessage(ready)
}

if (!isMainThread && workerData?.threadName === threadName) readInThread(workerData.rules)
