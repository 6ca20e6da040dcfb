import type { Database } from 'better-sqlite3'
import type { ClusterHeader } from '../../views/layout.ts'
import type {
  SearchQuery,
  SearchRecord,
  SearchResult,
  SearchTemplate,
  Share,
} from '../../views/search.ts'
import type { InstanceFilter } from '../../views/urls.ts'
import { lineMatcher } from '../search-matcher.ts'
import { searchProblem } from '../search-request.ts'
import { foundInstance } from './found-instance.ts'
import type { ListedInstances } from './instances-by-state.ts'
import type { LogStore } from './log-store.ts'
import { type Scope, scopeOf } from './scope.ts'
import type { SearchReader, SearchReaders } from './search-readers.ts'
import { type InstanceHits, SearchScan } from './search-scan.ts'
import { rankOfState, type ScopeInstance, type SearchScope } from './search-scope-store.ts'
import type { FoundTemplate } from './search-templates.ts'
import type { Stores } from './stores.ts'

/** How a search is run: what stops it, and how much of it is shown. */
export interface SearchRun {
  /** Elapsed milliseconds. */
  readonly clock: () => number
  readonly signal: AbortSignal
  /** Instances of a page. */
  readonly instances: number
  /** Lines of one instance, where several are shown. */
  readonly linesOfInstance: number
  /** Lines where one instance alone is searched. */
  readonly linesOfOne: number
}

const mostTemplates = 12
/** Instances that the asked text names, as links. */
const mostNamed = 6

/** What a search reads: the head of its page in the viewer's connection, lines in one of its own. */
export interface SearchSources {
  readonly database: Database
  readonly stores: Stores
  readonly readers: SearchReaders
}

/**
 * Searches in one snapshot from begin to end, so that other pages are answered and what a sync writes meanwhile changes
 * nothing. Throws OperatorError `cluster-not-found`.
 */
export async function searchRecord(
  { database, stores, readers }: SearchSources,
  ...[key, query, run]: readonly [key: string, query: SearchQuery, run: SearchRun]
): Promise<SearchRecord> {
  const head = database.transaction(() => searchHead(stores, key, query)).deferred()
  if (head.problem !== undefined) return head
  return { ...head, result: await readers.use((reader) => searchResult(reader, head, run)) }
}

function searchHead(stores: Stores, key: string, query: SearchQuery): SearchRecord {
  const cluster = stores.clusters.cluster(key)
  const scope = scopeOf(cluster)
  const isNamed = query.q.trim().length > 2 && query.mode !== 'regex'
  const named = isNamed ? worstFirst(stores, scope, { text: query.q }).ids : []
  return {
    ...{ cluster, query, problem: searchProblem(query), unfinished: unfinished(stores, cluster) },
    named: stores.instanceList
      .rowsOf(scope, named.slice(0, mostNamed))
      .map(({ instanceId, state }) => ({ instanceId, state })),
    namedTotal: named.length,
    facets: worstFirst(stores, scope, {}).facets,
    examples: query.q === '' ? examplesOf(stores, scope) : [],
  }
}

function worstFirst(stores: Stores, scope: Scope, filter: InstanceFilter): ListedInstances {
  return stores.instanceList.listed({ scope, filter, sort: 'state', order: 'asc' })
}

function unfinished(stores: Stores, { clusterId }: ClusterHeader): SearchRecord['unfinished'] {
  const [run] = stores.syncRuns.runs(clusterId, 1)
  if (run === undefined || run.outcome === 'complete') return null
  const { outcome, startedMs, streams, streamsDone } = run
  return { outcome, startedMs, streams, streamsDone }
}

/** Pieces of decisive lines without their varying parts, and an instance id: short, and certain to be found. */
function examplesOf(stores: Stores, scope: Scope): readonly string[] {
  const rows = stores.instanceList.rowsOf(scope, worstFirst(stores, scope, {}).ids.slice(0, 200))
  const pieces = rows.flatMap(({ decisiveLine }) => {
    const words = decisiveLine?.match(/[A-Za-z]{3,}(?: [A-Za-z]{2,}){1,4}/)?.[0]
    return words === undefined ? [] : [words]
  })
  return [...new Set(pieces)]
    .slice(0, 5)
    .concat(rows.slice(0, 1).map(({ instanceId }) => instanceId))
}

async function searchResult(
  { scopes, blocks, logs }: SearchReader,
  { cluster, query }: SearchRecord,
  run: SearchRun,
): Promise<SearchResult> {
  const scope = scopes.scope(scopeOf(cluster), query)
  const { withLog } = scope
  const matcher = lineMatcher(query)
  const hitsOfInstance = withLog.length === 1 ? run.linesOfOne : run.linesOfInstance
  const limits = { ...run, seconds: query.seconds, hitsOfInstance }
  const scan = new SearchScan(blocks, { scope, query, matcher }, limits)
  await scan.run()
  const answer = query.not ? withoutHits(withLog, scan) : scan.found
  const page = pageOf(answer, query, run.instances)
  const templates = scan.templates()
  return {
    ...countsOf(scope, { scan, answer }),
    ...wholeness(scope, scan, query),
    templates: templates
      .slice(0, mostTemplates)
      .map((found) => ({ ...found, sample: sampleOf(found, logs) })),
    moreTemplates: Math.max(0, templates.length - mostTemplates),
    found: page.map((hits) => foundInstance(hits, { logs, matcher })),
    next: nextOf(answer, page, withLog.length),
  }
}

/** Instances searched to their end in which nothing matches. */
function withoutHits(withLog: readonly ScopeInstance[], scan: SearchScan): InstanceHits[] {
  const found = new Set(scan.found.map(({ instance }) => instance))
  return withLog
    .slice(0, scan.whole)
    .filter((instance) => !found.has(instance))
    .map((instance) => ({ instance, lines: 0, hits: [] }))
}

function pageOf(
  answer: readonly InstanceHits[],
  { after }: SearchQuery,
  instances: number,
): readonly InstanceHits[] {
  const [afterId, , line] = after?.split(':') ?? []
  const at = answer.findIndex(({ instance }) => instance.instanceId === afterId)
  const start = line === undefined ? at + 1 : Math.max(0, at)
  return answer.slice(start, start + instances)
}

function nextOf(
  answer: readonly InstanceHits[],
  page: readonly InstanceHits[],
  searched: number,
): string | undefined {
  const last = page.at(-1)
  if (last === undefined) return undefined
  const hit = last.hits.at(-1)
  const isOne = searched === 1 && hit !== undefined && last.lines > last.hits.length
  if (isOne) return `${last.instance.instanceId}:${hit.logStreamId}:${hit.ordinal}`
  return last === answer.at(-1) ? undefined : last.instance.instanceId
}

function countsOf(
  { instances, withLog }: SearchScope,
  { scan, answer }: { readonly scan: SearchScan; readonly answer: readonly InstanceHits[] },
): Pick<SearchResult, 'lines' | 'instances' | 'failed' | 'healthy' | 'withoutLog'> {
  const share = (rank: 0 | 2): Share => ({
    with: answer.filter(({ instance }) => rankOfState(instance.state) === rank).length,
    of: withLog.filter(({ state }) => rankOfState(state) === rank).length,
  })
  return {
    lines: scan.lines,
    instances: { with: answer.length, of: withLog.length },
    ...{ failed: share(0), healthy: share(2), withoutLog: instances - withLog.length },
  }
}

function wholeness(
  { linesBefore }: SearchScope,
  { isPartial, searchedLines }: SearchScan,
  { seconds }: SearchQuery,
): Pick<SearchResult, 'isWhole' | 'searchedLines' | 'totalLines' | 'wholeSeconds'> {
  const totalLines = linesBefore.at(-1) ?? 0
  const counts = { isWhole: !isPartial, totalLines, searchedLines }
  if (!isPartial) return counts
  const needed = Math.ceil((1.5 * seconds * totalLines) / Math.max(1, searchedLines))
  return { ...counts, wholeSeconds: Math.min(120, Math.max(Math.ceil(seconds) + 1, needed)) }
}

function sampleOf({ sample }: FoundTemplate, logs: LogStore): SearchTemplate['sample'] {
  const { instanceId, ordinal, text, logStreamId } = sample
  return { instanceId, ordinal, attempt: logs.attemptAt(logStreamId, ordinal), text }
}
