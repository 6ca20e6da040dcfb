// One pass over the lines of a scope, the failed instances first. It stops when its time is up and says how far it came;
// between slices of a few milliseconds the server answers others. Many blocks are shared out to threads; what they find is
// put together in the order of the scope all the same.
import { setImmediate } from 'node:timers/promises'
import type { SearchQuery } from '../../views/search.ts'
import type { LineMatcher } from '../search-matcher.ts'
import { BlockFinder, type BlockFound, type BlockTask, type FoundLine } from './block-finder.ts'
import { type Finder, finderThreads } from './finder-threads.ts'
import { type ScanTask, scanTasks } from './scan-tasks.ts'
import type { PlacesByStream, SearchBlocks } from './search-blocks.ts'
import type { ScopeInstance, SearchedLines, SearchScope } from './search-scope-store.ts'
import { type FoundTemplate, SearchTemplates } from './search-templates.ts'

const sliceMs = 10
/** Fewer instances are looked up one by one. */
const manyInstances = 100
/** Fewer blocks are searched before a thread has started. */
const manyBlocks = 300
/** Blocks of one question to a thread: some ten milliseconds of work. */
const batchBlocks = 32

/** A line that matches. */
export interface Hit extends FoundLine {
  readonly logStreamId: number
  /** The lines of its attempt, or of its stream: its context does not reach beyond. */
  readonly within: SearchedLines
}

/** What was found on one instance. */
export interface InstanceHits {
  readonly instance: ScopeInstance
  lines: number
  readonly hits: Hit[]
}

export interface ScanLimits {
  readonly seconds: number
  /** Hits that are kept of one instance. */
  readonly hitsOfInstance: number
  /** Elapsed milliseconds. */
  readonly clock: () => number
  readonly signal: AbortSignal
}

export class SearchScan {
  readonly found: InstanceHits[] = []
  /** Instances that were searched to their end, with and without a match. */
  whole = 0
  lines = 0
  searchedLines = 0
  isPartial = false
  readonly #scope: SearchScope
  readonly #blocks: SearchBlocks
  readonly #query: SearchQuery
  readonly #candidates: PlacesByStream
  readonly #limits: ScanLimits
  readonly #templates = new SearchTemplates()
  readonly #endMs: number
  #sliceEndMs: number

  constructor(
    blocks: SearchBlocks,
    search: {
      readonly scope: SearchScope
      readonly query: SearchQuery
      readonly matcher: LineMatcher
    },
    limits: ScanLimits,
  ) {
    this.#blocks = blocks
    this.#scope = search.scope
    this.#query = search.query
    this.#limits = limits
    this.#sliceEndMs = limits.clock() + sliceMs
    this.#endMs = limits.clock() + limits.seconds * 1000
    const { withLog, byStream } = search.scope
    const streams = withLog.length < manyInstances ? [...byStream.keys()] : undefined
    this.#candidates = blocks.mayHold(search.matcher.pieces, streams)
  }

  /** Most instances first. */
  templates(): readonly FoundTemplate[] {
    return this.#templates.list()
  }

  async run(): Promise<void> {
    const tasks = scanTasks(this.#scope, this.#candidates)
    if (tasks.length < manyBlocks) await this.#searchHere(tasks)
    else await this.#searchInThreads(tasks)
    if (this.isPartial) return
    this.whole = this.#scope.withLog.length
    this.searchedLines = this.#scope.linesBefore.at(-1) ?? 0
  }

  async #searchHere(tasks: readonly ScanTask[]): Promise<void> {
    const finder = new BlockFinder(this.#query)
    for (const task of tasks) {
      if (await this.#isTimeUp(task)) return
      const asked = this.#blockTask(task)
      if (asked !== undefined) this.#take(finder, task, finder.find(asked))
    }
  }

  async #searchInThreads(tasks: readonly ScanTask[]): Promise<void> {
    const { finders, end } = finderThreads.begin(this.#query)
    const asked: AskedBatch[] = []
    try {
      for (let at = 0; at < tasks.length || asked.length > 0; ) {
        const finder = finders[(at / batchBlocks) % finders.length]
        if (at < tasks.length && asked.length < 2 * finders.length && finder !== undefined) {
          asked.push(this.#ask(finder, tasks.slice(at, at + batchBlocks)))
          at += batchBlocks
        } else if (!(await this.#takeFirst(asked))) return
      }
    } finally {
      end()
    }
  }

  #ask(finder: Finder, batch: readonly ScanTask[]): AskedBatch {
    const asked = batch.flatMap((task) => {
      const blockTask = this.#blockTask(task)
      return blockTask === undefined ? [] : [{ task, blockTask }]
    })
    const answer = finder(asked.map(({ blockTask }) => blockTask))
    // Whoever awaits it hears of its error; it may come before, or be of no use to anyone any more.
    answer.catch(() => undefined)
    return { finder, tasks: asked.map(({ task }) => task), answer }
  }

  /** False: the time is up. */
  async #takeFirst(asked: AskedBatch[]): Promise<boolean> {
    const batch = asked[0]
    if (batch === undefined) return true
    const answer = await batch.answer
    asked.shift()
    for (const [at, task] of batch.tasks.entries()) {
      if (await this.#isTimeUp(task)) return false
      const found = answer[at]
      if (found !== undefined) this.#take(batch.finder, task, found)
    }
    return true
  }

  /** Also lets others have their turn. */
  async #isTimeUp({ place, range, block }: ScanTask): Promise<boolean> {
    const { clock, signal } = this.#limits
    const nowMs = clock()
    if (nowMs >= this.#sliceEndMs) {
      await setImmediate()
      this.#sliceEndMs = clock() + sliceMs
    }
    if (nowMs < this.#endMs && !signal.aborted) return false
    this.isPartial = true
    this.whole = place
    this.searchedLines =
      (this.#scope.linesBefore[place] ?? 0) +
      linesBefore(this.#scope.withLog[place]?.ranges ?? [], range) +
      Math.max(0, block.firstLine - range.firstLine)
    return true
  }

  /** undefined: nothing more is asked of its instance, or the block is gone. */
  #blockTask({ place, range, block }: ScanTask): BlockTask | undefined {
    const instance = this.#scope.withLog[place]
    if (this.#query.not && this.found.at(-1)?.instance === instance) return undefined
    const stored = this.#blocks.body(block)
    if (stored === undefined) return undefined
    return {
      block: { ...stored, firstLine: block.firstLine },
      ...{ fromLine: range.firstLine, toLine: range.lastLine },
      ...{ kept: this.#limits.hitsOfInstance, keptAfter: this.#keptAfter(instance, range) },
    }
  }

  /** Of one instance alone the lines are paged; of many the instances. */
  #keptAfter(instance: ScopeInstance | undefined, { logStreamId }: SearchedLines): number {
    const [instanceId, stream, line] = this.#query.after?.split(':') ?? []
    if (instanceId !== instance?.instanceId || line === undefined) return 0
    if (logStreamId > Number(stream)) return 0
    return logStreamId < Number(stream) ? Number.MAX_SAFE_INTEGER : Number(line)
  }

  #take(finder: object, { place, range }: ScanTask, found: BlockFound): void {
    const instance = this.#scope.withLog[place]
    if (found.lines === 0 || instance === undefined) return
    const { logStreamId } = range
    let hits = this.found.at(-1)
    if (hits?.instance !== instance) {
      hits = { instance, lines: 0, hits: [] }
      this.found.push(hits)
    }
    const more = found.kept.slice(0, this.#limits.hitsOfInstance - hits.hits.length)
    hits.hits.push(...more.map((line) => ({ ...line, logStreamId, within: range })))
    hits.lines += found.lines
    this.lines += found.lines
    this.#templates.take(finder, found, { instance, logStreamId })
  }
}

/** What a thread was asked and has not answered yet. */
interface AskedBatch {
  readonly finder: Finder
  readonly tasks: readonly ScanTask[]
  readonly answer: Promise<readonly BlockFound[]>
}

/** Lines of the ranges before one of them. */
function linesBefore(ranges: readonly SearchedLines[], range: SearchedLines): number {
  return ranges
    .slice(0, ranges.indexOf(range))
    .reduce((sum, { firstLine, lastLine }) => sum + lastLine - firstLine + 1, 0)
}
