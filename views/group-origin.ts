import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted, stepName, time, timeZone } from './format.ts'
import { urls } from './urls.ts'

/** What a group's id is computed from. */
export interface GroupSignature {
  readonly template: string
  readonly stage: string
  readonly step: string | null
  /** Version of masking and choice. */
  readonly algorithm: string
}

/** How often attempts failed so in one bring-up of one cluster of the file. */
export interface GroupBringUp {
  readonly failureGroupId: string
  readonly clusterId: string
  readonly clusterName: string
  readonly bringUpId: string | null
  readonly label: string | null
  readonly instances: number
  readonly attempts: number
  readonly firstSeenMs: number
  readonly lastSeenMs: number
}

/** Two groups that may be one. */
export interface SimilarGroup {
  readonly failureGroupId: string
  readonly similarTo: string
  readonly sentence: string
  readonly title: string
  readonly similarTitle: string
}

/** Why these attempts are one group. */
export function whyGrouped(
  signature: GroupSignature | undefined,
  reasons: readonly string[],
): SafeHtml | null {
  if (signature === undefined) return null
  const { template, stage, step, algorithm } = signature
  return html`<section class="card"><h2>Why grouped</h2>
<p class="dim">All members failed in the same stage and step, with a decisive line that is the same once its numbers, ids and names are masked.</p>
<dl class="meta"><div><dt>stage</dt><dd>${stage}</dd></div>${step === null ? null : html`<div><dt>step</dt><dd title="${step}">${stepName(step)}</dd></div>`}<div><dt>algorithm</dt><dd>${algorithm}</dd></div></dl>
<p hx-ignore>${template === '' ? html`<i class="dim">no line of the log says why</i>` : html`<code>${template.slice(0, 1000)}</code>`}</p>
${reasons.length === 0 ? null : html`<h3>Why this line</h3><ul class="reasons" hx-ignore>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}</section>`
}

/** Over all bring-ups and clusters of the file. */
export function groupHistory(history: readonly GroupBringUp[]): SafeHtml | null {
  const first = history[0]
  if (first === undefined) return null
  const last = history.reduce((latest, each) => Math.max(latest, each.lastSeenMs), 0)
  return html`<section class="card wide"><h2>History <span class="dim">${history.length === 1 ? 'seen in one bring-up' : `recurring: ${counted(history.length, 'bring-up')}`}</span></h2>
<p class="dim">First seen ${time(first.firstSeenMs)}, last seen ${time(last)} ${timeZone}. Attempts that a later one has overtaken are counted.</p>
<table class="list"><thead><tr><th scope="col">cluster</th><th scope="col">bring-up</th><th scope="col" class="num">instances</th><th scope="col" class="num">attempts</th><th scope="col">first, ${timeZone}</th><th scope="col">last, ${timeZone}</th></tr></thead>
<tbody>${history.map((each) => html`<tr><td><a href="${urls.cluster(each.clusterId)}">${each.clusterName}</a></td><td>${inBringUp(each)}</td><td class="num">${count(each.instances)}</td><td class="num">${count(each.attempts)}</td><td>${time(each.firstSeenMs)}</td><td>${time(each.lastSeenMs)}</td></tr>`)}</tbody></table></section>`
}

function inBringUp({ clusterId, bringUpId, label, failureGroupId }: GroupBringUp): SafeHtml | null {
  if (bringUpId === null) return null
  const href = urls.failureGroup(urls.inScope(clusterId, bringUpId), failureGroupId)
  return html`<a href="${href}">${label ?? bringUpId}</a>`
}

/** Suggestions; only the user makes two groups one. */
export function similarPairs(cluster: string, pairs: readonly SimilarGroup[]): SafeHtml | null {
  if (pairs.length === 0) return null
  const link = (failureGroupId: string, title: string): SafeHtml =>
    html`<a class="line" href="${urls.failureGroup(cluster, failureGroupId)}">${title === '' ? html`<i>no line says why</i>` : title.slice(0, 200)}</a>`
  return html`<section class="card"><h2>Perhaps the same <span class="dim">suggested, never merged by itself</span></h2>
<ul class="pairs" hx-ignore>${pairs.map((pair) => html`<li>${link(pair.failureGroupId, pair.title)}<br>${link(pair.similarTo, pair.similarTitle)}<p class="dim">${pair.sentence}</p></li>`)}</ul></section>`
}
