import { html, type SafeHtml } from '@remix-run/html-template'
import { small } from './compare-lines.ts'
import { moreRows, noDifference, rowsShown } from './compare-part.ts'
import type { CompareRecord, DurationChange } from './compare-record.ts'
import { changeWord, differenceText } from './compare-words.ts'
import { phaseText } from './durations.ts'
import { count, duration, stepName } from './format.ts'
import { type LogAxis, logAxis, placeOn, share } from './time-axis.ts'
import { urls } from './urls.ts'

/** Stages and steps whose succeeded runs take another time. */
export function durationsPart(record: CompareRecord): SafeHtml {
  const { durations } = record
  if (durations.changed.length === 0) {
    return html`<section class="card"><h2>Durations</h2>${noDifference('stages and steps', durations.same)}</section>`
  }
  const rows = rowsShown(record, 'durations', durations.changed)
  const axis = logAxis(
    rows
      .flatMap(({ p95Ms, medianMs }) => [p95Ms.a, p95Ms.b, medianMs.a, medianMs.b])
      .filter((ms) => ms !== null),
  )
  return html`<section class="card wide"><h2>Durations <span class="dim">of succeeded runs: median, and up to where 95 % were through</span></h2>
<table class="list compare"><thead><tr><th scope="col">change</th><th scope="col">stage, step</th><th scope="col" class="num">median A</th><th scope="col" class="num">median B</th><th scope="col" class="num">difference</th><th scope="col" class="draw"><span class="dim">A above B, logarithmic</span></th><th scope="col" class="num">runs A</th><th scope="col" class="num">runs B</th><th scope="col" class="num"><abbr title="rank-sum test, corrected for every stage and step">q</abbr></th><th scope="col" class="num"><abbr title="probability that a run of A takes longer than one of B">A longer</abbr></th></tr></thead>
<tbody>${rows.map((row) => durationRow(record, row, axis))}</tbody></table>${moreRows(record, 'durations', durations)}</section>`
}

function durationRow(record: CompareRecord, row: DurationChange, axis: LogAxis): SafeHtml {
  const { stage, step, medianMs, runs, change } = row
  const time = (ms: number | null): string => (ms === null ? '–' : duration(ms))
  return html`<tr class="${change}"><td>${changeWord(record, change)}</td><td title="${step ?? stage}">${step === null ? html`<b>${stage}</b>` : stepName(step)}</td>
<td class="num">${time(medianMs.a)}</td><td class="num">${time(medianMs.b)}</td><td class="num"><b>${differenceText(medianMs)}</b></td><td class="draw">${bands(row, axis)}</td>
<td class="num">${runsOf(record, row, 'a')}</td><td class="num">${runsOf(record, row, 'b')}</td><td class="num">${Math.min(runs.a, runs.b) < 3 ? '–' : small(row.qValue)}</td><td class="num">${Math.min(runs.a, runs.b) === 0 ? '–' : `${Math.round(row.superiority * 100)} %`}</td></tr>
`
}

function runsOf(record: CompareRecord, row: DurationChange, side: 'a' | 'b'): SafeHtml {
  const { terms } = record[side]
  const runs = row.runs[side]
  if (terms === undefined || runs === 0) return html`${count(runs)}`
  return html`<a href="${urls.runs(record.cluster.key, terms, { of: phaseText(row) })}">${count(runs)}</a>`
}

/** Two bars from the left to the 95th percentile, with the medians; the figures stand beside them. */
function bands({ medianMs, p95Ms }: DurationChange, axis: LogAxis): SafeHtml {
  const at = (ms: number): number => placeOn(axis, ms)
  const bar = (side: 'a' | 'b', y: number): SafeHtml | null => {
    const [median, p95] = [medianMs[side], p95Ms[side]]
    if (median === null || p95 === null) return null
    return html`<rect class="bar-${side}" y="${y}" width="${share(Math.max(0.006, at(p95)))}" height="6" rx="1.5"/><rect class="middle" x="${share(at(median))}" y="${y - 1}" width="2" height="8"/>`
  }
  return html`<svg width="100%" height="18" aria-hidden="true">${bar('a', 2)}${bar('b', 10)}</svg>`
}
