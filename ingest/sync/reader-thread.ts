// A reader of instances in a thread of its own, so that the event loop stays free for signals, progress and the network,
// and a machine's other cores have work. The thread runs this same file. It is handed compressed blocks and hands back plain
// data; it never sees the database. So are the bytes of exported files, of which it hands back the blocks.
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { AskedThread, ready } from '../asked-thread.ts'
import { loadRules, type RedHerring } from '../load-rules.ts'
import { BlockLines, type StreamBlocks } from './block-lines.ts'
import { InstanceReader, type InstanceReading } from './instance-reader.ts'
import type { MadePart } from './stream-maker.ts'
import { type MakerAnswer, type MakerQuestion, StreamMakers } from './stream-makers.ts'

interface ThreadRules {
  readonly rulesPath: string | undefined
  readonly redHerrings: readonly RedHerring[]
  readonly fingerprint: string
}

type Question = readonly StreamBlocks[] | MakerQuestion

const threadName = 'hyperscope-reader'

/** Reads instances one after the other, in the order in which it is asked. */
export class ReaderThread {
  readonly #thread: AskedThread<Question, InstanceReading | MakerAnswer>

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
    return this.#thread.ask(streams) as Promise<InstanceReading>
  }

  /** The same of a stream that is made; the memory of a chunk goes over to the thread. */
  make(question: MakerQuestion): Promise<MakerAnswer> {
    const transferred = 'chunk' in question ? [question.chunk.buffer as ArrayBuffer] : []
    return this.#thread.ask(question, transferred) as Promise<MakerAnswer>
  }

  /** Resolves when its memory is free. */
  close(): Promise<void> {
    return this.#thread.close()
  }
}

function readInThread({ rulesPath, redHerrings, fingerprint }: ThreadRules): void {
  const rules = loadRules(rulesPath, redHerrings)
  if (rules.fingerprint !== fingerprint)
    throw new Error('The rules have changed since they were loaded.')
  const reader = new InstanceReader(rules)
  const makers = new StreamMakers(reader)
  parentPort?.on('message', (question: Question) => {
    if ('stream' in question) {
      const answer = makers.answer(question)
      if (answer.part === undefined) parentPort?.postMessage(answer)
      else postPart(answer.part)
      return
    }
    const streamIds = question.map(({ streamId }) => streamId)
    parentPort?.postMessage(reader.read(streamIds, new BlockLines(question)))
  })
  parentPort?.postMessage(ready)
}

/** All bodies in one piece of memory; it and the grams are handed over. */
function postPart(part: MadePart): void {
  const all = Buffer.allocUnsafeSlow(
    part.blocks.reduce((bytes, { body }) => bytes + body.length, 0),
  )
  let at = 0
  const blocks = part.blocks.map((block) => {
    const end = at + block.body.copy(all, at)
    const body = all.subarray(at, end)
    at = end
    return { ...block, body }
  })
  const answer: MakerAnswer = { part: { ...part, blocks } }
  const grams = blocks.map((block) => block.grams.buffer as ArrayBuffer)
  parentPort?.postMessage(answer, [all.buffer, ...grams])
}

if (!isMainThread && workerData?.threadName === threadName) readInThread(workerData.rules)
