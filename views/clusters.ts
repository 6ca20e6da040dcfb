import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted, percent, time, timeZone } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { type CoverageCount, ledgerBar } from './ledger.ts'
import { urls } from './urls.ts'

/** A cluster of the file with where its instances stand. */
export interface ClusterRow extends ClusterHeader {
  /** States with at least one instance, in the order of coverageStates. */
  readonly coverage: readonly CoverageCount[]
  readonly bringUpCount: number
}

export interface ClustersRecord {
  /** Latest sync first. */
  readonly clusters: readonly ClusterRow[]
}

/** All clusters of the database. */
export function clusters(record: ClustersRecord): SafeHtml {
  if (record.clusters.length === 0) {
    return html`<section class="empty"><h1>No cluster yet</h1>
<p>The database holds no cluster. Copy one with <code>hyperscope sync CLUSTER</code>, or look at an invented one with <code>hyperscope demo</code>.</p></section>`
  }
  return html`<h1 class="lead">${counted(record.clusters.length, 'cluster')}</h1>
<section class="card wide"><table class="list stack clusters">
<thead><tr><th scope="col">cluster</th><th scope="col" class="num">failed</th><th scope="col" class="num">of</th><th scope="col" class="num">%</th><th scope="col" class="bx">where its instances stand</th><th scope="col" class="num">with a log</th><th scope="col" class="num">bring-ups</th><th scope="col">last sync, ${timeZone}</th><th scope="col">AWS status</th></tr></thead>
<tbody>${record.clusters.map(row)}</tbody></table></section>`
}

function row(cluster: ClusterRow): SafeHtml {
  const { key, expected, failed } = cluster
  return html`<tr>
<td><a href="${urls.cluster(key)}">${cluster.name}</a> <span class="dim">${cluster.region} · <span class="mono">${cluster.clusterId}</span></span></td>
<td class="num" data-of="failed"><a class="${failed > 0 ? 'bad' : 'zero'}" href="${urls.instances(key, { state: 'any-failed' })}">${count(failed)}</a></td>
<td class="num" data-of="of"><a href="${urls.instances(key)}">${count(expected)}</a></td>
<td class="num">${expected === 0 ? '' : percent(failed / expected)}</td>
<td class="bx">${ledgerBar(cluster.coverage)}</td>
<td class="num" data-of="with a log"><a href="${urls.instances(key, { state: 'with-log' })}">${count(cluster.withLog)}</a></td>
<td class="num" data-of="bring-ups">${count(cluster.bringUpCount)}</td>
<td class="when-at">${time(cluster.asOfMs)}</td><td>${cluster.status ?? 'not asked'}</td></tr>
`
}
