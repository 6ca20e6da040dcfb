import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { count, counted, time, timeZone } from './format.ts'
import type { FacetCount } from './instances.ts'
import type { ClusterHeader } from './layout.ts'
import { searchForm } from './search-form.ts'
import { foundInstances, foundTemplates } from './search-results.ts'
import { searchUrl } from './search-url.ts'
import { stateMark } from './state-look.ts'
import type { SyncRunRecord } from './sync-facts.ts'
import { type InstanceFilter, urls } from './urls.ts'

export const searchModes = ['text', 'word', 'regex'] as const

/** What is looked for, and where. */
export interface SearchQuery {
  readonly q: string
  readonly mode: (typeof searchModes)[number]
  readonly matchCase: boolean
  /** True: the instances without such a line. */
  readonly not: boolean
  readonly attempts: 'last' | 'all'
  /** Only lines of this template. */
  readonly template: string | undefined
  /** Time that the search may take; below 1: of a first page, which is to come at once. */
  readonly seconds: number
  /** The last instance of the page before, with stream and line where one instance is read. */
  readonly after: string | undefined
  readonly filter: InstanceFilter
}

export interface SearchProblem {
  readonly kind: 'empty' | 'too-short' | 'too-long' | 'invalid-regex'
  readonly message: string
}

/** `with` of `of` instances; instances without a line are not counted. */
export interface Share {
  readonly with: number
  readonly of: number
}

/** Where a line stands. */
export interface LinePlace {
  readonly ordinal: number
  /** null: it stands before the first attempt of its stream. */
  readonly attempt: number | null
}

export interface SearchTemplate {
  readonly templateId: string
  readonly template: string
  readonly lines: number
  readonly instances: number
  readonly failed: number
  readonly healthy: number
  readonly sample: LinePlace & { readonly instanceId: string; readonly text: string }
}

export interface SearchLine extends LinePlace {
  readonly atMs: number
  readonly text: string
  /** Where it matches, in characters of `text`; empty: a line of the context. */
  readonly matches: readonly (readonly [from: number, to: number])[]
  readonly isHit: boolean
}

export interface SearchInstance {
  readonly instanceId: string
  readonly state: CoverageState
  /** Lines that match. */
  readonly lines: number
  /** Hits with two lines before and after each; a break in the ordinals is a gap. */
  readonly excerpt: readonly SearchLine[]
}

/** What a search has found. All counts are of what was searched. */
export interface SearchResult {
  readonly lines: number
  readonly instances: Share
  readonly failed: Share
  readonly healthy: Share
  /** Instances of the scope that have no line. */
  readonly withoutLog: number
  /** False: the time was up, counts are lower bounds. */
  readonly isWhole: boolean
  readonly searchedLines: number
  readonly totalLines: number
  /** Seconds that the whole search may need; undefined: it is whole. */
  readonly wholeSeconds?: number
  /** Most instances first, at most 12. */
  readonly templates: readonly SearchTemplate[]
  readonly moreTemplates: number
  readonly found: readonly SearchInstance[]
  /** Where the next page of instances or lines begins; undefined: this is the last. */
  readonly next?: string | undefined
}

/** The newest sync, where it has not copied everything. */
export type UnfinishedSync = Pick<
  SyncRunRecord,
  'outcome' | 'startedMs' | 'streams' | 'streamsDone'
>

export interface SearchRecord {
  readonly cluster: ClusterHeader
  /** null: everything is copied. */
  readonly unfinished: UnfinishedSync | null
  readonly query: SearchQuery
  readonly problem?: SearchProblem | undefined
  /** Instances whose id, address or slot holds the text; at most 6. */
  readonly named: readonly { readonly instanceId: string; readonly state: CoverageState }[]
  readonly namedTotal: number
  readonly facets: Readonly<Partial<Record<string, readonly FacetCount[]>>>
  /** Searches worth a try on this cluster. */
  readonly examples: readonly string[]
  readonly result?: SearchResult | undefined
}

export function search(record: SearchRecord): SafeHtml {
  const heading =
    record.result === undefined
      ? html`<h1>Search <small>every line of ${counted(record.cluster.withLog, 'instance')}</small></h1>`
      : null
  return html`<div id="search">${heading}
${searchForm(record)}
${named(record)}
${record.problem === undefined ? null : problem(record, record.problem)}
${record.result === undefined ? null : results(record, record.result)}
</div>`
}

function problem(record: SearchRecord, { kind, message }: SearchProblem): SafeHtml | null {
  if (kind === 'empty') return examples(record)
  const heading =
    kind === 'invalid-regex' ? 'This is no regular expression' : 'This cannot be searched for'
  return html`<section class="card empty"><h2>${heading}</h2><p>${message}</p>
${kind === 'invalid-regex' ? html`<p>The syntax is <a href="https://github.com/google/re2/wiki/Syntax" rel="noreferrer">that of RE2</a>. To look for these characters as they are, take <a href="${searchUrl(record, { mode: '' })}">text</a>.</p>` : null}</section>`
}

function examples(record: SearchRecord): SafeHtml | null {
  if (record.examples.length === 0) return null
  return html`<section class="card"><h2>For example</h2><ul class="examples">${record.examples.map(
    (q) => html`<li><a class="line" href="${urls.search(record.cluster.key, { q })}">${q}</a></li>`,
  )}</ul></section>`
}

function named({ cluster, named: instances, namedTotal, query }: SearchRecord): SafeHtml | null {
  if (instances.length === 0) return null
  const all = urls.instances(cluster.key, { text: query.q })
  return html`<section class="card go"><h2>Go to ${instances.length === 1 ? 'the instance' : html`one of <a href="${all}">${counted(namedTotal, 'instance')}</a>`}</h2>
<ul>${instances.map(({ instanceId, state }) => html`<li><a class="mono" href="${urls.instance(cluster.key, instanceId)}">${instanceId}</a> ${stateMark(state)}</li>`)}</ul></section>`
}

function results(record: SearchRecord, result: SearchResult): SafeHtml {
  return html`<div id="results"><section id="counts">${headline(record, result)}
${partial(record, result)}
${notCopied(record)}
${split(record, result)}</section>
${record.query.not || result.templates.length === 0 ? null : foundTemplates(record, result)}
${result.found.length === 0 ? nothing(record, result) : foundInstances(record, result)}</div>`
}

function headline({ query }: SearchRecord, result: SearchResult): SafeHtml {
  const atLeast = result.isWhole ? '' : 'at least '
  const instances = html`<a href="#found">${counted(result.instances.with, 'instance')}</a> <small>of ${count(result.instances.of)}</small>`
  if (query.not) return html`<h1>${atLeast}${instances} without a line that matches</h1>`
  return html`<h1>${atLeast}<a href="#found">${counted(result.lines, 'line')}</a> on ${instances}</h1>`
}

/** Never silently partial. The first page, which had a moment only, goes on by itself; without scripts by its link. */
function partial(record: SearchRecord, result: SearchResult): SafeHtml | null {
  if (result.isWhole) return null
  const { searchedLines, totalLines, wholeSeconds = 120 } = result
  const share = Math.floor((100 * searchedLines) / Math.max(1, totalLines))
  const href = searchUrl(record, { seconds: String(wholeSeconds) })
  const goesOn =
    record.query.seconds < 1
      ? html` hx-get="${href}" hx-trigger="load" hx-target="#results" hx-select="#results" hx-swap="outerHTML"`
      : null
  return html`<p class="partial" role="status"${goesOn}><b>Partial.</b> ${share}${'\u202f'}% of ${counted(totalLines, 'line')} searched in ${counted(record.query.seconds, 'second')}, failed instances first. <a href="${href}">Search on, for up to ${counted(wholeSeconds, 'second')}</a></p>`
}

/** What has not been copied cannot be found. */
function notCopied({ cluster, unfinished }: SearchRecord): SafeHtml | null {
  if (unfinished === null) return null
  const sync = html`<a href="${urls.sync(cluster.key)}">sync</a> of ${time(unfinished.startedMs)} ${timeZone}`
  return html`<p class="partial" role="status"><b>Not all is copied.</b> The ${sync} ${unfinishedWords(unfinished)}; what it has not copied cannot be found.</p>`
}

export function unfinishedWords({ outcome, streams, streamsDone }: UnfinishedSync): string {
  if (outcome !== 'running') {
    return outcome === 'partial' ? 'left something out' : `ended ${outcome}`
  }
  return `has not ended, ${count(streamsDone)} of ${counted(streams, 'stream')} so far`
}

function split(record: SearchRecord, { failed, healthy, withoutLog }: SearchResult): SafeHtml {
  const share = (state: string, label: string, { with: found, of }: Share): SafeHtml => {
    const tone = state === 'any-failed' && found > 0 ? 'bad' : ''
    return html`<li><a class="${tone}" href="${searchUrl(record, { state })}">${count(found)}</a> of ${count(of)} ${label}</li>`
  }
  const without =
    withoutLog === 0
      ? null
      : html`<li class="dim">${counted(withoutLog, 'instance')} ${withoutLog === 1 ? 'has' : 'have'} no line to search</li>`
  return html`<ul class="split">${share('any-failed', 'failed', failed)}${share('any-succeeded', 'healthy', healthy)}${without}</ul>`
}

function nothing(record: SearchRecord, result: SearchResult): SafeHtml {
  const { query, cluster } = record
  const wider = searchUrl(record, { attempts: 'all' })
  return html`<section class="card empty" id="found"><h2>${query.not ? 'Every searched instance has such a line' : html`No line holds <code>${query.q}</code>${result.isWhole ? '' : ' so far'}`}</h2>
<p>${counted(result.searchedLines, 'line')} searched. ${query.attempts === 'last' ? html`Earlier attempts were not: <a href="${wider}">search all attempts</a>.` : null} <a href="${urls.search(cluster.key, { q: query.q })}">Search without filters</a>.</p></section>`
}
