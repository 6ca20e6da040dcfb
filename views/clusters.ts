import { html, type SafeHtml } from '@remix-run/html-template'
import { count, time, timeZone } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { urls } from './urls.ts'

export interface ClustersRecord {
  /** Latest sync first. */
  readonly clusters: readonly ClusterHeader[]
}

/** All clusters of the database. */
export function clusters(record: ClustersRecord): SafeHtml {
  if (record.clusters.length === 0) {
    return html`<section class="empty"><h1>No cluster yet</h1>
<p>The database holds no cluster. Copy one with <code>hyperscope sync CLUSTER</code>, or look at an invented one with <code>hyperscope demo</code>.</p></section>`
  }
  return html`<h1 class="lead">Clusters</h1>
<section class="card wide"><table class="list">
<thead><tr><th>cluster</th><th>id</th><th>Region</th><th class="num">instances</th><th class="num">with a log</th><th class="num">failed</th><th>as of, ${timeZone}</th><th>AWS status</th></tr></thead>
<tbody data-rows>${record.clusters.map(row)}</tbody></table></section>`
}

function row(cluster: ClusterHeader): SafeHtml {
  const { key } = cluster
  return html`<tr>
<td><a href="${urls.cluster(key)}">${cluster.name}</a></td><td class="mono">${cluster.clusterId}</td><td>${cluster.region}</td>
<td class="num"><a href="${urls.instances(key)}">${count(cluster.expected)}</a></td>
<td class="num"><a href="${urls.instances(key, { state: 'with-log' })}">${count(cluster.withLog)}</a></td>
<td class="num"><a class="${cluster.failed > 0 ? 'bad' : 'zero'}" href="${urls.instances(key, { state: 'any-failed' })}">${count(cluster.failed)}</a></td>
<td>${time(cluster.asOfMs)}</td><td>${cluster.status ?? 'not asked'}</td></tr>
`
}
