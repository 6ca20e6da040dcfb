import { html, type SafeHtml } from '@remix-run/html-template'
import { stepName } from './format.ts'
import { urls } from './urls.ts'

/** What a group's id is computed from. */
export interface GroupSignature {
  readonly template: string
  readonly stage: string
  readonly step: string | null
  /** Version of masking and choice. */
  readonly algorithm: string
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

/** Suggestions; only the user makes two groups one. */
export function similarPairs(cluster: string, pairs: readonly SimilarGroup[]): SafeHtml | null {
  if (pairs.length === 0) return null
  const link = (failureGroupId: string, title: string): SafeHtml =>
    html`<a class="line" href="${urls.failureGroup(cluster, failureGroupId)}">${title === '' ? html`<i>no line says why</i>` : title.slice(0, 200)}</a>`
  return html`<section class="card"><h2>Perhaps the same <span class="dim">suggested, never merged by itself</span></h2>
<ul class="pairs" data-rows hx-ignore>${pairs.map((pair) => html`<li>${link(pair.failureGroupId, pair.title)}<br>${link(pair.similarTo, pair.similarTitle)}<p class="dim">${pair.sentence}</p></li>`)}</ul></section>`
}
