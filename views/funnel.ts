import { html, type SafeHtml } from '@remix-run/html-template'
import { bar } from './bar.ts'
import { count, counted, stepName } from './format.ts'
import { type InstanceFilter, urls } from './urls.ts'

/** A place on the way up: who got there, and who got no further. Every expected instance leaves at one row. */
export interface FunnelRow {
  /** `expected`: before any log. `stage`: the whole stage's door, outside every step. `succeeded`: the end. */
  readonly kind: 'expected' | 'stage' | 'step' | 'succeeded'
  readonly stage: string | null
  readonly step: string | null
  /** Instances whose last attempt got there. */
  readonly entered: number
  readonly failed: number
  readonly hung: number
  /** No stream, an empty log, or a log without markers. */
  readonly silent: number
  readonly underWay: number
}

const stageLabels: Readonly<Record<string, string>> = {
  start: 'log started',
  download: 'download',
  execution: 'scripts run',
}

/** Failures by stage and step. Steps that nobody was lost at go into one line when there are many rows. */
export function funnel(cluster: string, rows: readonly FunnelRow[]): SafeHtml {
  const most = Math.max(1, ...rows.map(lost))
  const [shown, folded] = shownAndFolded(rows)
  return html`<table class="funnel">
<thead><tr><th>stage, step</th><th class="num">entered</th><th class="bx">lost there</th><th class="num">failed</th><th class="num">hung</th><th class="num"><abbr title="no log stream, an empty log, or a log without markers">silent</abbr></th></tr></thead>
<tbody>${shown.map((row) => html`${row.kind === 'succeeded' && folded.length > 0 ? fold(cluster, folded) : null}${funnelRow(cluster, { row, most })}`)}</tbody>
<tfoot>${totals(cluster, rows)}</tfoot></table>`
}

function lost(row: FunnelRow): number {
  return row.failed + row.hung + row.silent
}

const roomForRows = 13

/** Rows to show, and those that go into one line when there are too many. */
function shownAndFolded(rows: readonly FunnelRow[]): [readonly FunnelRow[], readonly FunnelRow[]] {
  if (rows.length <= roomForRows) return [rows, []]
  const isFolded = (row: FunnelRow): boolean => row.kind === 'step' && lost(row) === 0
  return [rows.filter((row) => !isFolded(row)), rows.filter(isFolded)]
}

function fold(cluster: string, rows: readonly FunnelRow[]): SafeHtml {
  return html`<tr class="fold"><td colspan="6"><details><summary>${counted(rows.length, 'more step')} without loss</summary>
<ul>${rows.map((row) => html`<li>${label(row)} <a href="${urls.instances(cluster, enteredFilter(row))}">${count(row.entered)}</a></li>`)}</ul></details></td></tr>
`
}

function label(row: FunnelRow): SafeHtml {
  if (row.step !== null) return html`<span title="${row.step}">${stepName(row.step)}</span>`
  if (row.stage !== null) return html`${stageLabels[row.stage] ?? row.stage}`
  return html`${row.kind}`
}

function enteredFilter(row: FunnelRow): InstanceFilter {
  if (row.kind === 'expected') return {}
  if (row.kind === 'succeeded') return { state: 'any-succeeded' }
  return row.step === null ? { 'reached-stage': row.stage ?? '-' } : { reached: row.step }
}

function lostFilter(row: FunnelRow, state: string): InstanceFilter {
  return {
    state,
    stage: row.stage ?? '-',
    ...(row.stage === 'execution' && { step: row.step ?? '-' }),
  }
}

function funnelRow(cluster: string, at: { row: FunnelRow; most: number }): SafeHtml {
  const { row, most } = at
  const number = (state: string, value: number, tone: string): SafeHtml | null =>
    value === 0
      ? null
      : html`<a class="${tone}" href="${urls.instances(cluster, lostFilter(row, state))}">${count(value)}</a>`
  return html`<tr class="${row.kind}"><th scope="row">${label(row)}</th>
<td class="num"><a href="${urls.instances(cluster, enteredFilter(row))}">${count(row.entered)}</a></td>
<td class="bx">${lost(row) === 0 ? null : bar(lost(row) / most, tone(row))}</td>
<td class="num">${number('any-failed', row.failed, 'bad')}</td><td class="num">${number('hung', row.hung, 'hung')}</td><td class="num">${number('silent', row.silent, 'none')}</td></tr>
`
}

function tone(row: FunnelRow): string {
  if (row.failed > 0) return 'bad'
  return row.hung > 0 ? 'hung' : 'none'
}

function totals(cluster: string, rows: readonly FunnelRow[]): SafeHtml {
  const sum = (name: 'failed' | 'hung' | 'silent'): number =>
    rows.reduce((total, row) => total + row[name], 0)
  const total = (state: string, value: number): SafeHtml =>
    html`<td class="num"><a href="${urls.instances(cluster, { state })}">${count(value)}</a></td>`
  return html`<tr><th scope="row">together</th><td></td><td class="bx"></td>${total('any-failed', sum('failed'))}${total('hung', sum('hung'))}${total('silent', sum('silent'))}</tr>`
}
