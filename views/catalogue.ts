import { html, type SafeHtml } from '@remix-run/html-template'
import { type CatalogueFilter, catalogueFilterForm } from './catalogue-filters.ts'
import { type FailuresRecord, knownShare, queue } from './failures.ts'
import { count, counted, percent } from './format.ts'
import { type CatalogueEntry, knownCauseParts } from './known-cause.ts'
import type { ClusterHeader } from './layout.ts'
import { type RedHerrings, redHerringsCard } from './red-herrings.ts'
import { type GroupCount, groupTitle } from './top-groups.ts'
import { urls } from './urls.ts'

/** An entry of the catalogue, and how often it hits in the scope. All are counts of instances. */
export interface CatalogueRow extends CatalogueEntry {
  /** `own`: of the file given with --rules. */
  readonly origin: 'shipped' | 'own'
  /** 1: the user's file switches it off, so that it is tried on nothing. */
  readonly disabled: 0 | 1
  readonly patterns: readonly string[]
  /** Failed instances that it is the known cause of. */
  readonly failedInstances: number
  /** Instances with a line that it matches in their last attempt; the failed and the healthy of them. */
  readonly matching: number
  readonly matchingFailed: number
  readonly healthyInstances: number
  readonly healthy: number
  /** 1: it hits too many of the healthy to explain anything. */
  readonly demoted: 0 | 1
  /** Failure groups that it is the known cause of, most instances first. */
  readonly groups: readonly Pick<GroupCount, 'failureGroupId' | 'title' | 'name' | 'instances'>[]
}

export interface CatalogueRecord extends RedHerrings {
  readonly cluster: ClusterHeader
  readonly filter: CatalogueFilter
  /** Those that pass the filter: what hits first, most failed instances first, the demoted after them. */
  readonly entries: readonly CatalogueRow[]
  /** Without the filter: all, those that hit, those that are demoted. */
  readonly inAll: { readonly entries: number; readonly hit: number; readonly demoted: number }
  /** As on the list of failures: how many failed instances are explained, and the groups that are not. */
  readonly known: FailuresRecord['known']
  readonly unknown: FailuresRecord['unknown']
  readonly ungrouped: number
}

/** Whether it matches any line of an instance. */
export function hits({ matching }: Pick<CatalogueRow, 'matching'>): boolean {
  return matching > 0
}

/** Every known cause, tried on the healthy instances as well: those that hit, then the others. */
export function catalogue(record: CatalogueRecord): SafeHtml {
  const { cluster, entries, inAll, filter } = record
  return html`${heading(record)}
<p class="lead dim">Every entry is tried on every line, of the healthy instances too. One that hits more than 10 % of them is demoted: it stands in the log of instances that came up.</p>
${knownShare(record)}
${cluster.failed === 0 ? null : queue(record)}
${catalogueFilterForm(cluster.key, filter)}
${found(record)}${inAll.entries > 0 && entries.length === 0 ? html`<section class="card empty"><h2>No entry matches all of these</h2><p>The catalogue has <a href="${urls.catalogue(cluster.key)}">${counted(inAll.entries, 'known cause')}</a>. One of your own is named by <code>--rules</code> at the next sync.</p></section>` : null}
${redHerringsCard(cluster.key, record)}
${entries.filter(hits).map((entry) => causeCard(cluster.key, entry))}
${others(
  cluster.key,
  entries.filter((entry) => !hits(entry)),
)}`
}

function heading({ cluster, inAll }: CatalogueRecord): SafeHtml {
  if (inAll.entries === 0) {
    return html`<h1 class="lead">No known cause</h1><section class="card empty"><h2>The file does not hold the catalogue yet</h2><p>The next sync writes the entries that it judges by, yours of <code>--rules</code> among them.</p></section>`
  }
  const all = html`<a href="${urls.catalogue(cluster.key)}">${counted(inAll.entries, 'known cause')}</a>`
  if (inAll.hit === 0) return html`<h1 class="lead">None of ${all} hits</h1>`
  const hit = html`<a href="${urls.catalogue(cluster.key, { hit: 'yes' })}">${count(inAll.hit)}</a>`
  return html`<h1 class="lead">${hit} of ${all} ${inAll.hit === 1 ? 'hits' : 'hit'} <small>${inAll.demoted === 0 ? 'none demoted' : `${count(inAll.demoted)} demoted`} · <a href="${urls.failures(cluster.key, { known: 'known' })}">groups with a known cause</a></small></h1>`
}

function found({ filter, entries, inAll }: CatalogueRecord): SafeHtml | null {
  if (Object.keys(filter).length === 0 || entries.length === 0) return null
  return html`<p class="lead"><b>${count(entries.length)}</b> of ${counted(inAll.entries, 'known cause')}.</p>`
}

function causeCard(cluster: string, entry: CatalogueRow): SafeHtml {
  return html`<section class="card entry" id="cause-${entry.id}"><h2><span><a href="${urls.knownCause(cluster, entry.id)}">${entry.title}</a></span> <span class="dim mono">${entry.id}</span> ${causeChips(entry)}</h2>
${causeParts(cluster, entry)}</section>
`
}

/** Where an entry hits, and what it says. */
export function causeParts(cluster: string, entry: CatalogueRow): SafeHtml {
  return html`<p>${hitSentence(cluster, entry)}</p>
${entry.demoted === 1 ? html`<p class="flag">Demoted: above 10 % of the healthy, so it explains a failure only where nothing else does.</p>` : null}
${groupList(cluster, entry)}
${knownCauseParts(entry)}`
}

/** Counts that each lead to the instances they count. */
function hitSentence(cluster: string, entry: CatalogueRow): SafeHtml {
  const { id, disabled, matching, matchingFailed, failedInstances, healthyInstances } = entry
  if (disabled === 1) return html`Your rules file switches it off: it is tried on no line.`
  if (!hits(entry)) return html`It matches no line of any instance's last attempt.`
  const { healthy } = entry
  const share = healthyInstances === 0 ? '' : ` (${percent(healthyInstances / healthy)} %)`
  const link = (value: number, state?: string): SafeHtml =>
    html`<a href="${urls.knownCause(cluster, id, { state })}">${count(value)}</a>`
  return html`The cause of <a href="${urls.instances(cluster, { state: 'any-failed', cause: id })}">${count(failedInstances)}</a> failed ${failedInstances === 1 ? 'instance' : 'instances'}. A line of ${link(matching)} ${matching === 1 ? 'instance' : 'instances'} matches it: of ${link(matchingFailed, 'any-failed')} failed, of ${link(healthyInstances, 'passed')} of ${count(healthy)} healthy ones${share}.`
}

function groupList(cluster: string, { groups }: CatalogueRow): SafeHtml | null {
  if (groups.length === 0) return null
  return html`<ul class="queue" data-rows hx-ignore>${groups.map((group) => html`<li><b>${count(group.instances)}</b> <a class="line" href="${urls.failureGroup(cluster, group.failureGroupId)}">${groupTitle(group)}</a></li>`)}</ul>`
}

/** Whether it passes by itself, whose it is, whether it counts. */
export function causeChips(entry: CatalogueRow): SafeHtml {
  return html`<span class="chip">${entry.kind}</span>${entry.origin === 'own' ? html` <span class="chip">own</span>` : null}${entry.demoted === 1 ? html` <span class="chip flag">demoted</span>` : null}${entry.disabled === 1 ? html` <span class="chip flag">off</span>` : null}`
}

/** Entries that hit nothing: title and kind, the rest to unfold. */
function others(cluster: string, entries: readonly CatalogueRow[]): SafeHtml | null {
  if (entries.length === 0) return null
  return html`<section class="card"><h2>Not hit here <span class="dim">${counted(entries.length, 'known cause')}</span></h2>
${entries.map(
  (
    entry,
  ) => html`<details class="more" id="cause-${entry.id}"><summary>${entry.title} ${causeChips(entry)}</summary>${knownCauseParts(entry)}<p><a href="${urls.knownCause(cluster, entry.id)}">its patterns</a></p></details>
`,
)}</section>`
}
