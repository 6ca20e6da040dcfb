import { html, type SafeHtml } from '@remix-run/html-template'
import { type BringUpHeader, bringUpName } from './bring-up-header.ts'
import { count, counted, duration, moment, percent } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { urls } from './urls.ts'

/** Every bring-up of a cluster, the latest first. */
export interface BringUpsRecord {
  readonly cluster: ClusterHeader
  readonly bringUps: readonly BringUpHeader[]
}

export function bringUps({ cluster, bringUps: all }: BringUpsRecord): SafeHtml {
  if (all.length === 0) {
    return html`<section class="card empty"><h2>No bring-up yet</h2><p>No attempt of the lifecycle scripts is known of ${cluster.name}.</p></section>`
  }
  return html`<h1 class="lead">${counted(all.length, 'bring-up')} <small>waves of attempts, half an hour or more apart</small></h1>
<section class="card wide"><table class="list stack">
<thead><tr><th scope="col">bring-up, UTC</th><th scope="col" class="num">instances</th><th scope="col" class="num">failed</th><th scope="col" class="num">%</th><th scope="col" class="num">attempts</th><th scope="col" class="num">took</th><th scope="col">ended, UTC</th></tr></thead>
<tbody>${all.map((each) => row(urls.inScope(cluster.key, each.bringUpId), each))}</tbody></table>
<p class="dim">Name one: <code>hyperscope bring-up label ${urls.inScope(cluster.key, 'ID')} NAME</code></p></section>`
}

function row(key: string, each: BringUpHeader): SafeHtml {
  const { instances, failed, attempts, startedMs, endedMs } = each
  return html`<tr><td><a href="${urls.cluster(key)}">${bringUpName(each)}</a></td>
<td class="num" data-of="instances"><a href="${urls.instances(key)}">${count(instances)}</a></td><td class="num" data-of="failed"><a href="${urls.failures(key)}">${count(failed)}</a></td><td class="num" data-of="%">${instances === 0 ? '' : percent(failed / instances)}</td><td class="num" data-of="attempts">${count(attempts)}</td><td class="num" data-of="took">${duration(endedMs - startedMs)}</td><td>${moment(endedMs)}</td></tr>
`
}
