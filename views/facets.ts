import { html, type SafeHtml } from '@remix-run/html-template'
import { count, percent } from './format.ts'
import type { FacetRow } from './group-facets.ts'
import type { ClusterHeader } from './layout.ts'
import { type InstanceFilter, unknownValue, urls } from './urls.ts'

export const matrixFacets = [
  'instance-group',
  'instance-type',
  'availability-zone',
  'availability-zone-id',
  'ip-prefix',
  'image',
  'lifecycle-script',
  'capacity-type',
] as const

export type MatrixFacet = (typeof matrixFacets)[number]

/** Selections of coverage states that together hold every instance once. */
export const matrixStates = ['any-succeeded', 'under-way', 'hung', 'any-failed', 'silent'] as const

export const facetSorts = ['lift', 'failed', 'total', 'value'] as const

export type FacetSort = (typeof facetSorts)[number]

/** The instances with one value of a facet. */
export interface FacetValueRow {
  /** null: not known of these. */
  readonly value: string | null
  readonly total: number
  /** Of the group asked for, else all that failed. */
  readonly failed: number
  readonly states: Readonly<Record<(typeof matrixStates)[number], number>>
  /** failed / total with its 95 % Wilson interval. */
  readonly rate: { readonly share: number; readonly low: number; readonly high: number } | undefined
  /** Times the rate of all whose value is known; null: nothing failed, or the value is not known. */
  readonly lift: number | null
}

export interface FacetMatrix {
  readonly facet: MatrixFacet
  readonly rows: readonly FacetValueRow[]
}

export interface FacetsRecord {
  readonly cluster: ClusterHeader
  /** Failure group whose members alone count as failed; undefined: all failed. */
  readonly failure: string | undefined
  readonly title: string | undefined
  readonly sort: FacetSort
  /** What holds after correction for every question asked. */
  readonly statements: readonly FacetRow[]
  readonly matrices: readonly FacetMatrix[]
}

const filterNames: Readonly<Record<MatrixFacet, keyof InstanceFilter>> = {
  'instance-group': 'group',
  'instance-type': 'type',
  'availability-zone': 'zone',
  'availability-zone-id': 'zone-id',
  'ip-prefix': 'ip-prefix',
  image: 'image',
  'lifecycle-script': 'script',
  'capacity-type': 'capacity',
}

/** Every value of every facet against where its instances stand. */
export function facets(record: FacetsRecord): SafeHtml {
  const { cluster, failure, title, statements, matrices } = record
  const what =
    failure === undefined
      ? html`all failed`
      : html`failed as <a class="line" href="${urls.failureGroup(cluster.key, failure)}" hx-ignore>${(title ?? '').slice(0, 160) || failure}</a> <a href="${urls.facets(cluster.key, { sort: record.sort })}">all failed</a>`
  const said =
    statements.length === 0
      ? html`<p class="lead dim">None of these values stands out beyond chance, corrected for every question asked.</p>`
      : html`<ul class="statements">${statements.map(({ sentence }) => html`<li>${sentence}</li>`)}</ul>`
  return html`<div id="facets"><h1 class="lead">Facets <small>${what}</small></h1>
${said}
${matrices.map((matrix) => matrixCard(record, matrix))}
<p class="dim">Rate and lift count what failed among the instances with the value; the interval is Wilson's, 95 %. A high lift alone is no statement: with many values some are high by chance.</p></div>`
}

const columns = [
  ['any-succeeded', 'succeeded'],
  ['under-way', 'under way'],
  ['hung', 'hung'],
  ['any-failed', 'failed'],
  ['silent', 'no log'],
] as const

function matrixCard(record: FacetsRecord, { facet, rows }: FacetMatrix): SafeHtml {
  const known = rows.filter(({ value }) => value !== null)
  const name = facet.replaceAll('-', ' ')
  if (known.length <= 1) {
    const [only] = known
    const all = only === undefined ? 'not known of any instance' : `${only.value} everywhere`
    return html`<p class="dim"><b>${name}</b>: ${all}</p>`
  }
  return html`<section class="card wide" id="facet-${facet}" tabindex="0" aria-label="${name}"><h2>${name} <span class="dim">${count(known.length)} values</span></h2>
<table class="list"><thead><tr>${heading(record, 'value', 'value')}${heading(record, 'total', 'instances')}${columns.map(([, label]) => html`<th scope="col" class="num">${label}</th>`)}${record.failure === undefined ? null : html`<th scope="col" class="num">in the group</th>`}${heading(record, 'failed', 'failed of all, %')}${heading(record, 'lift', 'lift')}</tr></thead>
<tbody>${rows.map((row) => valueRow(record, facet, row))}</tbody></table></section>`
}

function heading(
  { cluster, failure, sort }: FacetsRecord,
  key: FacetSort,
  label: string,
): SafeHtml {
  const href = urls.facets(cluster.key, { failure, sort: key })
  const order = key === 'value' ? 'ascending' : 'descending'
  return html`<th scope="col" class="${key === 'value' ? '' : 'num'}" aria-sort="${sort === key ? order : 'none'}"><a href="${href}" hx-get="${href}" hx-target="#facets" hx-swap="outerHTML" hx-push-url="true">${label}${sort === key ? (order === 'ascending' ? ' ↑' : ' ↓') : null}</a></th>`
}

function valueRow(
  { cluster, failure }: FacetsRecord,
  facet: MatrixFacet,
  row: FacetValueRow,
): SafeHtml {
  const own = { [filterNames[facet]]: row.value ?? unknownValue }
  const cell = (value: number, filter: InstanceFilter, look = ''): SafeHtml =>
    value === 0
      ? html`<td class="num dim">0</td>`
      : html`<td class="num"><a class="${look}" href="${urls.instances(cluster.key, { ...own, ...filter })}">${count(value)}</a></td>`
  const rate =
    row.rate === undefined || row.failed === 0
      ? html`<span class="dim">0</span>`
      : html`${percent(row.rate.share)} <span class="dim">${percent(row.rate.low)}–${percent(row.rate.high)}</span>`
  return html`<tr><td>${row.value ?? html`<i class="dim">not known</i>`}</td>${cell(row.total, {})}${columns.map(([state]) => cell(row.states[state], { state }, state === 'any-failed' ? 'bad' : ''))}${failure === undefined ? null : cell(row.failed, { state: 'any-failed', failure }, 'bad')}<td class="num">${rate}</td><td class="num">${row.lift === null || row.failed === 0 ? html`<span class="dim">–</span>` : row.lift.toFixed(1)}</td></tr>
`
}
