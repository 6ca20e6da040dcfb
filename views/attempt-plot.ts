import { html, type SafeHtml } from '@remix-run/html-template'
import { counted, duration, stepName } from './format.ts'
import type { InstanceRecord } from './instance.ts'
import { lineHref } from './line-href.ts'
import { linearTicks, share } from './time-axis.ts'
import { urls } from './urls.ts'

/** A stage or step of one attempt at its place in time, beside the fleet's own pace. */
export interface PlotRow {
  readonly stage: string
  /** null: the whole stage. */
  readonly step: string | null
  /** How many steps it ran inside. */
  readonly depth: number
  readonly startedMs: number
  readonly endedMs: number
  readonly outcome: 'succeeded' | 'failed' | 'unfinished'
  /** Where its lines begin; null: a stage, whose lines are not counted. */
  readonly firstLine: number | null
  /** Over succeeded runs of the fleet; undefined: there are none. */
  readonly pace:
    | { readonly runs: number; readonly medianMs: number; readonly p95Ms: number }
    | undefined
}

/** A time without a line. */
export interface Silence {
  readonly fromMs: number
  readonly toMs: number
  /** The first line after it. */
  readonly line: number
}

/** One attempt against the fleet's band. */
export interface AttemptPlot {
  readonly startedMs: number
  readonly endedMs: number
  /** In order of their beginning. */
  readonly rows: readonly PlotRow[]
  /** In order; undefined: the log is too long to be read for them. */
  readonly silences: readonly Silence[] | undefined
}

/** The attempt as a plot that opens at a click: each row a bar with the fleet's median and 95 % band. */
export function attemptPlot({ cluster, plot, log }: InstanceRecord): SafeHtml | null {
  if (plot === undefined || plot.rows.length === 0) return null
  const axis = plotAxis(plot)
  const href = (line: number | null): string | undefined =>
    line === null || log === undefined ? undefined : lineHref(log, line)
  return html`<details class="card plot"><summary><h2>Against the fleet</h2> <span class="dim">${plotSentence(plot)}</span></summary>
<div class="wide"><table class="list plot-rows"><thead><tr><th scope="col">stage, step</th><th scope="col" class="draw">${ticks(axis)}</th><th scope="col" class="num">took</th><th scope="col" class="num">fleet median</th><th scope="col" class="num">95 % under</th></tr></thead>
<tbody>${plot.rows.map((row) => plotRow(row, { plot, axis, href: href(row.firstLine) }))}</tbody></table></div>
<p class="key dim">${key(plot)} <a href="${urls.durations(cluster.key)}">the whole fleet’s durations</a></p></details>`
}

interface PlotAxis {
  readonly fromMs: number
  readonly spanMs: number
  readonly ticks: readonly number[]
}

const mostTicks = 6

/** As long as the attempt, and as the fleet's band of each row where that is at most as long again. */
function plotAxis({ startedMs, endedMs, rows }: AttemptPlot): PlotAxis {
  const tookMs = Math.max(1000, endedMs - startedMs)
  const bands = rows.map((row) => row.startedMs - startedMs + (row.pace?.p95Ms ?? 0))
  const spanMs = Math.min(2 * tookMs, Math.max(tookMs, ...bands))
  return { fromMs: startedMs, spanMs, ticks: linearTicks(spanMs, mostTicks) }
}

function ticks({ spanMs, ticks }: PlotAxis): SafeHtml {
  return html`<svg width="100%" height="14" role="img" aria-label="Time since the attempt began, up to ${duration(spanMs)}">${ticks.map((ms) => html`<text x="${share(ms / spanMs)}" y="11">${ms === 0 ? 'T+0' : duration(ms).replace(/ 0[smh]$/, '')}</text>`)}</svg>`
}

function nameOf({ stage, step }: Pick<PlotRow, 'stage' | 'step'>): string {
  return step === null ? stage : stepName(step)
}

const outcomeMarks = { succeeded: '✓', failed: '✕', unfinished: '…' } as const

function plotRow(
  row: PlotRow,
  at: { readonly plot: AttemptPlot; readonly axis: PlotAxis; readonly href: string | undefined },
): SafeHtml {
  const name = html`<span title="${row.step ?? row.stage}">${nameOf(row)}</span>`
  const { pace } = row
  return html`<tr class="${row.outcome}"><th scope="row" class="deep-${Math.min(row.depth, 3)}">${at.href === undefined ? name : html`<a href="${at.href}">${name}</a>`}</th>
<td class="draw">${bar(row, at)}</td>
<td class="num"><span class="mark">${outcomeMarks[row.outcome]}</span> ${duration(row.endedMs - row.startedMs)}${isSlow(row) ? html` <b title="longer than 95 % of the fleet">▲</b>` : null}</td>
<td class="num">${pace === undefined ? '–' : duration(pace.medianMs)}</td><td class="num">${pace === undefined ? '–' : duration(pace.p95Ms)}</td></tr>
`
}

/** Longer than 95 of 100 runs that succeeded. */
function isSlow({ startedMs, endedMs, pace }: PlotRow): boolean {
  return pace !== undefined && endedMs - startedMs > pace.p95Ms
}

function bar(
  row: PlotRow,
  { plot, axis }: { readonly plot: AttemptPlot; readonly axis: PlotAxis },
): SafeHtml {
  const at = (ms: number): number => (ms - axis.fromMs) / axis.spanMs
  const x = at(row.startedMs)
  const width = Math.max(0.004, at(row.endedMs) - x)
  const quiet = silencesIn(plot, row)
  return html`<svg width="100%" height="18" aria-hidden="true">${axis.ticks.map((ms) => html`<line x1="${share(ms / axis.spanMs)}" x2="${share(ms / axis.spanMs)}" y2="18"/>`)}
${row.pace === undefined ? null : html`<rect class="band" x="${share(x)}" y="1" width="${share(Math.max(0.004, row.pace.p95Ms / axis.spanMs))}" height="16" rx="2"/>`}
<rect class="${row.outcome}" x="${share(x)}" y="5" width="${share(width)}" height="8" rx="1.5"/>
${quiet.map(({ fromMs, toMs }) => html`<rect class="quiet" x="${share(at(fromMs))}" y="5" width="${share(at(toMs) - at(fromMs))}" height="8"/><rect fill="url(#hatch)" x="${share(at(fromMs))}" y="5" width="${share(at(toMs) - at(fromMs))}" height="8"/>`)}
${row.pace === undefined ? null : html`<rect class="median" x="${share(x + row.pace.medianMs / axis.spanMs)}" y="0" width="2" height="18"/>`}
${row.outcome === 'failed' ? failureMark(x + width) : null}</svg>`
}

/** A cross at the place in time where it failed. */
function failureMark(x: number): SafeHtml {
  return html`<svg x="${share(x)}" y="3" width="14" height="12" overflow="visible"><path class="cross" d="M-5 1l10 10m0-10l-10 10"/></svg>`
}

/** Silences are drawn once, in the innermost row that holds them. */
function silencesIn({ rows, silences = [] }: AttemptPlot, row: PlotRow): readonly Silence[] {
  return silences.filter((silence) => innermost(rows, silence) === row)
}

function innermost(rows: readonly PlotRow[], { fromMs, toMs }: Silence): PlotRow | undefined {
  const holding = rows.filter((row) => row.startedMs <= fromMs && row.endedMs >= toMs)
  return holding.reduce<PlotRow | undefined>(
    (best, row) => (best === undefined || row.depth >= best.depth ? row : best),
    undefined,
  )
}

/** What the plot shows, in a sentence. */
export function plotSentence(plot: AttemptPlot): string {
  const timed = plot.rows.filter(({ pace }) => pace !== undefined)
  const slow = timed.filter(isSlow).map(nameOf)
  const failed = plot.rows.findLast(({ outcome }) => outcome === 'failed')
  return [
    timed.length === 0
      ? 'no instance of this cluster has got through any of its steps yet'
      : slow.length === 0
        ? `none of ${counted(timed.length, 'part')} took longer than for 95 % of the fleet`
        : `${slow.length} of ${counted(timed.length, 'part')} took longer than for 95 % of the fleet: ${nameList(slow)}`,
    ...(failed === undefined ? [] : [`failed in ${nameOf(failed)}`]),
    ...silenceText(plot),
  ].join('; ')
}

const namedAtMost = 3

function nameList(names: readonly string[]): string {
  const more = names.length - namedAtMost
  return `${names.slice(0, namedAtMost).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function silenceText({ silences, rows }: AttemptPlot): string[] {
  if (silences === undefined) return ['too long a log to look for silences']
  const longest = silences.reduce<Silence | undefined>(
    (most, each) =>
      most === undefined || each.toMs - each.fromMs > most.toMs - most.fromMs ? each : most,
    undefined,
  )
  if (longest === undefined) return []
  const row = innermost(rows, longest)
  const where = row === undefined ? '' : ` in ${nameOf(row)}`
  return [`longest silence ${duration(longest.toMs - longest.fromMs)}${where}`]
}

function key({ silences, rows }: AttemptPlot): SafeHtml {
  const sample = (inside: SafeHtml): SafeHtml =>
    html`<svg width="26" height="12" aria-hidden="true">${inside}</svg>`
  return html`<span>${sample(html`<rect class="band" width="26" height="12" rx="2"/>`)} up to where 95 % of the fleet were through</span> <span>${sample(html`<rect class="median" x="12" width="2" height="12"/>`)} the fleet’s median</span> ${(silences ?? []).length === 0 ? null : html`<span>${sample(html`<rect class="quiet" y="2" width="26" height="8"/><rect fill="url(#hatch)" y="2" width="26" height="8"/>`)} 30s or more without a line</span> `}${rows.some(({ outcome }) => outcome === 'failed') ? html`<span>${sample(html`<path class="cross" d="M8 1l10 10m0-10l-10 10"/>`)} failed</span> ` : null}<span>▲ longer than for 95 % of the fleet</span>`
}
