import { html, type SafeHtml } from '@remix-run/html-template'
import type { AttemptOutcome } from '../ingest/lifecycle/attempt.ts'
import type { MarkerKind } from '../ingest/lifecycle/marker.ts'
import type { StepRun } from '../ingest/lifecycle/step.ts'
import type { ClusterEventRecord } from './aws-words.ts'
import { count } from './format.ts'
import { type LogLook, type LogOf, logHref, windowHref } from './log-look.ts'
import { logParts } from './log-parts.ts'
import { logRail } from './log-rail.ts'
import { logTools } from './log-tools.ts'
import type { LineNote } from './notes.ts'
import { urls } from './urls.ts'

/** A line of an attempt's log. */
export interface LogLineRecord {
  /** Place in the log stream, from 1. */
  readonly ordinal: number
  readonly atMs: number
  /** Verbatim. */
  readonly text: string
  /** null: the scripts wrote it. */
  readonly marker: MarkerKind | null
}

/** What a line says by its own words. `trace`: it quotes a command; `progress`: it only counts on. */
export type LineTone = 'plain' | 'error' | 'trace' | 'progress'

/** A line with what the whole cluster says of it. */
export interface ShownLine extends LogLineRecord {
  readonly tone: LineTone
  /** Healthy instances that print a line like it. */
  readonly healthy: number
  /** Failed instances that do. */
  readonly failed: number
  /** True: most healthy instances print it. */
  readonly isUsual: boolean
  /** True: it is like the line before it. */
  readonly repeats: boolean
}

/** What was found in the whole attempt. */
export interface FindRecord {
  readonly hits: number
  /** Which of them is looked at, from 1; 0: there is none. */
  readonly hit: number
  /** Its line, and those of the ones before and after; null: there is none. */
  readonly line: number | null
  readonly previous: number | null
  readonly next: number | null
  /** Lines of hits spread over the attempt, at most some hundreds. */
  readonly drawn: readonly number[]
  /** The last line that was searched; null: all were. */
  readonly searchedTo: number | null
}

/** What AWS said of the instance while the attempt ran. */
export interface LogEventRecord extends ClusterEventRecord {
  /** The shown line that it stands above: the first that was written after it. null: below the last one. */
  readonly aboveLine: number | null
}

/** A part of an attempt's log: all of it, or a window of a long one. */
export interface LogRecord extends LogOf {
  readonly logStream: string
  /** Of the whole attempt. */
  readonly firstLine: number
  readonly lastLine: number
  readonly startedMs: number
  readonly outcome: AttemptOutcome
  /** null: no line says it, or the attempt did not fail. */
  readonly exitCode: number | null
  readonly look: LogLook
  /** undefined: nothing is looked for. */
  readonly find: FindRecord | undefined
  /** null: no line is decisive. */
  readonly decisiveLine: number | null
  /** Lines that support it. */
  readonly evidenceLines: readonly number[]
  /** Shown lines that the user calls red herrings. */
  readonly redHerringLines: readonly number[]
  /** The line that the request names. */
  readonly askedLine: number | null
  /** Instances whose lines are known. */
  readonly fleet: { readonly healthy: number; readonly failed: number }
  /** From how many ms on a silence is shown. */
  readonly gapMs: number
  /** What the shown lines cover; of a long log in which only the unusual are shown, not all of these are. */
  readonly fromLine: number
  readonly toLine: number
  /** The lines shown, in order. */
  readonly lines: readonly ShownLine[]
  /** Of the whole attempt, in order. */
  readonly markers: readonly { readonly lineOrdinal: number; readonly kind: MarkerKind }[]
  /** Step runs of the whole attempt, in order of their first lines. */
  readonly steps: readonly StepRun[]
  /** Between the shown lines, in order of time. */
  readonly events: readonly LogEventRecord[]
  /** Of the whole attempt. */
  readonly eventsInAll: number
  /** Notes and bookmarks on lines of the stream, in their order. */
  readonly notes: readonly LineNote[]
}

/** Lines of a window of a long log. */
export const windowLines = 1000

export function log(record: LogRecord): SafeHtml {
  const { clusterKey, instanceId, attempt, decisiveLine, look } = record
  const facts = urls.lineFacts(clusterKey, instanceId, { attempt, line: 0 })
  const link = logHref(record, look, { line: 0 })
  return html`<section class="card log${look.raw ? ' raw' : ''}" id="log" data-log data-zero="${record.startedMs}" data-instance="${instanceId}" data-opens="${record.askedLine ?? record.find?.line ?? decisiveLine ?? ''}" data-line-facts="${facts}" data-permalink="${link}" aria-label="Log">
${logTools(record)}
<div class="log-body"><div class="log-box" data-log-box tabindex="0" role="region" aria-label="Lines of the log">
${logWindow(record)}
</div>${logRail(record)}</div>${lineMenu(record)}</section>`
}

/**
 * One for all lines: the script puts it into the selected one, or that of a word that is clicked twice, and what is marked in it,
 * or all of it, into the links.
 */
function lineMenu(record: LogRecord): SafeHtml {
  const { clusterKey, look } = record
  return html`<span class="line-menu" data-line-menu hidden><a href="#log" data-facts="">where else</a> <a href="${urls.search(clusterKey)}" data-marked="q" title="search every log for what is marked, else for the line">search all</a> <a href="${urls.search(clusterKey, { not: 1 })}" data-marked="q" title="the instances without what is marked, else without the line">who lacks it</a> <a href="${logHref(record, { ...look, find: '' })}" data-marked="find" title="find what is marked, else the line, in this log">find</a> <a href="${logHref(record, look)}" data-marked="highlight" title="tint what is marked, else the line, wherever it stands">tint</a> <a href="#log" data-facts="#red-herring" title="no failure is blamed on lines like it">red herring</a> <a href="#log" data-facts="#notes">note</a> <button type="button" data-copy-log="text" hidden>copy</button> <button type="button" data-copy-log="link" hidden>link</button></span>`
}

/** The lines, with links to those before and after: what is loaded into a page that has other lines already. */
export function logWindow(record: LogRecord): SafeHtml {
  return html`${earlier(record)}<div class="window" data-from="${record.fromLine}" data-to="${record.toLine}">
${record.lines.length === 0 ? html`<p class="gap">No line of ${count(record.fromLine)} to ${count(record.toLine)} is unusual.</p>` : null}${[...logParts(record)]}
</div>${later(record)}`
}

/** Above a log that stands on a page of its own. */
export function logHeading({ clusterKey, instanceId, attempt }: LogRecord): SafeHtml {
  const href = urls.instance(clusterKey, instanceId, attempt)
  return html`<h1 class="lead mono title"><a href="${href}">${instanceId}</a> <small>attempt ${attempt}</small></h1>
`
}

function earlier(record: LogRecord): SafeHtml | null {
  if (record.fromLine <= record.firstLine) return null
  const to = record.fromLine - 1
  const from = Math.max(record.firstLine, to - windowLines + 1)
  const label = record.look.show === 'unusual' ? `before line ${count(to + 1)}` : span(from, to)
  return html`<p class="more-lines"><a href="${windowHref(record, record.look, { to })}" data-more="before">↑ ${label}</a></p>`
}

function later(record: LogRecord): SafeHtml | null {
  if (record.toLine >= record.lastLine) return null
  const from = record.toLine + 1
  const to = Math.min(record.lastLine, record.toLine + windowLines)
  const label = record.look.show === 'unusual' ? `after line ${count(from - 1)}` : span(from, to)
  return html`<p class="more-lines"><a href="${windowHref(record, record.look, { from })}" data-more="after">↓ ${label}</a></p>`
}

function span(from: number, to: number): string {
  return `lines ${count(from)} to ${count(to)}`
}
