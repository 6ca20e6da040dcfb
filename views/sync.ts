import { html, type SafeHtml } from '@remix-run/html-template'
import { bytes, count, duration, time, timeZone } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import type { SyncRunRecord } from './sync-facts.ts'
import { syncRuns } from './sync-runs.ts'
import { urls } from './urls.ts'

export interface SyncRecord {
  readonly cluster: ClusterHeader
  /** Newest first. */
  readonly syncRuns: readonly SyncRunRecord[]
  /** `running`: it says so and gives signs of life; `silent`: it says so and gives none. */
  readonly state: 'none' | 'ended' | 'running' | 'silent'
  /** Since its last sign of life; null: it gave none, or has ended. */
  readonly silentMs: number | null
}

/** What a sync does now, and what the earlier ones did. The page asks for itself again only while one runs. */
export function sync(record: SyncRecord): SafeHtml {
  const { cluster, state, syncRuns: runs } = record
  const poll =
    state === 'running'
      ? html` hx-get="${urls.sync(cluster.key)}" hx-trigger="every 2s" hx-swap="outerHTML"`
      : null
  return html`<div id="sync-now"${poll}>
<h1 class="lead">Sync</h1>
${now(record)}
${syncRuns(runs)}
</div>`
}

function now(record: SyncRecord): SafeHtml {
  const [run] = record.syncRuns
  if (run === undefined) return html`<p class="lead">No sync is recorded.</p>`
  if (record.state === 'running') return running(run)
  if (record.state === 'silent') {
    const since = record.silentMs === null ? '' : ` for ${duration(record.silentMs)}`
    return html`<p class="lead"><span class="flag">⚑</span> The sync of ${time(run.startedMs)} ${timeZone} says that it runs, but has given no sign of life${since}: it was killed. What it copied is safe; run the same command to go on.</p>`
  }
  const took = run.endedMs === null ? null : html` after ${duration(run.endedMs - run.startedMs)}`
  return html`<p class="lead">No sync runs. The last one began ${time(run.startedMs)} ${timeZone} and ended ${run.outcome}${took}.</p>`
}

function running(run: SyncRunRecord): SafeHtml {
  const left = run.leftMs === null ? null : html`, about ${duration(run.leftMs)} left`
  const seconds = Math.max(1, ((run.heartbeatMs ?? 0) - (run.clockMs ?? 0)) / 1000)
  const rate = (run.calls / seconds).toFixed(1)
  return html`<section class="card"><h2>Running: ${run.phase ?? 'begun'} <span class="dim">since ${time(run.startedMs)} ${timeZone}${left}</span></h2>
<p><progress max="${Math.max(1, run.streams)}" value="${run.streamsDone}" aria-label="Log streams copied"></progress> ${count(run.streamsDone)} of ${count(run.streams)} streams</p>
<p>${count(run.events)} events, ${bytes(run.bytes)}; ${count(run.calls)} calls (${rate} a second), ${count(run.throttles)} throttled.</p>
${run.notes.map((note) => html`<p class="dim">${note}</p>`)}</section>`
}
