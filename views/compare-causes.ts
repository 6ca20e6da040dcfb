import { html, type SafeHtml } from '@remix-run/html-template'
import { bothSides, keyOf, moreRows, noDifference, rowsShown } from './compare-part.ts'
import type { CauseChange, CompareRecord, StateChange } from './compare-record.ts'
import { changeWord, groupTitleText } from './compare-words.ts'
import { stepName } from './format.ts'
import { stateMark } from './state-look.ts'
import { urls } from './urls.ts'

/** Failure groups and coverage states whose share of the instances differs. */
export function causesPart(record: CompareRecord): SafeHtml {
  const { causes, states } = record
  return html`<section class="card wide"><h2>Causes</h2>
${
  causes.changed.length === 0
    ? noDifference('causes', causes.same)
    : html`<table class="list compare"><thead><tr><th scope="col">change</th><th scope="col" class="num">A</th><th scope="col" class="num">B</th><th scope="col">stage, step</th><th scope="col">cause</th></tr></thead>
<tbody>${rowsShown(record, 'causes', causes.changed).map((row) => causeRow(record, row))}</tbody></table>${moreRows(record, 'causes', causes)}`
}
<h3>Where instances stand</h3>
${
  states.changed.length === 0
    ? noDifference('states', states.same)
    : html`<table class="list compare fit"><thead><tr><th scope="col">change</th><th scope="col" class="num">A</th><th scope="col" class="num">B</th><th scope="col">state</th></tr></thead>
<tbody>${states.changed.map((row) => stateRow(record, row))}</tbody></table>`
}</section>`
}

function causeRow(record: CompareRecord, row: CauseChange): SafeHtml {
  const { failureGroupId, step, stage, knownCauseTitle } = row
  return html`<tr class="${row.change}"><td>${changeWord(record, row.change)}</td>${bothSides(record, row, { failure: failureGroupId })}
<td title="${step ?? stage ?? ''}">${step === null ? stage : stepName(step)}</td>
<td hx-ignore><a class="line" href="${urls.failureGroup(keyOf(record, record[row.a > 0 ? 'a' : 'b']), failureGroupId)}">${groupTitleText(row).slice(0, 300)}</a>${knownCauseTitle === null ? null : html` <span class="dim">${knownCauseTitle}</span>`}</td></tr>
`
}

function stateRow(record: CompareRecord, row: StateChange): SafeHtml {
  return html`<tr class="${row.change}"><td>${changeWord(record, row.change)}</td>${bothSides(record, row, { state: row.state })}<td>${stateMark(row.state)}</td></tr>
`
}
