import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { LifecycleRules } from '../lifecycle/rules.ts'
import type { PendingStream } from '../store/analysis-store.ts'
import type { LineStore } from '../store/line-store.ts'
import { InstanceReader, type InstanceReading } from './instance-reader.ts'
import { ReaderThread } from './reader-thread.ts'
import { type MakerAnswer, type MakerQuestion, StreamMakers } from './stream-makers.ts'
import { TemplateRows } from './template-rows.ts'

/** From so many lines on threads pay: each takes some tenths of a second to load the program and the rules. */
const linesForThreads = 50_000
/** Beyond these the one writer is what is waited for. */
const mostThreads = 4
/** A thread has the next instance at hand when it is done with one. */
const mostWaiting = 2
/** Bytes of text of an instance that are handed to a thread at once; a longer log is read block by block. */
const mostBytes = 32 * 1024 * 1024

/** A reading, and the rows of the templates that it speaks of. */
export interface NumberedReading extends InstanceReading {
  readonly rows: TemplateRows
}

/** Where streams are made out of exported files: in a thread, or here. */
export interface MakingPlace {
  readonly isThread: boolean
  /** Answers in the order in which it is asked. Rejects with what making throws. */
  make(question: MakerQuestion): Promise<NumberedAnswer>
}

/** `reading`: that of the part. */
export interface NumberedAnswer extends MakerAnswer {
  readonly reading: NumberedReading | undefined
}

interface Reading {
  readonly lines: LineStore
  readonly signal: AbortSignal
}

const ofRules = new WeakMap<LifecycleRules, InstanceReaders>()

/** The readers for these rules: what they remember serves one call after the other. */
export function instanceReaders(rules: LifecycleRules): InstanceReaders {
  const known = ofRules.get(rules) ?? new InstanceReaders(rules)
  ofRules.set(rules, known)
  return known
}

/** Reads instances in this thread, and from many lines on in others too. */
export class InstanceReaders {
  readonly #rules: LifecycleRules
  #own: NumberingReader
  /** Those of the file that was read last. */
  #lines: LineStore | undefined
  #threads: { readonly thread: ReaderThread; readonly rows: RowsOfReader }[] = []
  constructor(rules: LifecycleRules) {
    this.#rules = rules
    this.#own = new NumberingReader(rules)
  }

  /** Says that so many lines of so many instances wait to be read, so that threads are ready when it comes to it. */
  expect(lines: number, instances: number): void {
    if (lines >= linesForThreads) this.startThreads(instances)
  }

  /** Starts threads where so many instances are worth them. */
  startThreads(instances: number): void {
    const { userRulesPath: rulesPath, redHerrings, fingerprint } = this.#rules
    const cores = availableParallelism()
    // A thread takes 50 MB and is of use from the second instance on.
    const wanted = cores < 2 ? 0 : Math.min(cores, mostThreads, instances - 1)
    while (this.#threads.length < wanted) {
      const thread = new ReaderThread({ rulesPath, redHerrings, fingerprint })
      this.#threads.push({ thread, rows: new RowsOfReader() })
    }
  }

  /** How many readings can be under way before another one waits for nothing but its turn. */
  get atOnce(): number {
    return Math.max(1, mostWaiting * this.#threads.filter(({ thread }) => thread.isReady).length)
  }

  /** Where the next stream is made. `lines`: of the file that it goes into. */
  placeToMake(lines: LineStore): MakingPlace {
    this.#serve(lines)
    const free = this.#freeThread([])
    if (free === undefined) return this.#ownReader()
    const { thread, rows } = free
    return {
      isThread: true,
      make: async (question) => numbered(await thread.make(question), rows),
    }
  }

  /** `streams`: all log streams of one instance. Throws what reading its lines throws. undefined: interrupted. */
  async read(
    streams: readonly PendingStream[],
    { lines, signal }: Reading,
  ): Promise<NumberedReading | undefined> {
    this.#serve(lines)
    const free = this.#freeThread(streams)
    if (free === undefined) return this.#ownReader().read(streams, { lines, signal })
    const blocks = streams.map(({ streamId }) => ({ streamId, blocks: lines.blocks(streamId) }))
    try {
      const reading = await free.thread.read(blocks)
      return { ...reading, rows: free.rows.take(reading) }
    } catch (error) {
      if (!this.#threads.includes(free)) throw error
      // Here the same error is one that the file's name and an advice are added to.
      return this.#ownReader().read(streams, { lines, signal })
    }
  }

  #ownReader(): NumberingReader {
    if (this.#own.isInterrupted) this.#own = new NumberingReader(this.#rules)
    return this.#own
  }

  /** Ends the threads, since nothing waits to be read: the memory that each holds is of use elsewhere. */
  async rest(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map(({ thread }) => thread.close()))
  }

  /** Forgets what it remembers, as after a transaction that was rolled back. */
  reset(): void {
    void this.rest()
    this.#own = new NumberingReader(this.#rules)
  }

  #serve(lines: LineStore): void {
    // Rows that numbers stand for are those of one file.
    if (this.#lines !== undefined && this.#lines !== lines) this.reset()
    this.#lines = lines
  }

  #freeThread(streams: readonly PendingStream[]) {
    const bytes = streams.reduce((sum, stream) => sum + stream.bytes, 0)
    if (bytes > mostBytes) return undefined
    return this.#threads
      .filter(({ thread }) => thread.isReady)
      .toSorted((a, b) => a.thread.waiting - b.thread.waiting)[0]
  }
}

class NumberingReader implements MakingPlace {
  readonly isThread = false
  readonly #reader: InstanceReader
  readonly #makers: StreamMakers
  readonly #rows = new RowsOfReader()
  #last: Promise<unknown> = Promise.resolve()
  /** It has numbered templates that nobody was told of, and reads no more. */
  isInterrupted = false

  constructor(rules: LifecycleRules) {
    this.#reader = new InstanceReader(rules)
    this.#makers = new StreamMakers(this.#reader)
  }

  make(question: MakerQuestion): Promise<NumberedAnswer> {
    return this.#inTurn(() => numbered(this.#makers.answer(question), this.#rows))
  }

  /** Lets signals and timers have their turn while it reads a long log. */
  read(
    streams: readonly PendingStream[],
    { lines, signal }: Reading,
  ): Promise<NumberedReading | undefined> {
    const streamIds = streams.map(({ streamId }) => streamId)
    return this.#inTurn(async () => {
      if (this.isInterrupted) return undefined
      const steps = this.#reader.steps(streamIds, lines)
      let step = steps.next()
      for (; !step.done; step = steps.next()) {
        await setImmediate()
        this.isInterrupted = signal.aborted
        if (this.isInterrupted) return undefined
      }
      return { ...step.value, rows: this.#rows.take(step.value) }
    })
  }

  /** One after the other, as they were asked for. */
  #inTurn<Answer>(work: () => Answer | Promise<Answer>): Promise<Answer> {
    const answer = this.#last.then(work)
    this.#last = answer.catch(() => undefined)
    return answer
  }
}

/** Rows for the numbers of one reader: new ones whenever it begins to number anew. */
class RowsOfReader {
  #rows = new TemplateRows()

  /** Takes the reader's readings in their order. */
  take({ met }: InstanceReading): TemplateRows {
    if (met.from === 0) this.#rows = new TemplateRows()
    this.#rows.add(met.first)
    return this.#rows
  }
}

/** Taken as soon as it is there: readings are numbered in their order. */
function numbered(answer: MakerAnswer, rows: RowsOfReader): NumberedAnswer {
  const reading = answer.part?.reading
  return { ...answer, reading: reading && { ...reading, rows: rows.take(reading) } }
}
