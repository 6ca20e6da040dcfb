import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { count, counted, duration, stepName, time } from './format.ts'
import { type FilterChip, filterChips, filterForm } from './instance-filters.ts'
import type { ClusterHeader } from './layout.ts'
import { stateMark } from './state-look.ts'
import { type InstanceFilter, urls } from './urls.ts'

export type SortKey =
  | 'instance'
  | 'state'
  | 'group'
  | 'type'
  | 'zone'
  | 'ip'
  | 'attempts'
  | 'stage'
  | 'step'
  | 'started'
  | 'ended'
  | 'duration'
  | 'cause'

/** An instance with its last attempt. */
export interface InstanceRow {
  readonly instanceId: string
  readonly state: CoverageState
  /** One sentence: what the state rests on. */
  readonly stateReason: string
  readonly awsDisagrees: 0 | 1
  readonly instanceGroup: string | null
  readonly instanceType: string | null
  readonly availabilityZone: string | null
  readonly privateIp: string | null
  readonly slot: string | null
  readonly attempts: number
  /** Where the last attempt stands or stopped; null: there is none. */
  readonly stage: string | null
  readonly step: string | null
  readonly startedMs: number | null
  /** Time of its last line. */
  readonly endedMs: number | null
  readonly exitCode: number | null
  readonly decisiveLineOrdinal: number | null
  readonly decisiveLine: string | null
  readonly failureGroupId: string | null
}

/** How many of the listed instances have a value; `-`: it is not known. */
export interface FacetCount {
  readonly value: string
  readonly instances: number
}

export interface InstancesRecord {
  readonly cluster: ClusterHeader
  readonly filter: InstanceFilter
  readonly sort: SortKey
  readonly order: 'asc' | 'desc'
  /** From 1. */
  readonly page: number
  readonly pages: number
  readonly total: number
  readonly instances: readonly InstanceRow[]
  /** Values by which the list can be narrowed further. */
  readonly facets: Readonly<Partial<Record<string, readonly FacetCount[]>>>
  readonly chips: readonly FilterChip[]
}

export function instances(record: InstancesRecord): SafeHtml {
  const { cluster, total } = record
  return html`<div id="instances">
<h1>${counted(total, 'instance')} ${total === cluster.expected ? null : html`<small>of <a href="${urls.instances(cluster.key)}">${count(cluster.expected)}</a></small>`}</h1>
${filterChips(record)}
${filterForm(record)}
${total === 0 ? nothing(record) : list(record)}
</div>`
}

function nothing({ cluster, chips }: InstancesRecord): SafeHtml {
  const all = html`<a href="${urls.instances(cluster.key)}">all ${counted(cluster.expected, 'instance')}</a>`
  return html`<section class="card empty"><h2>No instance ${chips.length === 0 ? 'is known yet' : 'matches all of these'}</h2>
<p>${chips.length === 0 ? html`The last sync found none: the cluster has no instance and no lifecycle log.` : html`Take a filter away above, or see ${all}.`}</p></section>`
}

function list(record: InstancesRecord): SafeHtml {
  return html`<section class="card wide"><table class="list">
<thead><tr>${columns.map(([key, label]) => heading(record, { key, label }))}</tr></thead>
<tbody data-rows>${record.instances.map((row) => instanceRow(record.cluster.key, row))}</tbody></table></section>
${pager(record)}`
}

const columns: readonly (readonly [key: SortKey, label: string])[] = [
  ['instance', 'instance'],
  ['state', 'state'],
  ['group', 'group'],
  ['type', 'type'],
  ['zone', 'zone'],
  ['ip', 'IP address'],
  ['attempts', 'attempts'],
  ['step', 'stage, step'],
  ['started', 'began'],
  ['duration', 'took'],
  ['cause', 'why'],
]

const numeric: ReadonlySet<SortKey> = new Set(['attempts', 'duration'])

function heading(record: InstancesRecord, at: { key: SortKey; label: string }): SafeHtml {
  const { cluster, filter, sort } = record
  const { key, label } = at
  const isSorted = sort === key
  const order = isSorted && record.order === 'asc' ? 'desc' : 'asc'
  const href = urls.instances(cluster.key, filter, { sort: key, order })
  const arrow = record.order === 'asc' ? ' ↑' : ' ↓'
  return html`<th scope="col" class="${numeric.has(key) ? 'num' : ''}" aria-sort="${isSorted ? `${record.order}ending` : 'none'}"><a href="${href}" hx-get="${href}" hx-target="#instances" hx-swap="outerHTML" hx-push-url="true">${label}${isSorted ? arrow : null}</a></th>`
}

function instanceRow(cluster: string, row: InstanceRow): SafeHtml {
  const took =
    row.startedMs === null || row.endedMs === null ? '' : duration(row.endedMs - row.startedMs)
  return html`<tr>
<td class="mono"><a href="${urls.instance(cluster, row.instanceId)}">${row.instanceId}</a></td>
<td title="${row.stateReason}">${stateMark(row.state)}${row.awsDisagrees === 1 ? html` <span class="flag" title="AWS says otherwise">⚑</span>` : null}</td>
<td>${row.instanceGroup ?? ''}</td><td>${row.instanceType ?? ''}</td><td>${row.availabilityZone ?? ''}</td><td class="mono">${row.privateIp ?? ''}</td>
<td class="num">${row.attempts}</td>
<td title="${row.step ?? ''}">${row.step === null ? (row.stage ?? '') : stepName(row.step)}</td>
<td>${row.startedMs === null ? '' : time(row.startedMs)}</td><td class="num">${took}</td>
<td class="cause" title="${row.decisiveLine?.slice(0, 500) ?? row.stateReason}" hx-ignore>${cause(cluster, row)}</td></tr>
`
}

function cause(cluster: string, row: InstanceRow): SafeHtml {
  const { decisiveLine, decisiveLineOrdinal } = row
  if (decisiveLine === null || decisiveLineOrdinal === null) {
    return html`<span class="dim">${row.stateReason}</span>`
  }
  const href = urls.line(cluster, row.instanceId, { line: decisiveLineOrdinal })
  return html`<a class="line" href="${href}">${decisiveLine.slice(0, 300)}</a>`
}

function pager(record: InstancesRecord): SafeHtml | null {
  const { cluster, filter, sort, order, page, pages } = record
  if (pages < 2) return null
  const link = (to: number, label: string): SafeHtml => {
    if (to < 1 || to > pages) return html`<span class="dim">${label}</span>`
    const href = urls.instances(cluster.key, filter, { sort, order, page: to })
    return html`<a href="${href}" hx-get="${href}" hx-target="#instances" hx-swap="outerHTML" hx-push-url="true">${label}</a>`
  }
  return html`<nav class="pager" aria-label="Parts of the list">${link(page - 1, '← previous')} <span>${page} of ${pages}</span> ${link(page + 1, 'next →')}</nav>`
}
