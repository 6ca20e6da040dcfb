import { html, type SafeHtml } from '@remix-run/html-template'
import { chipLabel, facetSelect, offeredFilters, stateSelect } from './instance-filters.ts'
import type { SearchRecord } from './search.ts'
import { searchUrl } from './search-url.ts'
import { filterNames } from './urls.ts'

/** A plain form: it works without scripts, and keeps every other filter. */
export function searchForm(record: SearchRecord): SafeHtml {
  const { query, cluster } = record
  const shown: readonly string[] = ['state', ...offeredFilters]
  const kept = filterNames.filter((name) => !shown.includes(name) && query.filter[name])
  return html`<form class="searchbar" role="search" aria-label="Search every line" action="/clusters/${encodeURIComponent(cluster.key)}/search">
<div class="what"><input name="q" type="search" value="${query.q}" maxlength="1000" aria-label="Search the lines" placeholder="A piece of text, an instance id, an IP address" ${query.q === '' ? html`autofocus` : null}>
<button type="submit">Search</button></div>
<fieldset class="modes"><legend>as</legend>${(['text', 'word', 'regex'] as const).map(
    (mode) =>
      html`<label><input type="radio" name="mode" value="${mode}" ${query.mode === mode ? html`checked` : null}> ${mode}</label>`,
  )}
${check({ name: 'case', value: '1', label: 'match case' }, query.matchCase)}
${check({ name: 'not', value: '1', label: 'instances without it' }, query.not)}
${check({ name: 'attempts', value: 'all', label: 'all attempts' }, query.attempts === 'all')}</fieldset>
<div class="filters">${stateSelect(query.filter)}${offeredFilters.map((name) => facetSelect({ facets: record.facets, filter: query.filter }, name))}</div>
${kept.map((name) => html`<input type="hidden" name="${name}" value="${query.filter[name] ?? ''}">`)}
${query.template === undefined ? null : html`<input type="hidden" name="template" value="${query.template}">`}
</form>
${chips(record)}`
}

function check(
  box: { readonly name: string; readonly value: string; readonly label: string },
  isSet: boolean,
): SafeHtml {
  return html`<label><input type="checkbox" name="${box.name}" value="${box.value}" ${isSet ? html`checked` : null}> ${box.label}</label>`
}

/** What narrows the search, each with a link that takes it away. */
function chips(record: SearchRecord): SafeHtml | null {
  const { filter, template } = record.query
  const inForce = filterNames.flatMap((name) => {
    const value = filter[name]
    return value === undefined ? [] : [{ name: name as string, label: chipLabel(name, value) }]
  })
  const all =
    template === undefined ? inForce : [...inForce, { name: 'template', label: 'one template' }]
  if (all.length === 0) return null
  return html`<ul class="chips" aria-label="Filters in force">${all.map(
    ({ name, label }) =>
      html`<li><a class="chip" href="${searchUrl(record, { [name]: '' })}" title="take this filter away">${label} <span aria-hidden="true">×</span></a></li>`,
  )}</ul>`
}
