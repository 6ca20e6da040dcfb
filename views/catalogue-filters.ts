import { html, type SafeHtml } from '@remix-run/html-template'
import { type Chosen, optionsOf, select } from './select.ts'
import { urls } from './urls.ts'

/** The filters of the catalogue with a closed set of values. */
export const catalogueChoices = {
  /** Whether it matches a line of an instance. */
  hit: ['yes', 'no'],
  origin: ['own', 'shipped'],
  kind: ['transient', 'deterministic', 'either'],
} as const

/** What narrows the catalogue; the names are those of the query. */
export type CatalogueFilter = Chosen<typeof catalogueChoices> & {
  /** Part of what an entry says, in any case of letters. */
  readonly text?: string
}

/** A plain form: it works without scripts. */
export function catalogueFilterForm(cluster: string, filter: CatalogueFilter): SafeHtml {
  const choice = (name: keyof typeof catalogueChoices, label: string): SafeHtml =>
    select({ name, label, options: optionsOf(catalogueChoices[name]) }, filter[name])
  return html`<form class="filters" action="${urls.catalogue(cluster)}">
<label>text <input type="search" name="text" value="${filter.text ?? ''}" size="18"></label>
${choice('hit', 'hits here')}${choice('origin', 'origin')}${choice('kind', 'kind')}
<button type="submit">Filter</button>${Object.keys(filter).length === 0 ? null : html`<a href="${urls.catalogue(cluster)}">take all filters away</a>`}</form>`
}
