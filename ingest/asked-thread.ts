import { Worker } from 'node:worker_threads'

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/** What a thread says first, when it has all that it needs to answer. */
export const ready = 'ready'

/** A thread that answers questions in the order in which it is asked. Only an unanswered one keeps the program alive. */
export class AskedThread<Question, Answer> {
  readonly #worker: Worker
  readonly #waiting: Waiting<Answer>[] = []
  #isReady = false
  #isGone = false

  /** `path`: the module that the thread runs. `youngMb`: its nursery; what it makes of a question is soon garbage. */
  constructor(path: string, options: { readonly data: unknown; readonly youngMb: number }) {
    this.#worker = new Worker(path, {
      workerData: options.data,
      resourceLimits: { maxYoungGenerationSizeMb: options.youngMb },
    })
    this.#worker.on('message', (message: typeof ready | Answer) => this.#take(message))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('The thread has ended.')))
    // After its listeners: one for messages keeps the program alive again.
    this.#worker.unref()
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** Whether it has all that it needs; a question that comes before that waits. */
  get isReady(): boolean {
    return this.#isReady && !this.#isGone
  }

  /** Questions without an answer. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** `transferred`: memory that goes over to the thread. Rejects when the thread ends before it answers. */
  ask(question: Question, transferred: readonly ArrayBuffer[] = []): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage(question, transferred)
    })
  }

  /** Says what needs no answer. */
  tell(question: Question): void {
    this.#worker.postMessage(question)
  }

  /** Resolves when the thread, and what it held of memory, is gone. */
  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #take(message: typeof ready | Answer): void {
    if (message === ready) {
      this.#isReady = true
      return
    }
    this.#waiting.shift()?.resolve(message as Answer)
    if (this.#waiting.length === 0) this.#worker.unref()
  }

  #end(error: Error): void {
    this.#isGone = true
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}
