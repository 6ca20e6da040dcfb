import { html, type SafeHtml } from '@remix-run/html-template'
import type { StepRun } from '../ingest/lifecycle/step.ts'
import { clock, count, counted, duration, iso, stepName } from './format.ts'
import type { LogEventRecord, LogRecord, ShownLine } from './log.ts'
import { eventRows, type Fold, type FoldKind, type LogRow, logRows } from './log-folds.ts'
import { lineClasses, logLine, logText } from './log-line.ts'
import { logHref } from './log-look.ts'
import { type Mark, marksOf } from './log-marks.ts'
import { type LogSection, logSections } from './log-sections.ts'
import type { LineNote } from './notes.ts'

/** How one log draws its lines. */
interface Drawing {
  readonly record: LogRecord
  readonly marks: readonly Mark[]
  readonly expands: boolean
}

/** Clipped text of a page that is held for opening, in characters; more is on pages of their own. */
const mostHeld = 1_000_000

/** The lines of a log under the steps that wrote them. */
export function logParts(record: LogRecord): readonly SafeHtml[] {
  const { lines, look } = record
  const long = lines.reduce((sum, { text }) => sum + (text.length > 4096 ? text.length : 0), 0)
  const drawing = { record, marks: marksOf(look), expands: long <= mostHeld }
  const sections = logSections(lines, record.steps)
  const parts = sections.map((section, index) =>
    part(drawing, section, sections[index - 1]?.lines.at(-1)),
  )
  const after = eventRows(record, null).map((row) => drawRow(drawing, row))
  return after.length === 0 ? parts : [...parts, html`<div class="part">${chunks(after)}</div>`]
}

function part(
  drawing: Drawing,
  section: LogSection<ShownLine>,
  before: ShownLine | undefined,
): SafeHtml {
  const rows = logRows(drawing.record, section.lines, before).map((row) => drawRow(drawing, row))
  return html`<div class="part">${section.step === undefined ? null : stepHead(drawing.record, section, section.step)}${chunks(rows)}</div>`
}

// The browser lays out only the chunks in view; what the others measure is known, as they are equally long.
const chunkRows = 100

function chunks(rows: readonly SafeHtml[]): SafeHtml[] {
  const starts = Array.from({ length: Math.ceil(rows.length / chunkRows) }, (_, at) => at)
  return starts.map((at) => {
    const chunk = rows.slice(at * chunkRows, (at + 1) * chunkRows)
    return html`<div class="lines${chunk.length === chunkRows ? ' full' : ''}" hx-ignore translate="no">${chunk}</div>`
  })
}

function drawRow(drawing: Drawing, row: LogRow): SafeHtml {
  if (row.kind === 'line') return drawLine(drawing, row.line)
  if (row.kind === 'fold') return drawFold(drawing, row.fold)
  if (row.kind === 'gap') {
    return html`<p class="gap" data-gap>${duration(row.ms)} without output</p>`
  }
  if (row.kind === 'event') return drawEvent(row.event)
  const { record } = drawing
  const href = logHref(record, { ...record.look, show: 'all' }, { line: row.from })
  return html`<p class="gap"><a href="${href}">${counted(row.to - row.from + 1, 'usual line')}</a></p>`
}

/** Characters of what AWS said that stand in the log; all of it stands below. */
const mostSaid = 400

/** No line of the log: it has no number, and copies leave it out. */
function drawEvent({ atMs, level, description, failureMessage }: LogEventRecord): SafeHtml {
  const said = description ?? failureMessage ?? ''
  return html`<p class="event${level === 'Error' ? ' bad' : ''}"><time class="t" datetime="${iso(atMs)}">${clock(atMs)}</time><span><span class="chip">cluster event${level === null ? null : ` · ${level}`}</span> ${logText(said.slice(0, mostSaid))}${said.length > mostSaid ? '…' : ''}</span></p>
`
}

function drawLine({ record, marks, expands }: Drawing, line: ShownLine): SafeHtml {
  const notes = record.notes.filter(({ lineOrdinal }) => lineOrdinal === line.ordinal)
  return logLine({
    ...{ line, marks, expands, isRaw: record.look.raw },
    classes: lineClasses(line, {
      isDecisive: line.ordinal === record.decisiveLine,
      isEvidence: record.evidenceLines.includes(line.ordinal),
      isAsked: line.ordinal === record.askedLine,
      isBookmarked: notes.some(({ kind }) => kind === 'bookmark'),
      isHarmless: record.redHerringLines.includes(line.ordinal),
    }),
    note: [note(record, line), ...notes.map(written)].filter((each) => each !== '').join(' · '),
    of: record,
  })
}

/** Sounds like an error, and healthy instances print it too: worth a word. */
function note({ fleet, redHerringLines }: LogRecord, line: ShownLine): string {
  const { tone, healthy, ordinal } = line
  if (redHerringLines.includes(ordinal)) return 'a red herring, as you say'
  if (tone !== 'error' || healthy === 0) return ''
  return `on ${count(healthy)} of ${count(fleet.healthy)} healthy`
}

function written({ text }: LineNote): string {
  return text === '' ? '' : `note: ${text}`
}

const kindWords: Readonly<Record<FoldKind, string>> = {
  usual: 'as on the healthy',
  trace: 'traced',
  progress: 'progress',
  repeat: 'repeated',
}

function drawFold(drawing: Drawing, { lines, kinds }: Fold): SafeHtml {
  const said = Object.entries(kinds) as [FoldKind, number][]
  const words = said.map(([kind, lines]) =>
    said.length === 1 ? kindWords[kind] : `${count(lines)} ${kindWords[kind]}`,
  )
  const first = lines[0]?.ordinal ?? 0
  const sample = logText((lines[0]?.text ?? '').slice(0, 100))
  return html`<details class="fold-lines" data-fold="${first}"><summary><span class="ln">${first}</span><span class="folded">… ${counted(lines.length, 'line')}${said.length === 1 ? null : ':'} <span class="why">${words.join(', ')}</span> <span class="sample">${sample}</span></span></summary>${lines.map((line) => drawLine(drawing, line))}</details>`
}

const outcomeMarks = { succeeded: '✓', failed: '✕', unfinished: '…' } as const

function stepHead(record: LogRecord, section: LogSection<ShownLine>, step: StepRun): SafeHtml {
  const { outcome, startedMs, endedMs } = step
  const exit = outcome === 'failed' && record.exitCode !== null ? ` · exit ${record.exitCode}` : ''
  const facts = `${outcomeMarks[outcome]} ${outcome} · T+${duration(startedMs - record.startedMs)} · ${duration(endedMs - startedMs)} · ${counted(step.lastLine - step.firstLine + 1, 'line')}${exit}${section.continued ? ' · continued' : ''}`
  return html`<h3 class="sect ${outcome}" data-place><span title="${step.step}">${stepName(step.step)}</span> <span class="dim">${facts}</span></h3>
`
}
