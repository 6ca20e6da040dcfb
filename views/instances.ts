import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { copiedIds } from './copied-ids.ts'
import { count, counted } from './format.ts'
import { type FilterChip, filterChips, filterForm } from './instance-filters.ts'
import {
  type ColumnName,
  columnChooser,
  columnsParameter,
  type InstanceColumn,
  instanceColumns,
} from './instance-list-columns.ts'
import type { ClusterHeader } from './layout.ts'
import { type InstanceFilter, type ListPlace, urls } from './urls.ts'

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
  readonly columns: readonly ColumnName[]
  /** Place of the first one shown in the whole list, from 1. */
  readonly first: number
  readonly total: number
  /** True: the instance that this part was to begin or end at is no longer in the list, which is shown from its start. */
  readonly moved: boolean
  /** Ids of the whole list in its order; empty: there are more than anybody copies. */
  readonly ids: readonly string[]
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
${columnChooser(record)}
${record.moved ? html`<p class="flag">The instance that this part of the list began at is no longer in it; the list is shown from its start.</p>` : null}
${total === 0 ? nothing(record) : list(record)}
</div>`
}

function nothing({ cluster, chips }: InstancesRecord): SafeHtml {
  const all = html`<a href="${urls.instances(cluster.key)}">all ${counted(cluster.expected, 'instance')}</a>`
  return html`<section class="card empty"><h2>No instance ${chips.length === 0 ? 'is known yet' : 'matches all of these'}</h2>
<p>${chips.length === 0 ? html`The last sync found none: the cluster has no instance and no lifecycle log.` : html`Take a filter away above, or see ${all}.`}</p></section>`
}

function list(record: InstancesRecord): SafeHtml {
  const { cluster, columns } = record
  return html`<section class="card wide"><table class="list stack">
<thead><tr>${heading(record, { label: 'instance', sort: 'instance' })}${columns.map((name) => heading(record, instanceColumns[name]))}</tr></thead>
<tbody>${record.instances.map(
    (
      row,
    ) => html`<tr><td class="mono"><a href="${urls.instance(cluster.key, row.instanceId)}">${row.instanceId}</a></td>${columns.map((name) => instanceColumns[name].cell(row, cluster.key))}</tr>
`,
  )}</tbody></table></section>
${pager(record)}
${ids(record)}`
}

function heading(
  record: InstancesRecord,
  column: Pick<InstanceColumn, 'label' | 'sort' | 'numeric'>,
): SafeHtml {
  const { label, sort: key, numeric } = column
  const kind = numeric === true ? 'num' : ''
  if (key === undefined) return html`<th scope="col" class="${kind}">${label}</th>`
  const isSorted = record.sort === key
  const order = isSorted && record.order === 'asc' ? 'desc' : 'asc'
  const arrow = record.order === 'asc' ? ' ↑' : ' ↓'
  return html`<th scope="col" class="${kind}" aria-sort="${isSorted ? `${record.order}ending` : 'none'}">${swap(record, { sort: key, order }, html`${label}${isSorted ? arrow : null}`)}</th>`
}

/** A link that swaps the list alone, and moves the address with it. */
function swap(record: InstancesRecord, place: ListPlace, label: SafeHtml): SafeHtml {
  const columns = columnsParameter(record.columns)
  const href = urls.instances(record.cluster.key, record.filter, { ...place, columns })
  return html`<a href="${href}" hx-get="${href}" hx-target="#instances" hx-swap="outerHTML" hx-push-url="true">${label}</a>`
}

/** Parts begin after, or end before, an instance: while a sync moves rows none is skipped and none shown twice. */
function pager(record: InstancesRecord): SafeHtml | null {
  const { sort, order, first, total, instances } = record
  const shown = instances.length
  if (shown === total) return null
  const link = (isThere: boolean, place: ListPlace, label: string): SafeHtml =>
    isThere
      ? swap(record, { sort, order, ...place }, html`${label}`)
      : html`<span class="dim">${label}</span>`
  const hasLater = first + shown - 1 < total
  return html`<nav class="pager" aria-label="Parts of the list">${link(first > 1, {}, '⇤ first')} ${link(first > 1, { before: instances[0]?.instanceId }, '← previous')} <span>${count(first)} to ${count(first + shown - 1)} of ${count(total)}</span> ${link(hasLater, { after: instances.at(-1)?.instanceId }, 'next →')}</nav>`
}

/** Beyond this many the .csv is the better copy. */
export const mostCopiedIds = 1000

function ids({ ids: all, total }: InstancesRecord): SafeHtml {
  if (all.length < total) {
    return html`<p class="dim">The CSV of this page, below, holds the ids of all ${counted(total, 'instance')}.</p>`
  }
  return copiedIds(all)
}
