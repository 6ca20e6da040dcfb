import { html, type SafeHtml } from '@remix-run/html-template'
import { bytes, counted, duration, time, timeZone } from './format.ts'
import { urls } from './urls.ts'

/** One copying run: a row of sync_run. */
export interface SyncRunRecord {
  readonly syncRunId: number
  readonly source: string
  readonly startedMs: number
  /** null: it runs, or was killed. */
  readonly endedMs: number | null
  readonly outcome: string
  readonly streams: number
  readonly streamsChanged: number
  readonly streamsSkipped: number
  readonly pages: number
  readonly events: number
  readonly lateEvents: number
  /** Read again, stored already. */
  readonly repeatedEvents: number
  readonly lines: number
  readonly bytes: number
  readonly calls: number
  readonly throttles: number
  readonly retries: number
  /** How long events were read, the least time in which the quotas bring them, and how many times that; null: not known. */
  readonly readingMs: number | null
  readonly quotaMs: number | null
  readonly quotaRatio: number | null
  /** Mean share of the page limit in pages that others followed; null: none did. */
  readonly pageFill: number | null
  readonly callsByOperation: Readonly<Record<string, number>>
  /** What was skipped or not permitted, and why: sentences. */
  readonly notes: readonly string[]
  /** How far a running one is; null: not said. */
  readonly phase: string | null
  readonly streamsDone: number
  readonly leftMs: number | null
  /** Its first and its last sign of life, by the clock of its machine; null: none. */
  readonly clockMs: number | null
  readonly heartbeatMs: number | null
}

/** What the newest sync cost and brought, in one line. */
export function syncFacts(cluster: string, run: SyncRunRecord | undefined): SafeHtml {
  if (run === undefined) return html`<p class="facts dim">No sync is recorded.</p>`
  const took = run.endedMs === null ? null : html` in ${duration(run.endedMs - run.startedMs)}`
  return html`<p class="facts dim"><a href="${urls.sync(cluster)}">Sync</a> of ${time(run.startedMs)} ${timeZone}: ${run.outcome}${took}; ${counted(run.events, 'new event')}, ${bytes(run.bytes)}, ${counted(run.calls, 'call')}, ${counted(run.throttles, 'throttle')}${notes(cluster, run)}.</p>`
}

function notes(cluster: string, run: SyncRunRecord): SafeHtml | null {
  if (run.notes.length === 0) return null
  return html`, <a href="${urls.data(cluster)}#sync">${counted(run.notes.length, 'note')}</a>`
}
