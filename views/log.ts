import { html, type SafeHtml } from '@remix-run/html-template'
import type { MarkerKind } from '../ingest/lifecycle/marker.ts'
import type { StepRun } from '../ingest/lifecycle/step.ts'
import { count, counted, day, duration, stepName } from './format.ts'
import { logLine } from './log-line.ts'
import { type LogSection, logSections } from './log-sections.ts'
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

/** A part of an attempt's log: all of it, or a window of a long one. */
export interface LogRecord {
  /** Key of the cluster in links. */
  readonly clusterKey: string
  readonly instanceId: string
  readonly attempt: number
  readonly logStream: string
  /** Of the whole attempt. */
  readonly firstLine: number
  readonly lastLine: number
  /** null: no line is decisive. */
  readonly decisiveLine: number | null
  /** The lines shown, in order. */
  readonly lines: readonly LogLineRecord[]
  /** Step runs of the whole attempt, in order of their first lines. */
  readonly steps: readonly StepRun[]
}

/** Lines of a window of a long log. */
export const windowLines = 1000

export function log(record: LogRecord): SafeHtml {
  const { firstLine, lastLine, lines } = record
  const all = lastLine - firstLine + 1
  const shown =
    lines.length === all
      ? counted(all, 'line')
      : `lines ${count(lines[0]?.ordinal ?? firstLine)} to ${count(lines.at(-1)?.ordinal ?? lastLine)} of ${counted(all, 'line')}`
  const date = lines[0] === undefined ? '' : `${day(lines[0].atMs)}, UTC`
  return html`<section class="card log" id="log" data-log aria-label="Log">
<h2>Log <span class="dim">${shown} · ${date}</span> ${tools(record)}</h2>
${earlier(record)}
${logSections(lines, record.steps).map((section) => sectionPart(record, section))}
${later(record)}
</section>`
}

/** Above a log that stands on a page of its own. */
export function logHeading({ clusterKey, instanceId, attempt }: LogRecord): SafeHtml {
  const href = urls.instance(clusterKey, instanceId, attempt)
  return html`<h1 class="lead mono title"><a href="${href}">${instanceId}</a> <small>attempt ${attempt}</small></h1>
`
}

function tools(record: LogRecord): SafeHtml {
  const { clusterKey, instanceId, attempt, decisiveLine } = record
  return html`<span class="tools">${decisiveLine === null ? null : html`<a href="${lineHref(record, decisiveLine)}">decisive line</a>`}<a href="${urls.raw(clusterKey, instanceId, attempt)}">raw text</a><button type="button" data-copy-log hidden>copy text</button><button type="button" data-wrap hidden aria-pressed="true">wrap</button></span>`
}

const outcomeMarks = { succeeded: '✓', failed: '✕', unfinished: '…' } as const

function sectionPart(record: LogRecord, section: LogSection): SafeHtml {
  const { lines, step } = section
  const rawUrl = urls.raw(record.clusterKey, record.instanceId, record.attempt)
  const rows = lines.map((line, index) => {
    const isDecisive = line.ordinal === record.decisiveLine
    const href = lineHref(record, line.ordinal)
    return html`${silence(lines[index - 1], line)}${logLine({ line, isDecisive, href, rawUrl })}`
  })
  return html`${step === undefined ? null : stepHead(step, section)}${chunksOf(rows).map(
    (chunk) =>
      html`<div class="lines${chunk.length === chunkLines ? ' full' : ''}" hx-ignore translate="no">${[...chunk]}</div>`,
  )}`
}

// The browser lays out only the chunks in view; what the others measure is known, as they are equally long.
const chunkLines = 100

function chunksOf(rows: readonly SafeHtml[]): readonly (readonly SafeHtml[])[] {
  const chunks = Math.ceil(rows.length / chunkLines)
  return Array.from({ length: chunks }, (_, index) =>
    rows.slice(index * chunkLines, (index + 1) * chunkLines),
  )
}

/** A link to a line: inside the page when the page holds the whole log, else with the window around it. */
export function lineHref(record: LogRecord, line: number): string {
  const isWhole = record.lines.length > record.lastLine - record.firstLine
  if (isWhole) return `#L${line}`
  return urls.line(record.clusterKey, record.instanceId, { attempt: record.attempt, line })
}

function stepHead(step: StepRun, section: LogSection): SafeHtml {
  const { outcome, startedMs, endedMs } = step
  const facts = section.continued
    ? 'continued'
    : `${outcomeMarks[outcome]} ${outcome} · ${duration(endedMs - startedMs)} · ${counted(step.lastLine - step.firstLine + 1, 'line')}`
  return html`<h3 class="sect ${outcome}"><span title="${step.step}">${stepName(step.step)}</span> <span class="dim">${facts}</span></h3>
`
}

const silenceMs = 30_000

function silence(before: LogLineRecord | undefined, line: LogLineRecord): SafeHtml | null {
  if (before === undefined || line.atMs - before.atMs < silenceMs) return null
  return html`<p class="gap">${duration(line.atMs - before.atMs)} without output</p>`
}

function earlier(record: LogRecord): SafeHtml | null {
  const from = record.lines[0]?.ordinal ?? record.firstLine
  if (from <= record.firstLine) return null
  const to = Math.max(record.firstLine, from - windowLines)
  return windowLink(record, to, `↑ lines ${count(to)} to ${count(from - 1)}`)
}

function later(record: LogRecord): SafeHtml | null {
  const end = record.lines.at(-1)?.ordinal ?? record.lastLine
  if (end >= record.lastLine) return null
  const to = Math.min(record.lastLine, end + windowLines)
  return windowLink(record, end + 1, `↓ lines ${count(end + 1)} to ${count(to)}`)
}

function windowLink(record: LogRecord, from: number, label: string): SafeHtml {
  const { clusterKey, instanceId, attempt } = record
  const href = urls.log(clusterKey, instanceId, { attempt, from })
  return html`<p class="more-lines"><a href="${href}" hx-get="${href}" hx-target="#log" hx-swap="outerHTML" hx-push-url="true">${label}</a></p>`
}
