// One pass over the lines of a scope, the failed instances first. It stops when its time is up and says how far it came;
// between slices of a few milliseconds the server answers others.
import { setImmediate } from 'node:timers/promises'
import { TemplateTable } from '../../ingest/lifecycle/template-table.ts'
import type { SearchQuery, SearchTemplate } from '../../views/search.ts'
import type { LineMatcher } from '../search-matcher.ts'
import { type BlockPlace, needlesOf, type SearchBlocks } from './search-blocks.ts'
import { rankOfState, type ScopeInstance, type SearchedLines } from './search-scope-store.ts'

const sliceMs = 10
/** From so many instances on, all blocks are looked up at once. */
const manyInstances = 100

/** A line that matches. */
export interface Hit {
  readonly logStreamId: number
  readonly ordinal: number
  readonly text: string
  /** The lines of its attempt, or of its stream: its context does not reach beyond. */
  readonly within: SearchedLines
}

/** What was found on one instance. */
export interface InstanceHits {
  readonly instance: ScopeInstance
  lines: number
  readonly hits: Hit[]
}

type Sample = Hit & { readonly instanceId: string }

/** A template, with the first line met of it. */
export type FoundTemplate = Omit<SearchTemplate, 'sample'> & { readonly sample: Sample }

/** Lines and instances of a template, as they are counted. */
interface TemplateCount {
  readonly index: number
  lines: number
  instances: number
  failed: number
  healthy: number
  last: ScopeInstance
  readonly sample: Sample
}

export interface ScanLimits {
  readonly seconds: number
  /** Hits that are kept of one instance. */
  readonly hitsOfInstance: number
  /** Elapsed milliseconds. */
  readonly clock: () => number
  readonly signal: AbortSignal
}

interface RangeBlocks {
  readonly places: readonly BlockPlace[]
  /** Ids of those that hold nothing of what is looked for. */
  readonly excluded: ReadonlySet<number>
}

export class SearchScan {
  readonly found: InstanceHits[] = []
  /** Instances that were searched to their end, with and without a match. */
  whole = 0
  lines = 0
  searchedLines = 0
  isPartial = false
  readonly #blocks: SearchBlocks
  readonly #query: SearchQuery
  readonly #matcher: LineMatcher
  readonly #limits: ScanLimits
  readonly #needles: readonly string[] | undefined
  readonly #table = new TemplateTable()
  readonly #templates = new Map<number, TemplateCount>()
  readonly #endMs: number
  #sliceEndMs: number

  constructor(
    blocks: SearchBlocks,
    search: { readonly query: SearchQuery; readonly matcher: LineMatcher },
    limits: ScanLimits,
  ) {
    this.#blocks = blocks
    this.#query = search.query
    this.#matcher = search.matcher
    this.#limits = limits
    this.#needles = needlesOf(search.matcher.pieces)
    this.#sliceEndMs = limits.clock() + sliceMs
    this.#endMs = limits.clock() + limits.seconds * 1000
  }

  /** Searches the instances in the given order. */
  async run(scope: readonly ScopeInstance[]): Promise<void> {
    const excluded = this.#blocks.excluded(this.#matcher.pieces)
    const known = scope.length < manyInstances ? undefined : this.#blocks.allPlaces()
    const placesOf = ({ logStreamId }: SearchedLines): readonly BlockPlace[] =>
      known === undefined ? this.#blocks.places(logStreamId) : (known.get(logStreamId) ?? [])
    for (const instance of scope) {
      const hits: InstanceHits = { instance, lines: 0, hits: [] }
      for (const range of instance.ranges) {
        await this.#searchRange(hits, range, { places: placesOf(range), excluded })
      }
      if (hits.lines > 0) this.found.push(hits)
      if (this.isPartial) return
      this.whole += 1
    }
  }

  async #searchRange(
    hits: InstanceHits,
    range: SearchedLines,
    { places, excluded }: RangeBlocks,
  ): Promise<void> {
    for (const [index, place] of places.entries()) {
      const end = Math.min((places[index + 1]?.firstLine ?? Infinity) - 1, range.lastLine)
      const lines = end - Math.max(place.firstLine, range.firstLine) + 1
      if (lines <= 0) continue
      if (this.isPartial || (await this.#isTimeUp())) return
      if (!excluded.has(place.blockId)) this.#searchBlock(hits, place, range)
      this.searchedLines += lines
      if (this.#query.not && hits.lines > 0) return
    }
  }

  /** Also lets others have their turn. */
  async #isTimeUp(): Promise<boolean> {
    const { clock, signal } = this.#limits
    const nowMs = clock()
    if (nowMs >= this.#endMs || signal.aborted) this.isPartial = true
    else if (nowMs >= this.#sliceEndMs) {
      await setImmediate()
      this.#sliceEndMs = clock() + sliceMs
    }
    return this.isPartial
  }

  #searchBlock(hits: InstanceHits, place: BlockPlace, range: SearchedLines): void {
    for (const { ordinal, text } of this.#blocks.lines(place, this.#needles)) {
      if (ordinal < range.firstLine || ordinal > range.lastLine) continue
      if (!this.#matcher.test(text)) continue
      this.#count(hits, { ordinal, text, logStreamId: range.logStreamId, within: range })
    }
  }

  #count(hits: InstanceHits, hit: Hit): void {
    const index = this.#table.indexOf(hit.text)
    const { template } = this.#query
    if (template !== undefined && this.#table.templates[index]?.templateId !== template) return
    this.lines += 1
    hits.lines += 1
    if (hits.hits.length < this.#limits.hitsOfInstance && this.#isAfter(hits, hit)) {
      hits.hits.push(hit)
    }
    this.#countTemplate(index, hits.instance, hit)
  }

  /** Of one instance alone the lines are paged; of many the instances. */
  #isAfter({ instance }: InstanceHits, hit: Hit): boolean {
    const [instanceId, stream, line] = this.#query.after?.split(':') ?? []
    if (instanceId !== instance.instanceId || line === undefined) return true
    const [logStreamId, ordinal] = [Number(stream), Number(line)]
    return (
      hit.logStreamId > logStreamId || (hit.logStreamId === logStreamId && hit.ordinal > ordinal)
    )
  }

  #countTemplate(index: number, instance: ScopeInstance, hit: Hit): void {
    const known = this.#templates.get(index)
    const isNew = known?.last !== instance
    const count = known ?? {
      ...{ index, lines: 0, instances: 0, failed: 0, healthy: 0, last: instance },
      sample: { ...hit, instanceId: instance.instanceId },
    }
    count.lines += 1
    if (isNew) {
      count.instances += 1
      if (rankOfState(instance.state) === 0) count.failed += 1
      if (rankOfState(instance.state) === 2) count.healthy += 1
      count.last = instance
    }
    this.#templates.set(index, count)
  }

  /** Most instances first. */
  templates(): readonly FoundTemplate[] {
    return [...this.#templates.values()]
      .sort((a, b) => b.instances - a.instances || b.lines - a.lines)
      .map(({ index, lines, instances, failed, healthy, sample }) => ({
        templateId: this.#table.templates[index]?.templateId ?? '',
        template: this.#table.templates[index]?.template ?? '',
        ...{ lines, instances, failed, healthy },
        sample,
      }))
  }
}
