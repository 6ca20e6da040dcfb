import { html, type SafeHtml } from '@remix-run/html-template'
import { bytes, count, counted, duration, percent, time, timeZone } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { unknownValue, urls } from './urls.ts'

export interface LogGroupRecord {
  readonly name: string
  readonly layout: string
  readonly createdMs: number | null
  /** null: events never expire. */
  readonly retentionDays: number | null
  readonly gone: 0 | 1
  readonly streams: number
  readonly lines: number
  readonly bytes: number
  /** When CloudWatch drops the oldest event that was copied; null: never, or there is none. */
  readonly expiresMs: number | null
}

/** Streams of one log group whose lines are written in one dialect. */
export interface DialectRecord {
  readonly logGroup: string
  /** `-`: none was recognised. */
  readonly dialect: string
  readonly streams: number
  readonly instances: number
  readonly lines: number
  readonly markers: number
  /** Lines like markers that match none. */
  readonly unmatched: number
}

/** Streams of a log group that hold no lifecycle log. */
export interface SkippedStreams {
  readonly logGroup: string
  readonly kind: string
  readonly streams: number
  readonly sample: string
}

interface Sources {
  readonly cluster: ClusterHeader
  readonly whole: string
  readonly logGroups: readonly LogGroupRecord[]
  readonly dialects: readonly DialectRecord[]
  readonly skipped: readonly SkippedStreams[]
}

/** Where the lines come from, how they are written, how long CloudWatch keeps them. */
export function dataSources(sources: Sources): SafeHtml {
  const { logGroups, skipped } = sources
  return html`<section class="card wide"><h2>Log groups</h2>
${logGroups.length === 0 ? html`<p class="dim">None was copied.</p>` : null}
${logGroups.map((group) => logGroup(sources, group))}
<h3>Streams that hold no lifecycle log, not copied</h3>
${skipped.length === 0 ? html`<p class="dim">None was met.</p>` : html`<table class="list"><tbody>${skipped.map((each) => html`<tr><td>${each.kind}</td><td class="num">${count(each.streams)}</td><td class="line">${each.sample}</td></tr>`)}</tbody></table>`}</section>`
}

function logGroup({ cluster, whole, dialects }: Sources, group: LogGroupRecord): SafeHtml {
  const own = dialects.filter(({ logGroup: name }) => name === group.name)
  return html`<p class="log-group"><code>${group.name}</code>${group.gone === 1 ? html` <span class="flag">⚑ CloudWatch no longer has it</span>` : null}<br>
<span class="dim">layout ${group.layout}; ${counted(group.streams, 'stream')}, ${counted(group.lines, 'line')}, ${bytes(group.bytes)}; ${retention(group, cluster.asOfMs)}</span></p>
${
  own.length === 0
    ? null
    : html`<table class="list"><thead><tr><th>dialect</th><th class="num">instances</th><th class="num">streams</th><th class="num">lines</th><th class="num">markers</th><th class="num">unmatched</th><th class="num">known</th></tr></thead>
<tbody>${own.map((each) => dialectRow(whole, each))}</tbody></table>`
}`
}

/** How long there is to copy what is not copied yet. */
function retention({ retentionDays, expiresMs }: LogGroupRecord, asOfMs: number): SafeHtml {
  if (retentionDays === null) return html`events never expire`
  const kept = counted(retentionDays, 'day')
  if (expiresMs === null) return html`events expire after ${kept}`
  return expiresMs <= asOfMs
    ? html`events expire after ${kept}: the oldest are gone since ${time(expiresMs, 'day')}`
    : html`events expire after ${kept}: the oldest in ${duration(expiresMs - asOfMs)}, ${time(expiresMs)} ${timeZone}`
}

function dialectRow(whole: string, row: DialectRecord): SafeHtml {
  const filter = { 'log-group': row.logGroup, dialect: row.dialect }
  const all = row.markers + row.unmatched
  return html`<tr><td>${row.dialect === unknownValue ? 'not recognised' : row.dialect}</td><td class="num"><a href="${urls.instances(whole, filter)}">${count(row.instances)}</a></td><td class="num">${count(row.streams)}</td><td class="num">${count(row.lines)}</td><td class="num">${count(row.markers)}</td><td class="num">${count(row.unmatched)}</td><td class="num" title="markers that match, of all lines like markers">${all === 0 ? '' : `${percent(row.markers / all)} %`}</td></tr>
`
}
