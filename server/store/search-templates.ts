import type { SearchTemplate } from '../../views/search.ts'
import type { BlockFound, FoundLine } from './block-finder.ts'
import { rankOfState, type ScopeInstance } from './search-scope-store.ts'

/** A line and where it stands. */
type Sample = FoundLine & { readonly logStreamId: number; readonly instanceId: string }

/** A template, with the first line met of it. */
export type FoundTemplate = Omit<SearchTemplate, 'sample'> & { readonly sample: Sample }

/** Lines and instances of a template, as they are counted. */
interface TemplateCount {
  readonly templateId: string
  readonly template: string
  lines: number
  instances: number
  failed: number
  healthy: number
  last: ScopeInstance | undefined
  readonly sample: Sample
}

/** Counts the templates of what is found: block by block, in the order of the search, by however many finders. */
export class SearchTemplates {
  readonly #counts = new Map<string, TemplateCount>()
  /** Of each finder what its numbers stand for. */
  readonly #ofFinder = new Map<object, TemplateCount[]>()

  /** `instance` and its stream: where the block stands. */
  take(
    finder: object,
    found: BlockFound,
    at: { readonly instance: ScopeInstance; readonly logStreamId: number },
  ): void {
    const known = this.#ofFinder.get(finder) ?? []
    this.#ofFinder.set(finder, known)
    for (const { line, ...met } of found.met) {
      const sample = { ...line, logStreamId: at.logStreamId, instanceId: at.instance.instanceId }
      const none = { lines: 0, instances: 0, failed: 0, healthy: 0, last: undefined }
      const count = this.#counts.get(met.templateId) ?? { ...met, ...none, sample }
      this.#counts.set(met.templateId, count)
      known.push(count)
    }
    for (let place = 0; place < found.templates.length; place += 2) {
      const count = known[found.templates[place] ?? 0]
      if (count !== undefined) add(count, found.templates[place + 1] ?? 0, at.instance)
    }
  }

  /** Most instances first. */
  list(): readonly FoundTemplate[] {
    return [...this.#counts.values()]
      .sort((a, b) => b.instances - a.instances || b.lines - a.lines)
      .map(({ last: _, ...template }) => template)
  }
}

/** Blocks of one instance come one after the other. */
function add(count: TemplateCount, lines: number, instance: ScopeInstance): void {
  count.lines += lines
  if (count.last === instance) return
  count.last = instance
  count.instances += 1
  if (rankOfState(instance.state) === 0) count.failed += 1
  if (rankOfState(instance.state) === 2) count.healthy += 1
}
