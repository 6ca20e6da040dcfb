import { html, type SafeHtml } from '@remix-run/html-template'
import { type FailuresRecord, knownShare, queue } from './failures.ts'
import { count, counted, percent } from './format.ts'
import { type CatalogueEntry, knownCauseParts } from './known-cause.ts'
import type { ClusterHeader } from './layout.ts'
import { urls } from './urls.ts'

/** An entry of the catalogue that hits in this cluster. */
export interface CauseHit {
  readonly knownCause: string
  readonly title: string
  readonly failedInstances: number
  readonly healthyInstances: number
  readonly healthy: number
  /** 1: it hits too many of the healthy to explain anything. */
  readonly demoted: 0 | 1
  /** undefined: it explains no failure group of this cluster, so that nothing but its title is kept. */
  readonly entry: CatalogueEntry | undefined
}

export interface CatalogueRecord {
  readonly cluster: ClusterHeader
  /** Most failed instances first, demoted entries last. */
  readonly hits: readonly CauseHit[]
  /** As on the list of failures: how many failed instances are explained, and the groups that are not. */
  readonly known: FailuresRecord['known']
  readonly unknown: FailuresRecord['unknown']
  readonly ungrouped: number
}

/** Every known cause that hits, tried on the healthy instances as well. */
export function catalogue(record: CatalogueRecord): SafeHtml {
  const { cluster, hits } = record
  if (hits.length === 0) {
    return html`<h1 class="lead">No known cause hits</h1><section class="card empty"><h2>The catalogue explains nothing here</h2><p>None of its entries matches a line of a failed or a healthy instance. Entries of your own come from the file named by <code>--rules</code> at the next sync.</p></section>${cluster.failed === 0 ? null : queue(record)}`
  }
  const demoted = hits.filter((hit) => hit.demoted === 1)
  return html`<h1 class="lead">${counted(hits.length, 'known cause')} ${hits.length === 1 ? 'hits' : 'hit'} <small>${demoted.length === 0 ? 'none demoted' : `${count(demoted.length)} demoted`} · <a href="${urls.failures(cluster.key, { known: 'known' })}">groups with a known cause</a></small></h1>
<p class="lead dim">Every entry is tried on the healthy instances too. One that hits more than 10 % of them is demoted: it stands in the log of instances that came up.</p>
${knownShare(record)}
${queue(record)}
${hits.map((hit) => causeCard(cluster.key, hit))}`
}

function causeCard(cluster: string, hit: CauseHit): SafeHtml {
  const { failedInstances, healthyInstances, healthy, entry } = hit
  const share = healthy === 0 ? '' : ` (${percent(healthyInstances / healthy)} %)`
  return html`<section class="card entry" id="cause-${hit.knownCause}"><h2>${hit.title} <span class="dim mono">${hit.knownCause}</span> ${entry === undefined ? null : html`<span class="chip">${entry.kind}</span>`}${hit.demoted === 1 ? html`<span class="chip flag">demoted</span>` : null}</h2>
<p>The cause of <a href="${urls.instances(cluster, { state: 'any-failed', cause: hit.knownCause })}">${count(failedInstances)}</a> failed ${failedInstances === 1 ? 'instance' : 'instances'}; a line of <b>${count(healthyInstances)}</b> of ${count(healthy)} healthy ones matches it too${share}.</p>
${hit.demoted === 1 ? html`<p class="flag">Demoted: above 10 % of the healthy, so it explains a failure only where nothing else does.</p>` : null}
${entry === undefined ? html`<p class="dim">It is the cause of no failure group here.</p>` : knownCauseParts(entry)}</section>
`
}
