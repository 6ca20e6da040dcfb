// A distribution of durations in one row: the band that 90 of 100 runs lie in, their median, and the longest. The axis is
// logarithmic, for steps of two seconds and of twenty minutes stand below each other.
import { html, type SafeHtml } from '@remix-run/html-template'
import { duration } from './format.ts'
import { type LogAxis, logAxis, placeOn, share } from './time-axis.ts'

/** Of succeeded runs; null: there are none. */
export interface Distribution {
  readonly p5Ms: number | null
  readonly medianMs: number | null
  readonly p95Ms: number | null
  readonly maxMs: number | null
}

/** One axis for all rows of a table. */
export function durationAxis(rows: readonly Distribution[]): LogAxis {
  const ends = rows.flatMap(({ p5Ms, maxMs }) => [p5Ms, maxMs])
  return logAxis(ends.filter((ms) => ms !== null))
}

function tickText(ms: number): string {
  return duration(ms).replace(/ 0[smh]$/, '')
}

/** The labels of the axis, for the head of the column. */
export function durationTicks(axis: LogAxis): SafeHtml {
  return html`<svg width="100%" height="14" role="img" aria-label="Logarithmic axis from ${tickText(axis.fromMs)} to ${tickText(axis.toMs)}">${axis.ticks.map(
    (ms) =>
      html`<text x="${share(placeOn(axis, ms))}" y="11" text-anchor="middle">${tickText(ms)}</text>`,
  )}</svg>`
}

/** The figures of the row stand beside it, so that it needs no words of its own. */
export function distribution(row: Distribution, axis: LogAxis): SafeHtml {
  const { p5Ms, medianMs, p95Ms, maxMs } = row
  const grid = axis.ticks.map((ms) => {
    const x = share(placeOn(axis, ms))
    return html`<line x1="${x}" x2="${x}" y2="18"/>`
  })
  if (p5Ms === null || medianMs === null || p95Ms === null || maxMs === null) {
    return html`<svg width="100%" height="18" aria-hidden="true">${grid}</svg>`
  }
  const at = (ms: number): number => placeOn(axis, ms)
  const title = `5 % under ${duration(p5Ms)}, half under ${duration(medianMs)}, 95 % under ${duration(p95Ms)}, longest ${duration(maxMs)}`
  return html`<svg width="100%" height="18" aria-hidden="true"><title>${title}</title>${grid}
<rect class="tail" x="${share(at(p95Ms))}" y="8.5" width="${share(at(maxMs) - at(p95Ms))}" height="1.5"/><circle class="tail" cx="${share(at(maxMs))}" cy="9.25" r="3"/>
<rect class="succeeded" x="${share(at(p5Ms))}" y="4" width="${share(Math.max(0.006, at(p95Ms) - at(p5Ms)))}" height="10" rx="2"/><rect class="middle" x="${share(at(medianMs))}" y="1" width="2.5" height="16"/></svg>`
}

/** What the shapes mean. */
export function distributionKey(): SafeHtml {
  const sample = (inside: SafeHtml): SafeHtml =>
    html`<svg width="26" height="12" aria-hidden="true">${inside}</svg>`
  return html`<p class="key draw dim"><span>${sample(html`<rect class="succeeded" y="1" width="26" height="10" rx="2"/>`)} where 90 of 100 succeeded runs lie</span> <span>${sample(html`<rect class="middle" x="12" width="2.5" height="12"/>`)} median</span> <span>${sample(html`<rect class="tail" y="5.5" width="22" height="1.5"/><circle class="tail" cx="22" cy="6" r="3"/>`)} longest</span> <span>The axis is logarithmic.</span></p>`
}
