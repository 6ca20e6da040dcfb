import { html, type SafeHtml } from '@remix-run/html-template'
import { type DataFileRecord, type DataVersions, dataFile, dataVersions } from './data-file.ts'
import {
  type DialectRecord,
  dataSources,
  type LogGroupRecord,
  type SkippedStreams,
} from './data-sources.ts'
import { bytes, count, counted, time, timeZone } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { type OddClock, oddClocks } from './odd-clocks.ts'
import { type SecretLinesRecord, secretLines } from './secret-lines.ts'
import type { SyncRunRecord } from './sync-facts.ts'
import { syncRuns } from './sync-runs.ts'
import { type InstanceFilter, urls } from './urls.ts'

/** What was copied. */
export interface StreamCounts {
  readonly streams: number
  readonly events: number
  readonly lines: number
  /** UTF-8 bytes of the messages. */
  readonly bytes: number
  readonly firstEventMs: number | null
  readonly lastEventMs: number | null
}

/** Instances of which something is missing, or odd. */
export interface DataHoles {
  readonly withoutStream: number
  readonly withoutLines: number
  /** CloudWatch no longer has their stream; their rows stay. */
  readonly gone: number
  readonly withoutDialect: number
  readonly unmatchedMarkers: number
  readonly notListed: number
  readonly oddClocks: number
}

/** A line that begins like a marker and matches none. */
export interface UnrecognisedMarker {
  readonly instanceId: string
  readonly attempt: number
  readonly lineOrdinal: number
  readonly text: string
}

/** About the whole cluster, whatever the bring-up in whose pages it stands. */
export interface DataRecord {
  readonly cluster: ClusterHeader
  /** Key of the whole cluster: its numbers are linked to. */
  readonly whole: string
  readonly streams: StreamCounts
  readonly holes: DataHoles
  readonly logGroups: readonly LogGroupRecord[]
  readonly dialects: readonly DialectRecord[]
  readonly skipped: readonly SkippedStreams[]
  readonly oddClocks: readonly OddClock[]
  readonly unrecognised: { readonly lines: number; readonly samples: readonly UnrecognisedMarker[] }
  /** The most lines first. */
  readonly secrets: readonly SecretLinesRecord[]
  readonly file: DataFileRecord
  readonly versions: DataVersions
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
<p class="lead">${counted(streams.streams, 'log stream')} with ${counted(streams.events, 'event')} in ${counted(streams.lines, 'line')}, ${bytes(streams.bytes)}${span}.${cluster.bringUp === null ? null : ' This page is about the whole cluster, not one bring-up.'}</p>
<div class="columns even">${holes(record)}${dataSources(record)}</div>
${oddClocks(record)}
${secretLines(record.whole, record.secrets)}
${unrecognised(record)}
<div class="columns even">${dataFile(record.file)}${dataVersions(record.versions)}</div>
${syncRuns(record.syncRuns)}`
}

/** What is missing, which instances show it, why that can be. */
const holeRows: readonly (readonly [keyof DataHoles, string, InstanceFilter, why: string])[] = [
  [
    'withoutStream',
    'without a log stream',
    { state: 'no-stream' },
    'the scripts never began, or the log expired',
  ],
  [
    'withoutLines',
    'with a stream without lines',
    { flag: 'no-lines' },
    'expired, or nothing was written',
  ],
  [
    'gone',
    'whose stream CloudWatch no longer has',
    { flag: 'stream-gone' },
    'what was copied stays',
  ],
  [
    'withoutDialect',
    'with lines in no known dialect',
    { dialect: '-' },
    'no marker and no step is known in them',
  ],
  [
    'unmatchedMarkers',
    'with lines like markers that match none',
    { flag: 'unmatched-marker' },
    'a wording that the rules lack',
  ],
  [
    'notListed',
    'that AWS no longer lists',
    { flag: 'not-listed' },
    'known by their log or an event',
  ],
  [
    'oddClocks',
    'with times that cannot be, or stand apart',
    { flag: 'odd-clock' },
    'their clock is off, or their log began late',
  ],
]

function holes({ whole, holes: counts }: DataRecord): SafeHtml {
  return html`<section class="card"><h2>Holes <span class="dim">instances</span></h2><table class="facts-table"><tbody>
${holeRows.map(
  ([
    name,
    words,
    filter,
    why,
  ]) => html`<tr><th scope="row">${words}</th><td class="num"><a href="${urls.instances(whole, filter)}">${count(counts[name])}</a></td><td class="dim">${why}</td></tr>
`,
)}</tbody></table></section>`
}

function unrecognised({ whole, unrecognised: { lines, samples } }: DataRecord): SafeHtml | null {
  if (lines === 0) return null
  return html`<section class="card wide" id="unmatched"><h2>Lines like markers that match none <span class="dim">${count(samples.length)} of ${count(lines)}</span></h2>
<table class="list"><tbody>${samples.map(({ instanceId, attempt, lineOrdinal, text }) => html`<tr><td class="mono"><a href="${urls.line(whole, instanceId, { attempt, line: lineOrdinal })}">${instanceId}:${lineOrdinal}</a></td><td class="line" hx-ignore>${text.slice(0, 300)}</td></tr>`)}</tbody></table>
<p class="dim">A spelling that is missing can be added in a file named by <code>--rules</code>.</p></section>`
}
