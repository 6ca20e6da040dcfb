import { html, type SafeHtml } from '@remix-run/html-template'
import { bytes, count, counted, duration, time, timeZone } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import type { SyncRunRecord } from './sync-facts.ts'
import { urls } from './urls.ts'

export interface LogGroupRecord {
  readonly name: string
  readonly layout: string
  readonly createdMs: number | null
  /** null: events never expire. */
  readonly retentionDays: number | null
  readonly gone: 0 | 1
}

/** Streams of a log group that hold no lifecycle log. */
export interface SkippedStreams {
  readonly logGroup: string
  readonly kind: string
  readonly streams: number
  readonly sample: string
}

export interface StreamCounts {
  readonly streams: number
  readonly withoutLines: number
  /** CloudWatch no longer has them; their rows stay. */
  readonly gone: number
  readonly withoutDialect: number
  readonly events: number
  readonly lines: number
  readonly bytes: number
  readonly firstEventMs: number | null
  readonly lastEventMs: number | null
}

/** A line that begins like a marker and matches none. */
export interface UnrecognisedMarker {
  readonly instanceId: string
  readonly attempt: number
  readonly lineOrdinal: number
  readonly text: string
}

export interface DataRecord {
  readonly cluster: ClusterHeader
  readonly logGroups: readonly LogGroupRecord[]
  readonly streams: StreamCounts
  /** `-`: no dialect recognised. */
  readonly dialects: readonly { readonly dialect: string; readonly streams: number }[]
  readonly skipped: readonly SkippedStreams[]
  readonly unrecognised: { readonly lines: number; readonly samples: readonly UnrecognisedMarker[] }
  readonly notListed: number
  /** Newest first. */
  readonly syncRuns: readonly SyncRunRecord[]
}

/** What the data rests on, and where it has holes. */
export function data(record: DataRecord): SafeHtml {
  const { cluster, streams } = record
  const span =
    streams.firstEventMs === null || streams.lastEventMs === null
      ? null
      : html`, from ${time(streams.firstEventMs)} to ${time(streams.lastEventMs)} ${timeZone}`
  return html`<h1>Data <small>as of ${time(cluster.asOfMs)} ${timeZone}</small></h1>
<p class="lead">${counted(streams.streams, 'log stream')} with ${counted(streams.events, 'event')} in ${counted(streams.lines, 'line')}, ${bytes(streams.bytes)}${span}.</p>
<div class="columns even">${holes(record)}${sources(record)}</div>
${unrecognised(record)}
${syncRuns(record.syncRuns)}`
}

function holes({ cluster, streams, notListed, unrecognised: { lines } }: DataRecord): SafeHtml {
  const noStream = urls.instances(cluster.key, { state: 'no-stream' })
  const withoutStream = cluster.expected - cluster.withLog
  return html`<section class="card"><h2>Holes</h2><table class="facts-table"><tbody>
<tr><th scope="row">instances without a log or with an empty one</th><td class="num"><a href="${urls.instances(cluster.key, { state: 'no-log' })}">${count(withoutStream)}</a></td><td class="dim">of these <a href="${noStream}">without a stream</a></td></tr>
<tr><th scope="row">streams without lines</th><td class="num">${count(streams.withoutLines)}</td><td class="dim">expired, or nothing was written</td></tr>
<tr><th scope="row">streams that CloudWatch no longer has</th><td class="num">${count(streams.gone)}</td><td class="dim">what was copied stays</td></tr>
<tr><th scope="row">streams in no known dialect</th><td class="num">${count(streams.withoutDialect)}</td><td class="dim">lines, but no marker and no step</td></tr>
<tr><th scope="row">lines like markers that match none</th><td class="num">${count(lines)}</td><td class="dim">samples below</td></tr>
<tr><th scope="row">instances that AWS no longer lists</th><td class="num"><a href="${urls.instances(cluster.key, { flag: 'not-listed' })}">${count(notListed)}</a></td><td class="dim">known by their log or an event</td></tr>
</tbody></table></section>`
}

function sources({ logGroups, dialects, skipped }: DataRecord): SafeHtml {
  return html`<section class="card wide"><h2>Log groups</h2>
${logGroups.map((group) => html`<p><code>${group.name}</code> <span class="dim">layout ${group.layout}; ${group.retentionDays === null ? 'events never expire' : `events expire after ${counted(group.retentionDays, 'day')}`}</span>${group.gone === 1 ? html` <span class="flag">⚑ CloudWatch no longer has it</span>` : null}</p>`)}
<p class="dim">Dialects: ${dialects.length === 0 ? 'none' : dialects.map(({ dialect, streams }) => `${dialect === '-' ? 'not recognised' : dialect} (${count(streams)})`).join(', ')}</p>
<h3>Streams that hold no lifecycle log, not copied</h3>
${skipped.length === 0 ? html`<p class="dim">None was met.</p>` : html`<table class="list"><tbody>${skipped.map((each) => html`<tr><td>${each.kind}</td><td class="num">${count(each.streams)}</td><td class="line">${each.sample}</td></tr>`)}</tbody></table>`}</section>`
}

function unrecognised({ cluster, unrecognised: { lines, samples } }: DataRecord): SafeHtml | null {
  if (lines === 0) return null
  return html`<section class="card wide"><h2>Lines like markers that match none <span class="dim">${count(samples.length)} of ${count(lines)}</span></h2>
<table class="list"><tbody>${samples.map(({ instanceId, attempt, lineOrdinal, text }) => html`<tr><td class="mono"><a href="${urls.line(cluster.key, instanceId, { attempt, line: lineOrdinal })}">${instanceId}:${lineOrdinal}</a></td><td class="line" hx-ignore>${text.slice(0, 300)}</td></tr>`)}</tbody></table>
<p class="dim">A spelling that is missing can be added in a file named by <code>--rules</code>.</p></section>`
}

export function syncRuns(runs: readonly SyncRunRecord[]): SafeHtml {
  return html`<section class="card wide" id="sync"><h2>Syncs</h2>
${
  runs.length === 0
    ? html`<p class="dim">None is recorded.</p>`
    : html`<table class="list">
<thead><tr><th>began, ${timeZone}</th><th>outcome</th><th class="num">took</th><th class="num">streams</th><th class="num">changed</th><th class="num">new events</th><th class="num">late</th><th class="num">bytes</th><th class="num">calls</th><th class="num">throttles</th><th class="num">retries</th><th>source, notes</th></tr></thead>
<tbody>${runs.map(syncRow)}</tbody></table>`
}</section>`
}

function syncRow(run: SyncRunRecord): SafeHtml {
  const operations = Object.entries(run.callsByOperation)
    .map(([name, calls]) => `${name} ${count(calls)}`)
    .join(', ')
  return html`<tr><td class="when-at">${time(run.startedMs)}</td><td>${run.outcome}</td><td class="num">${run.endedMs === null ? '' : duration(run.endedMs - run.startedMs)}</td>
<td class="num">${count(run.streams)}</td><td class="num">${count(run.streamsChanged)}</td><td class="num">${count(run.events)}</td><td class="num">${count(run.lateEvents)}</td><td class="num">${bytes(run.bytes)}</td>
<td class="num" title="${operations}">${count(run.calls)}</td><td class="num">${count(run.throttles)}</td><td class="num">${count(run.retries)}</td><td>${run.source}${run.notes.map((note) => html`<br><span class="dim">${note}</span>`)}</td></tr>
`
}
