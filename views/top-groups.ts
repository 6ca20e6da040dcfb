import { html, type SafeHtml } from '@remix-run/html-template'
import { bar } from './bar.ts'
import { count, counted, place } from './format.ts'
import { urls } from './urls.ts'

/** A failure group as far as the present failures go: instances whose last attempt failed so. */
export interface GroupCount {
  readonly failureGroupId: string
  /** The masked decisive line. Empty: no line says why. */
  readonly title: string
  readonly stage: string
  readonly step: string | null
  readonly instances: number
  readonly knownCause: string | null
  /** Ends of the first and the last of these attempts, epoch ms. */
  readonly firstSeenMs: number
  readonly lastSeenMs: number
}

export interface TopGroupsRecord {
  /** Most instances first; the first few. */
  readonly groups: readonly GroupCount[]
  /** All groups with at least one instance. */
  readonly groupsInAll: number
  /** Failed instances that belong to no group. */
  readonly ungrouped: number
}

/** Why: the decisive lines that most failed instances share. */
export function topGroups(cluster: string, record: TopGroupsRecord): SafeHtml {
  const { groups, groupsInAll } = record
  return html`<section class="card why"><h2>Why <a href="${urls.failures(cluster)}">${counted(groupsInAll, 'failure group')}</a></h2>
${groups.length === 0 ? html`<p class="dim">No failed instance.</p>` : html`<ol class="groups">${groups.map((group) => topGroup(cluster, { group, most: groups[0]?.instances ?? 1 }))}</ol>`}
${ungrouped(cluster, record.ungrouped)}</section>`
}

function topGroup(cluster: string, at: { group: GroupCount; most: number }): SafeHtml {
  const { group, most } = at
  const instances = urls.instances(cluster, { state: 'any-failed', failure: group.failureGroupId })
  return html`<li>
<a class="n" href="${instances}">${count(group.instances)}</a>${bar(group.instances / most, 'bad')}
<div hx-ignore><a class="line" href="${urls.failureGroup(cluster, group.failureGroupId)}">${groupTitle(group)}</a> ${knownCause(group)}</div>
<span class="step" title="${group.step ?? group.stage}">${place(group.stage, group.step)}</span></li>
`
}

export function groupTitle({ title }: { readonly title: string }): SafeHtml {
  return title === '' ? html`<i>no line of the log says why</i>` : html`${title}`
}

export function knownCause({
  knownCause,
}: {
  readonly knownCause: string | null
}): SafeHtml | null {
  return knownCause === null ? null : html`<span class="chip known">${knownCause}</span>`
}

export function ungrouped(cluster: string, instances: number): SafeHtml | null {
  if (instances === 0) return null
  const href = urls.instances(cluster, { state: 'any-failed', failure: '-' })
  return html`<p class="dim"><a href="${href}">${count(instances)}</a> more failed without a failure group.</p>`
}
