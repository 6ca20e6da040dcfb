import { html, type SafeHtml } from '@remix-run/html-template'
import { bar } from './bar.ts'
import { count, counted, place } from './format.ts'
import { groupChips } from './group-chips.ts'
import { urls } from './urls.ts'

/** A failure group as far as the present failures go: instances whose last attempt failed so. */
export interface GroupCount {
  readonly failureGroupId: string
  /** The masked decisive line. Empty: no line says why. */
  readonly title: string
  /** What the user calls the group; null: nothing. */
  readonly name: string | null
  /** 1: the user wants it out of the way. It is counted all the same. */
  readonly muted: 0 | 1
  readonly stage: string
  readonly step: string | null
  readonly instances: number
  /** Id of an entry of the catalogue; null: none matches. */
  readonly knownCause: string | null
  /** null from here on: no sync has judged the group, or there is nothing to say. */
  readonly knownCauseTitle: string | null
  readonly verdict: 'transient' | 'deterministic' | 'unclear' | null
  readonly verdictSentence: string | null
  /** The strongest facet, or that none explains the group. */
  readonly facetSentence: string | null
  readonly cascadeSentence: string | null
  /** Instance or service to look at first. */
  readonly upstream: string | null
  /** Healthy instances that print the decisive line too, of all that reached the stage. */
  readonly healthyHits: number | null
  readonly healthy: number | null
  /** Of the strongest facet that holds; null: none does. */
  readonly lift: number | null
  /** In how many bring-ups, of all clusters of the file, attempts failed so. */
  readonly bringUps: number
  /** Ends of the first and the last of these attempts, epoch ms; null: none is left. */
  readonly firstSeenMs: number | null
  readonly lastSeenMs: number | null
  /** `recurring`: attempts before the bring-up at hand failed so; null: nothing comes before it. */
  readonly novelty: 'new' | 'recurring' | null
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
  return html`<section class="card why"><h2>Why <a href="${urls.failures(cluster)}">${groupsInAll > groups.length ? html`all ${counted(groupsInAll, 'failure group')}` : counted(groupsInAll, 'failure group')}</a></h2>
${groups.length === 0 ? html`<p class="dim">No failed instance.</p>` : html`<ol class="groups" data-rows>${groups.map((group) => topGroup(cluster, { group, most: groups[0]?.instances ?? 1 }))}</ol>`}
${ungrouped(cluster, record.ungrouped)}</section>`
}

function topGroup(cluster: string, at: { group: GroupCount; most: number }): SafeHtml {
  const { group, most } = at
  const instances = urls.instances(cluster, { state: 'any-failed', failure: group.failureGroupId })
  return html`<li>
<a class="n" href="${instances}">${count(group.instances)}</a>${bar(group.instances / most, 'bad')}
<div hx-ignore><a class="line" href="${urls.failureGroup(cluster, group.failureGroupId)}">${groupTitle(group)}</a></div>
<span class="step" title="${group.step ?? group.stage}">${place(group.stage, group.step)}</span>
<div class="chips-of" hx-ignore>${groupChips(cluster, group)}</div></li>
`
}

/** What the user calls it, else the masked line. */
export function groupTitle({ title, name }: Pick<GroupCount, 'title' | 'name'>): SafeHtml {
  if (name !== null) return html`${name}`
  return title === '' ? html`<i>no line of the log says why</i>` : html`${title}`
}

export function ungrouped(cluster: string, instances: number): SafeHtml | null {
  if (instances === 0) return null
  const href = urls.instances(cluster, { state: 'any-failed', failure: '-' })
  return html`<p class="dim"><a href="${href}">${count(instances)}</a> more failed without a failure group.</p>`
}
