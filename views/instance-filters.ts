import { html, type SafeHtml } from '@remix-run/html-template'
import { type CoverageState, coverageStates } from '../ingest/lifecycle/coverage.ts'
import { count, stepName } from './format.ts'
import { columnsParameter } from './instance-list-columns.ts'
import type { InstancesRecord } from './instances.ts'
import { type Option, select } from './select.ts'
import { stateLooks } from './state-look.ts'
import { stateSelections } from './state-selection.ts'
import { filterNames, type InstanceFilter, unknownValue, urls } from './urls.ts'

/** One filter in force, as it reads. */
export interface FilterChip {
  readonly name: keyof InstanceFilter
  readonly label: string
}

const selectionLabels: Readonly<Record<string, string>> = {
  'any-failed': 'any failed',
  'any-succeeded': 'any succeeded',
  passed: 'succeeded, not rolled back',
  'under-way': 'under way',
  'no-log': 'no log or empty',
  silent: 'no log, empty or without markers',
  'with-log': 'with a log',
}

const flagLabels: Readonly<Record<string, string>> = {
  'aws-disagrees': 'AWS says otherwise',
  'not-listed': 'no longer listed by AWS',
  listed: 'listed by AWS',
  'no-lines': 'a stream without lines',
  'stream-gone': 'a stream that CloudWatch no longer has',
  'unmatched-marker': 'lines like markers that match none',
  'odd-clock': 'a clock that is off',
}

function stateLabel(value: string): string {
  if (Object.hasOwn(stateLooks, value)) return stateLooks[value as CoverageState].label
  return selectionLabels[value] ?? value
}

type Wording = (value: string) => string

/** How each filter reads, and how it reads when it asks for what is not known. */
const wordings: Readonly<
  Partial<Record<keyof InstanceFilter, readonly [Wording, unknown: string]>>
> = {
  state: [stateLabel, 'state not known'],
  flag: [(value) => flagLabels[value] ?? value, ''],
  stage: [(value) => `stands at ${value}`, 'no attempt'],
  step: [(value) => `stands at ${stepName(value)}`, 'outside every step'],
  reached: [(value) => `entered ${stepName(value)}`, ''],
  'reached-stage': [(value) => `entered ${value}`, ''],
  image: [(value) => `image ${value}`, 'image not known'],
  script: [(value) => `scripts ${value}`, 'scripts not known'],
  'zone-id': [(value) => `zone ${value}`, 'zone not known'],
  'ip-prefix': [(value) => `addresses ${value}`, ''],
  dialect: [(value) => `dialect ${value}`, 'no known dialect'],
  'log-group': [(value) => `log group ${value}`, ''],
  cause: [(value) => `known cause ${value}`, 'no known cause'],
  failure: [(value) => `failure group ${value}`, 'no failure group'],
  from: [(value) => `began at ${value} or later`, ''],
  to: [(value) => `began before ${value}`, ''],
  'ended-from': [(value) => `ended at ${value} or later`, ''],
  'ended-to': [(value) => `ended before ${value}`, ''],
  text: [(value) => `“${value}”`, '“-”'],
}

/** How a filter in force reads: `stands at install_docker.sh`. */
export function chipLabel(name: keyof InstanceFilter, value: string): string {
  const [wording, unknown] = wordings[name] ?? [
    (each: string) => `${name} ${each}`,
    `${name} not known`,
  ]
  return value === unknownValue ? unknown : wording(value)
}

/** The filters in force, each with a link that takes it away. */
export function filterChips({
  cluster,
  filter,
  chips,
  sort,
  order,
  columns,
}: InstancesRecord): SafeHtml | null {
  if (chips.length === 0) return null
  return html`<ul class="chips" aria-label="Filters in force">${chips.map(({ name, label }) => {
    const rest = Object.fromEntries(Object.entries(filter).filter(([each]) => each !== name))
    return html`<li><a class="chip" href="${urls.instances(cluster.key, rest, { sort, order, columns: columnsParameter(columns) })}" title="take this filter away">${label} <span aria-hidden="true">×</span></a></li>`
  })}${chips.length > 1 ? html`<li><a href="${urls.instances(cluster.key)}">take all away</a></li>` : null}</ul>`
}

/** The filters that forms offer values of, with how many instances have each. */
export const offeredFilters = ['group', 'type', 'zone', 'stage', 'step'] as const

type OfferedFilter = (typeof offeredFilters)[number]

/** A plain form: it works without scripts, and keeps every other filter. */
export function filterForm(record: InstancesRecord): SafeHtml {
  const { cluster, filter } = record
  const columns = columnsParameter(record.columns)
  const shown: readonly string[] = ['text', 'state', ...offeredFilters]
  const kept = filterNames.filter((name) => !shown.includes(name) && filter[name] !== undefined)
  return html`<form class="filters" action="${urls.instances(cluster.key)}">
<label>find <input name="text" type="search" value="${filter.text ?? ''}" placeholder="id, host name, IP address, slot"></label>
${stateSelect(filter)}${offeredFilters.map((name) => facetSelect(record, name))}
${kept.map((name) => html`<input type="hidden" name="${name}" value="${filter[name] ?? ''}">`)}
<input type="hidden" name="sort" value="${record.sort}"><input type="hidden" name="order" value="${record.order}">${columns === undefined ? null : html`<input type="hidden" name="columns" value="${columns}">`}
<button type="submit">Filter</button></form>`
}

/** Every selection of states, and every state. */
export function stateSelect({ state }: InstanceFilter): SafeHtml {
  const values = [...Object.keys(stateSelections), ...coverageStates]
  const options = values.map((value) => ({ value, label: stateLabel(value) }))
  return select({ name: 'state', label: 'state', options }, state)
}

/** The values of a filter. What is chosen stays so, also when no instance has it together with the other filters. */
export function facetSelect(
  { facets, filter }: Pick<InstancesRecord, 'facets' | 'filter'>,
  name: OfferedFilter,
): SafeHtml {
  const options = (facets[name] ?? []).map(({ value, instances }): Option => {
    const short = name === 'step' ? stepName(value) : value
    return { value, label: `${value === unknownValue ? 'not known' : short} (${count(instances)})` }
  })
  return select({ name, label: name, options }, filter[name])
}
