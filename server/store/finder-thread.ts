// A search in a thread of its own, so that the server answers others meanwhile and a machine's other cores have work. The
// thread runs this same file. It is handed compressed blocks and hands back what it found; it never sees the database.
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { AskedThread, ready } from '../../ingest/asked-thread.ts'
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

const threadName = 'hyperscope-finder'

/** Finds lines in blocks, in the order in which it is asked. */
export class FinderThread {
  readonly #thread = new AskedThread<Question, Answer>(fileURLToPath(import.meta.url), {
    data: { threadName },
    youngMb: 16,
  })

  get isGone(): boolean {
    return this.#thread.isGone
  }

  /** Questions without an answer. */
  get waiting(): number {
    return this.#thread.waiting
  }

  /** One answer a task. Rejects as zlib would, when a block is damaged, or when the thread ends. */
  async find(
    search: number,
    query: FinderQuery,
    tasks: readonly BlockTask[],
  ): Promise<readonly BlockFound[]> {
    const answer = await this.#thread.ask({ search, query, tasks })
    if ('found' in answer) return answer.found
    throw Object.assign(new Error(answer.message), { code: answer.code })
  }

  /** What is known of the search is no longer needed. */
  forget(search: number, query: FinderQuery): void {
    this.#thread.tell({ search, query, tasks: undefined })
  }

  close(): void {
    void this.#thread.close()
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
  parentPort?.postMessage(ready)
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
