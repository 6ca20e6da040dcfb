import { html, type SafeHtml } from '@remix-run/html-template'
import { bytes, count, duration, time, timeZone } from './format.ts'
import type { SyncRunRecord } from './sync-facts.ts'

/** Every sync and import: what it brought, what it cost, how near it came to the quotas, what it left out. */
export function syncRuns(runs: readonly SyncRunRecord[]): SafeHtml {
  if (runs.length === 0) {
    return html`<section class="card" id="sync"><h2>Syncs</h2><p class="dim">None is recorded.</p></section>`
  }
  return html`<section class="card wide" id="sync" tabindex="0" aria-label="Syncs and imports"><h2>Syncs and imports</h2><table class="list sync-runs">
<thead><tr><th>began, ${timeZone}</th><th>from</th><th>outcome</th><th class="num">took</th><th class="num">streams</th><th class="num">changed</th><th class="num">new events</th><th class="num">late</th><th class="num" title="read again, stored already">repeated</th><th class="num">bytes</th><th class="num">calls</th><th class="num">throttled</th><th class="num">retried</th><th class="num" title="mean share of the page limit in pages that others followed">pages full</th><th class="num" title="how long events were read">reading</th><th class="num" title="the least time in which the quotas bring the same events">quota</th><th class="num">× quota</th></tr></thead>
<tbody>${runs.map(syncRow)}</tbody></table></section>`
}

function syncRow(run: SyncRunRecord): SafeHtml {
  const span = (ms: number | null) => (ms === null ? '' : duration(ms))
  const numbers = [
    ...[span(run.endedMs === null ? null : run.endedMs - run.startedMs), count(run.streams)],
    ...[count(run.streamsChanged), count(run.events), count(run.lateEvents)],
    ...[count(run.repeatedEvents), bytes(run.bytes), count(run.calls), count(run.throttles)],
    ...[count(run.retries), run.pageFill === null ? '' : `${Math.round(run.pageFill * 100)} %`],
    ...[span(run.readingMs), span(run.quotaMs), run.quotaRatio?.toFixed(2) ?? ''],
  ]
  return html`<tr><td class="when-at">${time(run.startedMs)}</td><td>${run.source}</td><td>${run.outcome}</td>${numbers.map((number) => html`<td class="num">${number}</td>`)}</tr>
${details(run)}`
}

/** Calls by operation, and what was skipped and why: of an import, file by file. */
function details({ callsByOperation, notes }: SyncRunRecord): SafeHtml | null {
  const operations = Object.entries(callsByOperation).map(
    ([name, calls]) => `${name} ${count(calls)}`,
  )
  if (operations.length === 0 && notes.length === 0) return null
  return html`<tr class="detail"><td></td><td class="dim" colspan="16" hx-ignore>${operations.length === 0 ? null : html`<p>${operations.join(', ')}</p>`}${notes.map((note) => html`<p>${note}</p>`)}</td></tr>
`
}
