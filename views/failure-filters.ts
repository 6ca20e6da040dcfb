import { html, type SafeHtml } from '@remix-run/html-template'
import type { FailuresRecord } from './failures.ts'
import { urls } from './urls.ts'

/** What narrows the list of failure groups; the names are those of the query. */
export interface FailureFilter {
  readonly stage?: string
  readonly known?: 'known' | 'unknown'
  readonly verdict?: 'transient' | 'deterministic' | 'unclear'
}

export const groupSorts = ['instances', 'first-seen', 'lift'] as const

export type GroupSort = (typeof groupSorts)[number]

/** A plain form: it works without scripts. */
export function failureFilterForm({ cluster, filter, sort, stages }: FailuresRecord): SafeHtml {
  const stageValues = [
    ...new Set([...stages, ...(filter.stage === undefined ? [] : [filter.stage])]),
  ]
  return html`<form class="filters" action="${urls.failures(cluster.key)}">
${select({ name: 'stage', label: 'stage', values: stageValues }, filter.stage)}
${select({ name: 'known', label: 'cause', values: ['known', 'unknown'] }, filter.known)}
${select({ name: 'verdict', label: 'verdict', values: ['transient', 'deterministic', 'unclear'] }, filter.verdict)}
${sort === 'instances' ? null : html`<input type="hidden" name="sort" value="${sort}">`}
<button type="submit">Filter</button>${Object.keys(filter).length === 0 ? null : html`<a href="${urls.failures(cluster.key)}">take all filters away</a>`}</form>`
}

function select(
  at: { readonly name: string; readonly label: string; readonly values: readonly string[] },
  chosen: string | undefined,
): SafeHtml {
  return html`<label>${at.label} <select name="${at.name}"><option value="">any</option>${at.values.map(
    (value) =>
      html`<option value="${value}"${value === chosen ? html` selected` : null}>${value}</option>`,
  )}</select></label>
`
}

/** A heading that orders the list by its column. */
export function sortHeading(
  { cluster, filter, sort }: FailuresRecord,
  at: { readonly key: GroupSort; readonly label: string },
): SafeHtml {
  const href = urls.failures(cluster.key, { ...filter, sort: at.key })
  const isSorted = sort === at.key
  const order = at.key === 'first-seen' ? 'ascending' : 'descending'
  return html`<th scope="col" class="${at.key === 'first-seen' ? '' : 'num'}" aria-sort="${isSorted ? order : 'none'}"><a href="${href}" hx-get="${href}" hx-target="#failures" hx-swap="outerHTML" hx-push-url="true">${at.label}${isSorted ? (order === 'ascending' ? ' ↑' : ' ↓') : null}</a></th>`
}
