import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted, moment, time } from './format.ts'
import type { GroupCount } from './top-groups.ts'
import { urls } from './urls.ts'

/** Under the title of a group: whether it is new, its known cause, its verdict, what it follows from, what its instances share. */
export function groupChips(cluster: string, group: GroupCount): SafeHtml | null {
  const { facetSentence, lift } = group
  const chips = [knownCause(cluster, group), verdictChip(group), follows(cluster, group)]
  const shown = [noveltyChip(group), ...chips, mutedChip(group)].filter((chip) => chip !== null)
  const said = lift === null || facetSentence === null ? null : html`<span>${facetSentence}</span>`
  const hits = healthyHits(cluster, group)
  if (shown.length === 0 && said === null && hits === null) return null
  return html`<p class="said">${shown.map((chip) => html`${chip} `)}${said}${hits}</p>`
}

/** Leads to the entry of the catalogue. */
export function knownCause(cluster: string, group: KnownCauseOf): SafeHtml | null {
  const { knownCause: id, knownCauseTitle } = group
  if (id === null) return null
  return html`<a class="chip known" href="${urls.knownCause(cluster, id)}">${knownCauseTitle ?? id}</a>`
}

interface KnownCauseOf {
  readonly knownCause: string | null
  readonly knownCauseTitle: string | null
}

export function verdictChip({
  verdict,
  verdictSentence,
}: Pick<GroupCount, 'verdict' | 'verdictSentence'>): SafeHtml | null {
  if (verdict === null || verdict === 'unclear') return null
  return html`<span class="chip" title="${verdictSentence ?? ''}">${verdict}</span>`
}

const instanceId = /^i-[0-9a-f]{8,}$/

export function follows(
  cluster: string,
  { upstream, cascadeSentence }: Pick<GroupCount, 'upstream' | 'cascadeSentence'>,
): SafeHtml | null {
  if (upstream === null) return null
  const title = cascadeSentence ?? ''
  if (!instanceId.test(upstream)) {
    return html`<span class="chip flag" title="${title}">follows ${upstream}</span>`
  }
  return html`<a class="chip flag" href="${urls.instance(cluster, upstream)}" title="${title}">follows ${upstream.slice(0, 10)}…</a>`
}

/** Whether attempts failed so before, with when in the tooltip; null: there is no bring-up before. */
export function noveltyChip({
  novelty,
  bringUps,
  firstSeenMs,
  lastSeenMs,
}: Pick<GroupCount, 'novelty' | 'bringUps' | 'firstSeenMs' | 'lastSeenMs'>): SafeHtml | null {
  if (novelty === null || firstSeenMs === null || lastSeenMs === null) return null
  const seen = `in ${counted(bringUps, 'bring-up')}, first seen ${moment(firstSeenMs)} UTC, last ${moment(lastSeenMs)} UTC`
  const since = html` since ${time(firstSeenMs, novelty === 'new' ? 'minute' : 'day')}`
  return html`<span class="chip ${novelty}" title="${seen}">${novelty}${since}</span>`
}

function mutedChip({ muted }: GroupCount): SafeHtml | null {
  return muted === 0 ? null : html`<span class="chip">muted</span>`
}

function healthyHits(
  cluster: string,
  { failureGroupId, healthyHits: hits }: GroupCount,
): SafeHtml | null {
  if (hits === null || hits === 0) return null
  return html` <span class="dim"><a href="${urls.nearMisses(cluster, failureGroupId)}">${counted(hits, 'healthy instance')}</a> met the same and passed</span>`
}

/** `5 of 760` with the words that say so in a list. */
export function healthyShare({ healthyHits: hits, healthy }: GroupCount): string {
  return hits === null || healthy === null ? '' : `${count(hits)} of ${count(healthy)}`
}
