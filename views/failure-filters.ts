import { html, type SafeHtml } from '@remix-run/html-template'
import type { FailuresRecord } from './failures.ts'
import { counted } from './format.ts'
import { type Chosen, type Option, optionsOf, select } from './select.ts'
import { urls } from './urls.ts'

/** The filters with a closed set of values. */
export const failureChoices = {
  known: ['known', 'unknown'],
  verdict: ['transient', 'deterministic', 'unclear'],
  /** Whether attempts of an earlier bring-up failed so. */
  novelty: ['new', 'recurring'],
  /** Whether instances failed so at the end of the bring-up after it. */
  next: ['again', 'gone'],
  muted: ['yes', 'no'],
  /** The few largest, which the overview names. */
  leading: ['yes'],
} as const

/** What narrows the list of failure groups; the names are those of the query. */
export type FailureFilter = Chosen<typeof failureChoices> & {
  readonly stage?: string
  /** A value that a statement names: `availability-zone=us-west-2c`. */
  readonly facet?: string
}

/** A value of a facet that a failure group's instances share beyond chance. */
export interface SharedValue {
  readonly failureGroupId: string
  readonly facet: string
  readonly value: string
}

export const groupSorts = ['instances', 'first-seen', 'lift'] as const

export type GroupSort = (typeof groupSorts)[number]

/** A plain form: it works without scripts. */
export function failureFilterForm(record: FailuresRecord): SafeHtml {
  const { cluster, filter, sort } = record
  return html`<form class="filters" action="${urls.failures(cluster.key)}">
${select({ name: 'stage', label: 'stage', options: optionsOf(record.stages) }, filter.stage)}
${select({ name: 'facet', label: 'they share', options: facetOptions(record) }, filter.facet)}
${choice(record, 'known', 'cause')}${choice(record, 'verdict', 'verdict')}${record.hasBefore ? choice(record, 'novelty', 'novelty') : null}${record.hasAfter ? choice(record, 'next', 'in the bring-up after') : null}${choice(record, 'muted', 'muted')}
<label><input type="checkbox" name="leading" value="yes"${filter.leading === undefined ? null : html` checked`}> leading only</label>
${sort === 'instances' ? null : html`<input type="hidden" name="sort" value="${sort}">`}
<button type="submit">Filter</button>${Object.keys(filter).length === 0 ? null : html`<a href="${urls.failures(cluster.key)}">take all filters away</a>`}</form>`
}

function choice(
  { filter }: FailuresRecord,
  name: keyof typeof failureChoices,
  label: string,
): SafeHtml {
  return select({ name, label, options: optionsOf(failureChoices[name]) }, filter[name])
}

/** Every value that some group shares, with how many groups do. */
function facetOptions({ shared }: FailuresRecord): readonly Option[] {
  return [...Map.groupBy(shared, sharedName)].map(([value, { length }]) => ({
    value,
    label: `${value.replace('=', ' ')} (${counted(length, 'group')})`,
  }))
}

/** As the filter `facet` spells it. */
export function sharedName({ facet, value }: Pick<SharedValue, 'facet' | 'value'>): string {
  return `${facet}=${value}`
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
