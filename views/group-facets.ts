import { html, type SafeHtml } from '@remix-run/html-template'
import { sharedName } from './failure-filters.ts'
import { count, percent } from './format.ts'
import { type InstanceFilter, urls } from './urls.ts'

/** Something that failed instances share, counted in instances. */
export interface FacetRow {
  /** 1: the strongest. */
  readonly rank: number
  /** Facet name to value, one or two. */
  readonly facets: Readonly<Record<string, string>>
  readonly failedInside: number
  readonly inside: number
  readonly failed: number
  readonly total: number
  /** 95 % interval of failedInside / inside. */
  readonly rateLow: number
  readonly rateHigh: number
  readonly lift: number
  readonly pValue: number
  readonly qValue: number
  readonly sentence: string
}

const filters: Readonly<Record<string, keyof InstanceFilter>> = {
  'instance-group': 'group',
  'instance-type': 'type',
  'availability-zone': 'zone',
  'availability-zone-id': 'zone-id',
  'ip-prefix': 'ip-prefix',
  image: 'image',
  'lifecycle-script': 'script',
  'capacity-type': 'capacity',
}

/** The list of the instances that have these values; undefined: no list can be narrowed so (launch waves). */
function filterOf(facets: FacetRow['facets']): InstanceFilter | undefined {
  const entries = Object.entries(facets).map(([name, value]) => [filters[name], value] as const)
  if (entries.some(([name]) => name === undefined)) return undefined
  return Object.fromEntries(entries)
}

// Below this, digits say nothing more.
const leastShown = 0.0001

function small(probability: number): string {
  return probability < leastShown ? `< ${leastShown}` : probability.toFixed(4)
}

/** What the members share that others do not, with the numbers behind it. */
export function groupFacets(
  cluster: string,
  at: {
    readonly failureGroupId: string
    readonly facets: readonly FacetRow[]
    readonly sentence: string | null
  },
): SafeHtml {
  const { facets, sentence, failureGroupId } = at
  if (facets.length === 0) {
    return html`<section class="card"><h2>What they have in common</h2><p class="dim">${sentence ?? 'The next sync will compare them with the others.'}</p>${everyValue(cluster, failureGroupId)}</section>`
  }
  return html`<section class="card wide"><h2>What they have in common</h2>
<ul class="statements">${facets.slice(0, 3).map((row) => html`<li>${row.sentence}</li>`)}</ul>
<table class="list"><thead><tr><th scope="col">value</th><th scope="col" class="num">failed</th><th scope="col" class="num">of</th><th scope="col" class="num"><abbr title="share that failed, 95 % Wilson interval">rate, %</abbr></th><th scope="col" class="num"><abbr title="times the rate of all">lift</abbr></th><th scope="col" class="num"><abbr title="probability by chance, corrected for every question asked">q</abbr></th></tr></thead>
<tbody>${facets.map((row) => facetRow(cluster, { row, failure: failureGroupId }))}</tbody></table>${everyValue(cluster, failureGroupId)}</section>`
}

function everyValue(cluster: string, failure: string): SafeHtml {
  return html`<p><a href="${urls.facets(cluster, { failure })}">Every value of every facet</a></p>`
}

function facetRow(
  cluster: string,
  { row, failure }: { readonly row: FacetRow; readonly failure: string },
): SafeHtml {
  const filter = filterOf(row.facets)
  const link = (value: number, narrowed: InstanceFilter): SafeHtml =>
    filter === undefined
      ? html`${count(value)}`
      : html`<a href="${urls.instances(cluster, { ...filter, ...narrowed })}">${count(value)}</a>`
  const ofGroup = { state: 'any-failed', ...(failure === '' ? {} : { failure }) }
  return html`<tr><td>${Object.entries(row.facets).map(([name, value]) => html`<span class="dim">${name.replaceAll('-', ' ')}</span> <a href="${urls.failures(cluster, { facet: sharedName({ facet: name, value }) })}" title="the failure groups that share it">${value}</a><br>`)}</td>
<td class="num">${link(row.failedInside, ofGroup)}</td><td class="num">${link(row.inside, {})}</td><td class="num">${percent(row.rateLow)}–${percent(row.rateHigh)}</td><td class="num">${row.lift.toFixed(1)}</td><td class="num">${small(row.qValue)}</td></tr>
`
}

const mostCommon = 3

/** On the overview: what all failed share. Nothing at all where nothing holds. */
export function commonFacets(cluster: string, facets: readonly FacetRow[]): SafeHtml | null {
  if (facets.length === 0) return null
  return html`<section class="card"><h2>What the failed have in common</h2>
<ul class="statements">${facets.slice(0, mostCommon).map((row) => html`<li>${statementLink(cluster, row)} <span class="dim">lift ${row.lift.toFixed(1)}</span></li>`)}</ul></section>`
}

function statementLink(cluster: string, { facets, sentence }: FacetRow): SafeHtml {
  const filter = filterOf(facets)
  if (filter === undefined) return html`${sentence}`
  return html`<a href="${urls.instances(cluster, { state: 'any-failed', ...filter })}">${sentence}</a>`
}
