import { availableParallelism } from 'node:os'
import type { BlockFound, BlockTask, FinderQuery } from './block-finder.ts'
import { FinderThread } from './finder-thread.ts'

/** More share one disk and one reader of blocks. */
const mostThreads = 8
/** How long threads wait for the next search. */
const idleMs = 20_000

/** A finder of one search: what it has met is counted apart from what others have met. */
export type Finder = (tasks: readonly BlockTask[]) => Promise<readonly BlockFound[]>

/** The threads of all searches: started by the first long one, ended when none has come for a while. */
class FinderThreads {
  #threads: FinderThread[] = []
  #searches = 0
  #running = 0
  #idle: NodeJS.Timeout | undefined

  /** One finder a thread; `end` when the search has. */
  begin(query: FinderQuery): { readonly finders: readonly Finder[]; readonly end: () => void } {
    clearTimeout(this.#idle)
    this.#running += 1
    this.#searches += 1
    const search = this.#searches
    this.#threads = this.#threads.filter(({ isGone }) => !isGone)
    const wanted = Math.min(availableParallelism(), mostThreads)
    while (this.#threads.length < wanted) this.#threads.push(new FinderThread())
    const threads = [...this.#threads]
    return {
      finders: threads.map((thread) => (tasks) => thread.find(search, query, tasks)),
      end: () => {
        for (const thread of threads) thread.forget(search, query)
        this.#ended()
      },
    }
  }

  #ended(): void {
    this.#running -= 1
    if (this.#running > 0) return
    this.#idle = setTimeout(() => {
      for (const thread of this.#threads.splice(0)) thread.close()
    }, idleMs)
    this.#idle.unref()
  }
}

export const finderThreads = new FinderThreads()
