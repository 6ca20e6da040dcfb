import { html, type SafeHtml } from '@remix-run/html-template'
import { count, duration, time, timeZone } from './format.ts'
import { urls } from './urls.ts'

/** An instance whose lines have times that cannot be, or that no other instance has: a row of odd_clock. */
export interface OddClock {
  readonly instanceId: string
  readonly kind: 'against-aws' | 'after-sync' | 'before-launch' | 'apart'
  /** How far; negative: too early. */
  readonly offMs: number
  readonly launchedMs: number | null
  readonly firstEventMs: number
  readonly lastEventMs: number
}

const says: Readonly<Record<OddClock['kind'], (off: string, isAhead: boolean) => string>> = {
  'against-aws': (off, isAhead) =>
    `its clock is ${off} ${isAhead ? 'ahead of' : 'behind'} AWS’s, by when CloudWatch took its lines in`,
  'after-sync': (off) => `its last line is ${off} later than AWS’s clock when the sync began`,
  'before-launch': (off) => `its first line is ${off} before AWS launched it`,
  apart: (off) =>
    `its first line is ${off} off from where those of the others stand after their launch`,
}

/** Which instances, with the times that tell it. */
export function oddClocks(record: {
  readonly whole: string
  readonly oddClocks: readonly OddClock[]
  readonly holes: { readonly oddClocks: number }
}): SafeHtml | null {
  const { whole, oddClocks: rows, holes } = record
  if (rows.length === 0) return null
  return html`<section class="card wide" id="clocks" tabindex="0" aria-label="Clocks that are off"><h2>Clocks that are off <span class="dim">${count(rows.length)} of ${count(holes.oddClocks)}</span></h2>
<table class="list"><thead><tr><th>instance</th><th>what is odd</th><th>launched, ${timeZone}</th><th>first line</th><th>last line</th></tr></thead>
<tbody>${rows.map(
    (
      row,
    ) => html`<tr><td class="mono"><a href="${urls.instance(whole, row.instanceId)}">${row.instanceId}</a></td><td>${says[row.kind](duration(Math.abs(row.offMs)), row.offMs > 0)}</td><td>${row.launchedMs === null ? null : time(row.launchedMs)}</td><td>${time(row.firstEventMs)}</td><td>${time(row.lastEventMs)}</td></tr>
`,
  )}</tbody></table>
<p class="dim">Lines bear the time of the instance’s own clock. Durations within an attempt hold; its place among the others does not. Where CloudWatch says how far a clock is off, bring-ups and what hangs are judged by AWS’s clock all the same.</p></section>`
}
