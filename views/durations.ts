import { html, type SafeHtml } from '@remix-run/html-template'
import { type CohortName, cohortExpression, termLabel } from './cohort.ts'
import { distribution, distributionKey, durationAxis, durationTicks } from './duration-plot.ts'
import { count, counted, duration, percent, stepName } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { optionsOf, select } from './select.ts'
import { type CohortTerms, type RunsChoice, urls } from './urls.ts'

export const durationSorts = [
  ...([
    'order',
    'step',
    'runs',
    'failed',
    'unfinished',
    'median',
    'p95',
    'max',
    'stragglers',
    'time',
  ] as const),
] as const

export type DurationSort = (typeof durationSorts)[number]

/** One run, to be looked at. */
export interface RunLink {
  readonly instanceId: string
  readonly attempt: number
  readonly durationMs: number
}

/** A stage or step over all runs that the filter lets pass. Durations are those of succeeded runs; null: there are none. */
export interface DurationRow {
  readonly stage: string
  /** null: the whole stage. */
  readonly step: string | null
  /** True: it mostly runs inside another step. */
  readonly nested: boolean
  /** Succeeded, failed and unfinished ones. */
  readonly runs: number
  readonly failed: number
  readonly unfinished: number
  readonly p5Ms: number | null
  readonly medianMs: number | null
  readonly p95Ms: number | null
  readonly maxMs: number | null
  /** Of all runs, whatever their outcome. */
  readonly totalMs: number
  readonly stragglers: number
  /** Longest first. */
  readonly slowest: readonly RunLink[]
}

export interface DurationsRecord {
  readonly cluster: ClusterHeader
  readonly filter: CohortTerms
  readonly sort: DurationSort
  readonly order: 'asc' | 'desc'
  /** Attempts that the rows are about, and the instances they ran on. */
  readonly attempts: number
  readonly instances: number
  readonly rows: readonly DurationRow[]
  /** Time of all stages of all attempts together, and the part of the execution that lies outside every step. */
  readonly allMs: number
  readonly outsideMs: number
  readonly choices: DurationChoices
}

/** Values that the filter can be set to, most instances first. */
export interface DurationChoices {
  readonly 'bring-up': readonly string[]
  readonly group: readonly string[]
  readonly type: readonly string[]
  readonly zone: readonly string[]
}

/** Where the fleet's time goes: stages and steps as distributions. */
export function durations(record: DurationsRecord): SafeHtml {
  return html`<div id="durations">
<h1>Where the time goes <small>${counted(record.attempts, 'attempt')} of ${counted(record.instances, 'instance')}</small></h1>
${lead(record)}
${filterChips(record)}
${filterForm(record)}
${record.rows.length === 0 ? nothing(record) : table(record)}
</div>`
}

function nothing({ cluster, filter }: DurationsRecord): SafeHtml {
  if (Object.keys(filter).length === 0) {
    return html`<section class="card empty"><h2>No stage has begun yet</h2><p>Durations appear with the first markers of the lifecycle scripts.</p></section>`
  }
  return html`<section class="card empty"><h2>No attempt matches all of these</h2><p>Take a filter away, or see <a href="${urls.durations(cluster.key)}">the whole cluster</a>.</p></section>`
}

/** The three steps that take most of the time, and who straggles. */
function lead(record: DurationsRecord): SafeHtml | null {
  const { cluster, rows, filter, allMs } = record
  const longest = rows
    .filter(({ step, nested }) => step !== null && !nested)
    .toSorted((a, b) => b.totalMs - a.totalMs)
    .slice(0, 3)
  if (longest.length === 0 || allMs === 0) return null
  const stragglers = rows.reduce((sum, row) => sum + row.stragglers, 0)
  const slow = urls.runs(cluster.key, filter, { only: 'straggler' })
  return html`<p class="dim lead">Most of it in ${longest.map((row, index) => html`${index === 0 ? null : ', '}<a href="${runsUrl(record, row)}">${nameOf(row)}</a> (${percent(row.totalMs / allMs)} %)`)}; ${stragglers === 0 ? 'no run' : html`<a href="${slow}">${counted(stragglers, 'run')}</a>`} took far longer than the fleet needed.</p>`
}

function filterChips({ cluster, filter }: DurationsRecord): SafeHtml | null {
  const terms = (Object.entries(filter) as [CohortName, string][]).filter(
    ([name, value]) => name !== 'bring-up' || value !== cluster.bringUp?.bringUpId,
  )
  if (terms.length === 0) return null
  return html`<ul class="chips" aria-label="Filters in force">${terms.map(([name, value]) => {
    const rest = Object.fromEntries(terms.filter(([each]) => each !== name))
    return html`<li><a class="chip" href="${urls.durations(cluster.key, rest)}" title="take this filter away">${termLabel(name, value)} <span aria-hidden="true">×</span></a></li>`
  })}</ul>`
}

const shownFilters = ['bring-up', 'group', 'type', 'zone'] as const

/** A plain form: it works without scripts, and keeps every other filter. */
function filterForm({ cluster, filter, choices }: DurationsRecord): SafeHtml {
  const kept = Object.entries(filter).filter(
    ([name]) => !shownFilters.some((each) => each === name),
  )
  return html`<form class="filters" action="${urls.durations(cluster.key)}">
${shownFilters.filter((name) => choices[name].length > 1 || filter[name] !== undefined).map((name) => select({ name, label: name, options: optionsOf(choices[name]) }, filter[name]))}
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value ?? ''}">`)}
<button type="submit">Filter</button>${Object.keys(filter).length === 0 ? null : html` <a href="${urls.compare(cluster.key, { a: cohortExpression(filter), b: 'rest' })}">compare with the rest</a>`}</form>`
}

const columns: readonly (readonly [DurationSort, label: string])[] = [
  ['order', 'stage, step'],
  ['runs', 'succeeded'],
  ['failed', 'failed'],
  ['unfinished', 'open'],
  ['median', 'median'],
  ['p95', '95 % under'],
  ['max', 'longest'],
  ['stragglers', 'stragglers'],
  ['time', 'share of time'],
]

function table(record: DurationsRecord): SafeHtml {
  const axis = durationAxis(record.rows)
  const [first, ...rest] = columns
  return html`<section class="card wide"><table class="list durations">
<thead><tr>${first === undefined ? null : heading(record, first)}<th scope="col" class="draw">${durationTicks(axis)}</th>${rest.map((column) => heading(record, column))}<th scope="col">slowest</th></tr></thead>
<tbody>${record.rows.map((row) => durationRow(record, row, axis))}${outside(record)}</tbody></table>
${distributionKey()}</section>`
}

function heading(record: DurationsRecord, [key, label]: (typeof columns)[number]): SafeHtml {
  const { cluster, filter, sort, order } = record
  const isSorted = sort === key
  const natural = key === 'order' ? 'asc' : 'desc'
  const reversed = order === 'asc' ? 'desc' : 'asc'
  const href = urls.durations(cluster.key, filter, {
    sort: key,
    order: isSorted ? reversed : natural,
  })
  const arrow = order === 'asc' ? ' ↑' : ' ↓'
  return html`<th scope="col" class="${key === 'order' ? '' : 'num'}" aria-sort="${isSorted ? `${order}ending` : 'none'}"><a href="${href}" hx-get="${href}" hx-target="#durations" hx-swap="outerHTML" hx-push-url="true">${label}${isSorted ? arrow : null}</a></th>`
}

function nameOf({ stage, step }: Pick<DurationRow, 'stage' | 'step'>): string {
  return step === null ? stage : stepName(step)
}

/** `download`, `execution/./mount_fsx.sh`: a stage or step in an address. */
export function phaseText({ stage, step }: Pick<DurationRow, 'stage' | 'step'>): string {
  return step === null ? stage : `${stage}/${step}`
}

function runsUrl(
  { cluster, filter }: DurationsRecord,
  { stage, step }: Pick<DurationRow, 'stage' | 'step'>,
  only?: RunsChoice['only'],
): string {
  return urls.runs(cluster.key, filter, { of: phaseText({ stage, step }), only })
}

function durationRow(
  record: DurationsRecord,
  row: DurationRow,
  axis: ReturnType<typeof durationAxis>,
): SafeHtml {
  const time = (ms: number | null): string => (ms === null ? '–' : duration(ms))
  return html`<tr class="${row.step === null ? 'stage' : 'of-step'}"><th scope="row" class="${row.nested && record.sort === 'order' ? 'deep-1' : ''}"><span title="${row.step ?? row.stage}">${nameOf(row)}</span></th>
<td class="draw">${distribution(row, axis)}</td>
<td class="num"><a href="${runsUrl(record, row)}">${count(row.runs - row.failed - row.unfinished)}</a></td>
<td class="num">${some(row.failed, { href: runsUrl(record, row, 'failed'), tone: 'bad' })}</td><td class="num">${some(row.unfinished, { href: runsUrl(record, row, 'unfinished'), tone: '' })}</td>
<td class="num">${time(row.medianMs)}</td><td class="num">${time(row.p95Ms)}</td><td class="num">${time(row.maxMs)}</td>
<td class="num">${some(row.stragglers, { href: runsUrl(record, row, 'straggler'), tone: 'hung' })}</td>
<td class="num">${row.nested ? html`<span class="dim" title="runs inside another step, whose time holds it">${percent(row.totalMs / (record.allMs || 1))} %</span>` : html`${percent(row.totalMs / (record.allMs || 1))} %`}</td>
<td class="mono">${row.slowest.map((run) => html`<a href="${urls.instance(record.cluster.key, run.instanceId, run.attempt)}" title="${run.instanceId}, ${duration(run.durationMs)}">${run.instanceId.slice(0, 8)}…</a> `)}</td></tr>
`
}

function some(
  value: number,
  at: { readonly href: string; readonly tone: string },
): SafeHtml | null {
  return value === 0 ? null : html`<a class="${at.tone}" href="${at.href}">${count(value)}</a>`
}

/** What no step accounts for, so that the shares of the outermost steps add up to the execution's. */
function outside({ rows, outsideMs, allMs }: DurationsRecord): SafeHtml | null {
  if (!rows.some(({ step }) => step !== null) || allMs === 0) return null
  return html`<tr class="of-step"><th scope="row" class="dim">outside every step</th><td class="draw"></td><td class="num" colspan="7"></td><td class="num">${percent(outsideMs / allMs)} %</td><td></td></tr>
`
}
