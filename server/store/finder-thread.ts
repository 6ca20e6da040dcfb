// A search in a thread of its own, so that the server answers others meanwhile and a machine's other cores have work. The
// thread runs this same file. It is handed compressed blocks and hands back what it found; it never sees the database.
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { BlockFinder, type BlockFound, type BlockTask, type FinderQuery } from './block-finder.ts'

interface Question {
  /** Questions of one search have one number: what its finder has met is known to the next. */
  readonly search: number
  /** undefined: the search has ended. */
  readonly tasks: readonly BlockTask[] | undefined
  readonly query: FinderQuery
}

/** Answers come in the order of their questions. */
type Answer =
  | { readonly found: readonly BlockFound[] }
  | { readonly message: string; readonly code: string | undefined }

interface Waiting {
  readonly resolve: (found: readonly BlockFound[]) => void
  readonly reject: (error: Error) => void
}

const threadName = 'hyperscope-finder'

/** Finds lines in blocks, in the order in which it is asked. */
export class FinderThread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  #isGone = false

  constructor() {
    this.#worker = new Worker(fileURLToPath(import.meta.url), {
      workerData: { threadName },
      // What it makes of a block is garbage once the next one comes.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    })
    this.#worker.on('message', (answer: Answer) => this.#take(answer))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('The thread of the search has ended.')))
    // After its listeners: one for messages keeps the program alive again.
    this.#worker.unref()
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** Questions without an answer. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** One answer a task. Rejects as zlib would, when a block is damaged, or when the thread ends. */
  find(
    search: number,
    query: FinderQuery,
    tasks: readonly BlockTask[],
  ): Promise<readonly BlockFound[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage({ search, query, tasks } satisfies Question)
    })
  }

  /** What is known of the search is no longer needed. */
  forget(search: number, query: FinderQuery): void {
    this.#worker.postMessage({ search, query, tasks: undefined } satisfies Question)
  }

  close(): void {
    void this.#worker.terminate()
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.shift()
    if (this.#waiting.length === 0) this.#worker.unref()
    if ('found' in answer) waiting?.resolve(answer.found)
    else waiting?.reject(Object.assign(new Error(answer.message), { code: answer.code }))
  }

  #end(error: Error): void {
    this.#isGone = true
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

function findInThread(): void {
  const finders = new Map<number, BlockFinder>()
  parentPort?.on('message', ({ search, query, tasks }: Question) => {
    if (tasks === undefined) {
      finders.delete(search)
      return
    }
    const finder = finders.get(search) ?? new BlockFinder(query)
    finders.set(search, finder)
    parentPort?.postMessage(answerTo(finder, tasks))
  })
}

function answerTo(finder: BlockFinder, tasks: readonly BlockTask[]): Answer {
  try {
    return { found: tasks.map((task) => finder.find(task)) }
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    return { message, code }
  }
}

if (!isMainThread && workerData?.threadName === threadName) findInThread()
