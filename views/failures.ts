import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted, moment, place } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { type GroupCount, groupTitle, knownCause, ungrouped } from './top-groups.ts'
import { urls } from './urls.ts'

export interface FailuresRecord {
  readonly cluster: ClusterHeader
  /** Most instances first. */
  readonly groups: readonly GroupCount[]
  readonly ungrouped: number
}

/** Every failure group, with how many of the failed it and the larger ones hold together. */
export function failures({ cluster, groups, ungrouped: rest }: FailuresRecord): SafeHtml {
  const failed = html`<a href="${urls.instances(cluster.key, { state: 'any-failed' })}">${count(cluster.failed)}</a>`
  if (groups.length === 0) {
    return html`<h1 class="lead">${failed} failed</h1><section class="card empty"><h2>No failure group</h2><p>No instance stands in a failed state now.</p></section>`
  }
  let together = 0
  return html`<h1 class="lead">${failed} failed <small>in ${counted(groups.length, 'failure group')}</small></h1>
<section class="card wide"><table class="list">
<thead><tr><th class="num">instances</th><th class="num"><abbr title="with all groups above">together</abbr></th><th>decisive line, masked</th><th>stage, step</th><th>first seen, UTC</th><th>last seen, UTC</th></tr></thead>
<tbody>${groups.map((group) => {
    together += group.instances
    return failureRow(cluster.key, { group, together })
  })}</tbody></table>${ungrouped(cluster.key, rest)}</section>`
}

function failureRow(cluster: string, at: { group: GroupCount; together: number }): SafeHtml {
  const { group, together } = at
  const instances = urls.instances(cluster, { state: 'any-failed', failure: group.failureGroupId })
  return html`<tr>
<td class="num"><a class="n" href="${instances}">${count(group.instances)}</a></td><td class="num dim">${count(together)}</td>
<td hx-ignore><a class="line" href="${urls.failureGroup(cluster, group.failureGroupId)}">${groupTitle(group)}</a> ${knownCause(group)}</td>
<td title="${group.step ?? ''}">${place(group.stage, group.step)}</td><td class="when-at">${moment(group.firstSeenMs)}</td><td class="when-at">${moment(group.lastSeenMs)}</td></tr>
`
}
