import { html, type SafeHtml } from '@remix-run/html-template'
import {
  type FailureFilter,
  failureFilterForm,
  type GroupSort,
  type SharedValue,
  sortHeading,
} from './failure-filters.ts'
import { count, counted, percent, place, time, timeZone } from './format.ts'
import { groupChips } from './group-chips.ts'
import { type SimilarGroup, similarPairs } from './group-origin.ts'
import type { ClusterHeader } from './layout.ts'
import type { FirstNearMiss } from './near-misses.ts'
import { type GroupCount, groupTitle, ungrouped } from './top-groups.ts'
import { urls } from './urls.ts'

export interface FailuresRecord {
  readonly cluster: ClusterHeader
  readonly filter: FailureFilter
  readonly sort: GroupSort
  /** Those that pass the filter, muted ones included. */
  readonly groups: readonly GroupCount[]
  /** Without the filter. */
  readonly groupsInAll: number
  /** Stages in which groups failed. */
  readonly stages: readonly string[]
  /** What the instances of each group share, by facet and value. */
  readonly shared: readonly SharedValue[]
  /** Whether there is a bring-up before this one, and one after it; of the present state none comes after. */
  readonly hasBefore: boolean
  readonly hasAfter: boolean
  /** Failed instances whose group has a known cause, of all that failed. */
  readonly known: {
    readonly instances: number
    readonly share:
      | { readonly share: number; readonly low: number; readonly high: number }
      | undefined
  }
  /** Groups without a known cause, whatever the filter; muted ones left out. Most instances first. */
  readonly unknown: readonly GroupCount[]
  readonly ungrouped: number
  /** The first few of each group; `healthyHits` says how many there are. */
  readonly nearMisses: readonly FirstNearMiss[]
  /** Pairs of groups that may be one. */
  readonly similar: readonly SimilarGroup[]
}

/** Every failure group, what explains it, and which nobody has explained yet. */
export function failures(record: FailuresRecord): SafeHtml {
  const { cluster, groupsInAll } = record
  const failed = html`<a href="${urls.instances(cluster.key, { state: 'any-failed' })}">${count(cluster.failed)}</a>`
  if (groupsInAll === 0) {
    return html`<div id="failures"><h1 class="lead">${failed} failed</h1><section class="card empty"><h2>No failure group</h2><p>No instance stands in a failed state now.</p></section>${ungrouped(cluster.key, record.ungrouped)}</div>`
  }
  return html`<div id="failures"><h1 class="lead">${failed} failed <small>in ${counted(groupsInAll, 'failure group')}</small></h1>
${knownShare(record)}
${queue(record)}
${failureFilterForm(record)}
${found(record)}${list(record)}
${similarPairs(cluster.key, record.similar)}</div>`
}

export function knownShare({
  known,
  cluster,
  ungrouped: rest,
}: Pick<FailuresRecord, 'known' | 'cluster' | 'ungrouped'>): SafeHtml {
  const { instances, share } = known
  const interval =
    share === undefined
      ? null
      : html` <span class="dim" title="95 % Wilson interval">${percent(share.share)} %, between ${percent(share.low)} and ${percent(share.high)}</span>`
  return html`<p class="lead"><a href="${urls.failures(cluster.key, { known: 'known' })}">${count(instances)}</a> of ${count(cluster.failed)} have a <a href="${urls.catalogue(cluster.key)}">known cause</a>${interval}. ${ungrouped(cluster.key, rest)}</p>`
}

/** How much passes the filter, so that a number which leads here is found again. */
function found({ filter, groups, groupsInAll }: FailuresRecord): SafeHtml | null {
  if (Object.keys(filter).length === 0 || groups.length === 0) return null
  return html`<p class="lead"><b>${count(groups.length)}</b> of ${counted(groupsInAll, 'failure group')}, <b>${counted(instancesIn(groups), 'instance')}</b>.</p>
`
}

function list(record: FailuresRecord): SafeHtml {
  const shown = record.groups.filter(({ muted }) => muted === 0)
  const muted = record.groups.filter((group) => group.muted === 1)
  if (record.groups.length === 0) {
    return html`<section class="card empty"><h2>No group matches all of these</h2><p>There ${record.groupsInAll === 1 ? 'is' : 'are'} <a href="${urls.failures(record.cluster.key)}">${counted(record.groupsInAll, 'group')}</a> without a filter.</p></section>`
  }
  return html`<section class="card wide">${table(record, shown)}
${muted.length === 0 ? null : html`<details class="more"><summary>${counted(muted.length, 'muted group')}, ${counted(instancesIn(muted), 'instance')}</summary>${table(record, muted)}</details>`}</section>`
}

function table(record: FailuresRecord, groups: readonly GroupCount[]): SafeHtml {
  if (groups.length === 0) return html`<p class="dim">All groups shown here are muted.</p>`
  return html`<table class="list stack groups-list">
<thead><tr>${sortHeading(record, { key: 'instances', label: 'instances' })}<th scope="col" class="num together"><abbr title="with all groups above">together</abbr></th><th scope="col">why</th><th scope="col">stage, step</th>${sortHeading(record, { key: 'lift', label: 'lift' })}${sortHeading(record, { key: 'first-seen', label: 'first seen' })}<th scope="col">last seen, ${timeZone}</th></tr></thead>
<tbody>${groups.map((group, index) => failureRow(record.cluster.key, { group, together: instancesIn(groups.slice(0, index + 1)) }))}</tbody></table>`
}

function failureRow(
  cluster: string,
  { group, together }: { readonly group: GroupCount; readonly together: number },
): SafeHtml {
  const instances = urls.instances(cluster, { state: 'any-failed', failure: group.failureGroupId })
  return html`<tr>
<td class="num"><a class="n" href="${instances}">${count(group.instances)}</a></td><td class="num dim together">${count(together)}</td>
<td hx-ignore><a class="line" href="${urls.failureGroup(cluster, group.failureGroupId)}">${groupTitle(group)}</a>${groupChips(cluster, group)}</td>
<td title="${group.step ?? ''}">${place(group.stage, group.step)}</td><td class="num" data-of="lift">${group.lift === null ? '' : group.lift.toFixed(1)}</td><td class="when-at" data-of="from">${seenAt(group.firstSeenMs)}</td><td class="when-at" data-of="to">${seenAt(group.lastSeenMs)}</td></tr>
`
}

function seenAt(ms: number | null): SafeHtml | null {
  return ms === null ? null : time(ms)
}

function instancesIn(groups: readonly GroupCount[]): number {
  return groups.reduce((sum, { instances }) => sum + instances, 0)
}

const queueLength = 5

/** What somebody must still read: groups that no entry of the catalogue explains. */
export function queue({ cluster, unknown }: Pick<FailuresRecord, 'cluster' | 'unknown'>): SafeHtml {
  if (unknown.length === 0) {
    return html`<p class="lead dim">Nothing is left to be read: every group has a known cause or is muted.</p>`
  }
  const rest = unknown.length - queueLength
  return html`<section class="card"><h2>To be read <span class="dim">${counted(unknown.length, 'group')} without a known cause</span> <a href="${urls.failures(cluster.key, { known: 'unknown', muted: 'no' })}">unknown only</a></h2>
<ul class="queue" data-rows hx-ignore>${unknown.slice(0, queueLength).map((group) => html`<li><b>${count(group.instances)}</b> <a class="line" href="${urls.failureGroup(cluster.key, group.failureGroupId)}">${groupTitle(group)}</a></li>`)}</ul>${rest > 0 ? html`<p class="dim">and ${count(rest)} more</p>` : null}</section>`
}
