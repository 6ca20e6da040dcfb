import { html, type SafeHtml } from '@remix-run/html-template'
import type { AttemptOutcome } from '../ingest/lifecycle/attempt.ts'
import type { StepRun } from '../ingest/lifecycle/step.ts'
import { count, counted, duration, stepName } from './format.ts'
import { likeness, type Twin } from './instance-siblings.ts'
import type { ClusterHeader } from './layout.ts'
import type { LogLineRecord } from './log.ts'
import { lineClasses, logLine } from './log-line.ts'
import { type LogOf, logHref } from './log-look.ts'
import { urls } from './urls.ts'

/** One of the two logs. */
export interface TwinSide extends LogOf {
  readonly startedMs: number
  readonly outcome: AttemptOutcome
  /** Of the whole attempt. */
  readonly lines: number
  readonly firstLine: number
  /** The first line that is compared. */
  readonly fromLine: number
}

/** Lines that are alike, or a line that only one of the two has. */
export interface TwinRow {
  readonly here: LogLineRecord | null
  readonly there: LogLineRecord | null
}

/** One step in both logs. null: that side has no such step. */
export interface TwinStep {
  /** null: outside every step. */
  readonly step: string | null
  readonly hereMs: number | null
  readonly thereMs: number | null
  readonly hereOutcome: StepRun['outcome'] | null
  readonly thereOutcome: StepRun['outcome'] | null
  readonly rows: readonly TwinRow[]
}

export interface TwinRecord {
  readonly cluster: ClusterHeader
  /** Healthy instances, the most alike first. */
  readonly twins: readonly Twin[]
  /** undefined: it was chosen by hand. */
  readonly twin: Twin | undefined
  readonly decisiveLine: number | null
  readonly here: TwinSide
  readonly there: TwinSide
  readonly steps: readonly TwinStep[]
}

/** The log of an instance beside that of a healthy one, step by step. */
export function logTwin(record: TwinRecord): SafeHtml {
  const { here, there, decisiveLine, steps } = record
  const onlyHere = steps.flatMap(({ rows }) => rows).filter(({ there }) => there === null).length
  const onlyThere = steps.flatMap(({ rows }) => rows).filter(({ here }) => here === null).length
  const back = logHref(here, {}, decisiveLine === null ? {} : { line: decisiveLine })
  return html`<h1 class="lead title"><a class="mono" href="${back}" data-key="t" data-key-label="back to the log alone">${here.instanceId}</a> <small>beside</small> <a class="mono" href="${logHref(there, {})}">${there.instanceId}</a></h1>
<p class="dim">${counted(onlyHere, 'line')} only here, ${count(onlyThere)} only on the healthy one${record.twin === undefined ? null : html` (${likeness(record.twin)})`}. ${decisiveLine === null ? null : html`<a href="#L${decisiveLine}" data-key="d">decisive line</a>`}</p>
${others(record)}${cut(here)}${cut(there)}
<section class="card log twin" aria-label="Both logs">
<div class="twin-head"><span>${here.instanceId} <span class="dim">${here.outcome}, ${counted(here.lines, 'line')}</span></span><span>${there.instanceId} <span class="dim">${there.outcome}, ${counted(there.lines, 'line')}</span></span></div>
${steps.map((step) => twinStep(record, step))}</section>`
}

function others({ cluster, here, there, twins }: TwinRecord): SafeHtml | null {
  const rest = twins.filter(({ instanceId }) => instanceId !== there.instanceId)
  if (rest.length === 0) return null
  return html`<p class="dim small names">Beside another: ${rest.map(({ instanceId }) => html`<a class="mono" href="${urls.twin(cluster.key, here.instanceId, { attempt: here.attempt, twin: instanceId })}">${instanceId}</a> `)}</p>`
}

function cut({ instanceId, fromLine, firstLine }: TwinSide): SafeHtml | null {
  if (fromLine === firstLine) return null
  return html`<p class="dim small">Of ${instanceId} the lines from ${count(fromLine)} on are compared.</p>`
}

const outcomeMarks = { succeeded: '✓', failed: '✕', unfinished: '…' } as const

function twinStep(record: TwinRecord, step: TwinStep): SafeHtml {
  const side = (outcome: TwinStep['hereOutcome'], ms: number | null): SafeHtml =>
    outcome === null || ms === null
      ? html`<span class="dim">${step.step === null ? '' : 'did not get here'}</span>`
      : html`<span class="${outcome === 'failed' ? 'bad' : 'dim'}">${outcomeMarks[outcome]} ${outcome}, ${duration(ms)}</span>`
  const name = step.step === null ? 'outside every step' : stepName(step.step)
  return html`<div class="part"><h2 class="sect twin-sect"><span>${name} ${side(step.hereOutcome, step.hereMs)}</span><span>${side(step.thereOutcome, step.thereMs)}</span></h2>
${folded(step.rows).map((part) => (Array.isArray(part) ? foldedRows(record, part) : twinRow(record, part as TwinRow)))}</div>`
}

const fewestFolded = 6
const contextRows = 2

/** Runs of rows that are alike fold, but for a little on both sides of what differs. */
function folded(rows: readonly TwinRow[]): readonly (TwinRow | readonly TwinRow[])[] {
  const parts: (TwinRow | readonly TwinRow[])[] = []
  let from = 0
  while (from < rows.length) {
    let to = from
    while (to < rows.length && isAlike(rows[to])) to += 1
    const run = rows.slice(from, to)
    const before = from === 0 ? 0 : contextRows
    const after = to === rows.length ? 0 : contextRows
    if (run.length < fewestFolded + before + after) parts.push(...run)
    else {
      parts.push(...run.slice(0, before), run.slice(before, run.length - after))
      parts.push(...run.slice(run.length - after))
    }
    const differing = rows[to]
    if (differing !== undefined) parts.push(differing)
    from = to + 1
  }
  return parts
}

function isAlike(row: TwinRow | undefined): boolean {
  return row !== undefined && row.here !== null && row.there !== null
}

function foldedRows(record: TwinRecord, rows: readonly TwinRow[]): SafeHtml {
  return html`<details class="fold-lines"><summary><span class="ln">${rows[0]?.here?.ordinal ?? ''}</span><span class="folded">… ${counted(rows.length, 'line')} alike</span></summary>${rows.map((row) => twinRow(record, row))}</details>`
}

function twinRow(record: TwinRecord, { here, there }: TwinRow): SafeHtml {
  const kind = there === null ? 'only-left' : here === null ? 'only-right' : 'both'
  return html`<div class="pair ${kind}" hx-ignore translate="no">${cell(record, here, record.here)}${cell(record, there, record.there)}</div>
`
}

function cell(record: TwinRecord, line: LogLineRecord | null, of: TwinSide): SafeHtml {
  if (line === null) return html`<div></div>`
  const isHere = of === record.here
  const isDecisive = isHere && line.ordinal === record.decisiveLine
  const href = logHref(of, {}, { line: line.ordinal })
  const drawn = logLine({
    line,
    of,
    href,
    classes: lineClasses(line, { isDecisive }),
    noId: !isHere,
  })
  return drawn
}
