import { html, type SafeHtml } from '@remix-run/html-template'
import { bytes, count, duration, time, timeZone } from './format.ts'
import type { SyncRunRecord } from './sync-facts.ts'

/** Every sync and import: what it brought, what it cost, how near it came to the quotas, what it left out. */
export function syncRuns(runs: readonly SyncRunRecord[]): SafeHtml {
  if (runs.length === 0) {
    return html`<section class="card" id="sync"><h2>Syncs</h2><p class="dim">None is recorded.</p></section>`
  }
  return html`<section class="card wide" id="sync" tabindex="0" aria-label="Syncs and imports"><h2>Syncs and imports</h2><table class="list stack sync-runs">
<thead><tr><th>began, ${timeZone}</th><th>from</th><th>outcome</th>${columns.map(([label, , title]) => html`<th class="num" title="${title ?? ''}">${label}</th>`)}</tr></thead>
<tbody>${runs.map(syncRow)}</tbody></table></section>`
}

const span = (ms: number | null): string => (ms === null ? '' : duration(ms))

const columns: readonly (readonly [
  label: string,
  value: (run: SyncRunRecord) => string,
  title?: string,
])[] = [
  ['took', ({ startedMs, endedMs }) => span(endedMs === null ? null : endedMs - startedMs)],
  ['streams', (run) => count(run.streams)],
  ['changed', (run) => count(run.streamsChanged)],
  ['new events', (run) => count(run.events)],
  ['late', (run) => count(run.lateEvents)],
  ['repeated', (run) => count(run.repeatedEvents), 'read again, stored already'],
  ['bytes', (run) => bytes(run.bytes)],
  ['calls', (run) => count(run.calls)],
  ['throttled', (run) => count(run.throttles)],
  ['retried', (run) => count(run.retries)],
  [
    'pages full',
    ({ pageFill }) => (pageFill === null ? '' : `${Math.round(pageFill * 100)} %`),
    'mean share of the page limit in pages that others followed',
  ],
  ['reading', (run) => span(run.readingMs), 'how long events were read'],
  ['quota', (run) => span(run.quotaMs), 'the least time in which the quotas bring the same events'],
  ['× quota', (run) => run.quotaRatio?.toFixed(2) ?? ''],
]

function syncRow(run: SyncRunRecord): SafeHtml {
  return html`<tr><td class="when-at">${time(run.startedMs)}</td><td>${run.source}</td><td>${run.outcome}</td>${columns.map(([label, value]) => html`<td class="num" data-of="${label}">${value(run)}</td>`)}</tr>
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
