import { html, type SafeHtml } from '@remix-run/html-template'
import { noDifference, rowsShown } from './compare-part.ts'
import type { CompareRecord, LineChange } from './compare-record.ts'
import { changeWord, shareText } from './compare-words.ts'
import { count } from './format.ts'
import { urls } from './urls.ts'

/** Masked lines that one side has and the other has not, or has more rarely; counted in instances. */
export function linesPart(record: CompareRecord): SafeHtml {
  const { changed, same, telling } = record.lines
  if (changed.length === 0) {
    return html`<section class="card"><h2>Lines</h2>${noDifference('lines', same)}</section>`
  }
  return html`<section class="card wide contrast"><h2>Lines <span class="dim">masked, counted in instances; ${count(same)} tell nothing</span></h2>
${sideOf(record, { title: 'In A, not or hardly in B', rows: changed.filter(({ change }) => change.endsWith('-a')), all: telling.a })}
${sideOf(record, { title: 'In B, not or hardly in A', rows: changed.filter(({ change }) => change.endsWith('-b')), all: telling.b })}
<p class="dim small">A side that stopped early lacks the lines of every later step.</p></section>`
}

function sideOf(
  record: CompareRecord,
  at: { readonly title: string; readonly rows: readonly LineChange[]; readonly all: number },
): SafeHtml | null {
  if (at.all === 0) return null
  const rows = rowsShown(record, 'lines', at.rows)
  const { a, b, cluster } = record
  const href = urls.compare(cluster.key, { a: a.expression, b: b.expression, show: 'lines' })
  const hidden = at.all - rows.length
  return html`<h3>${at.title}</h3><table class="list compare"><thead><tr><th scope="col">change</th><th scope="col" class="num">A</th><th scope="col" class="num">B</th><th scope="col" class="num"><abbr title="probability by chance, corrected for every line asked about; none below 3 instances">q</abbr></th><th scope="col">line, masked</th></tr></thead>
<tbody>${rows.map((row) => lineRow(record, row))}</tbody></table>${hidden === 0 ? null : record.show === 'lines' ? html`<p class="dim small">and ${count(hidden)} less telling</p>` : html`<p class="small"><a href="${href}">${count(hidden)} more</a></p>`}`
}

function lineRow(record: CompareRecord, row: LineChange): SafeHtml {
  const { key, sample, template } = row
  const text = template.slice(0, 300)
  const line =
    sample === undefined
      ? html`<span class="line">${text}</span>`
      : html`<a class="line" href="${urls.templateLine(record.cluster.key, sample.instanceId, { key, attempt: sample.attempt })}">${text}</a>`
  return html`<tr class="${row.change}"><td>${changeWord(record, row.change)}</td><td class="num">${count(row.a)} <span class="dim">${shareText(row.a, record.a.withLog)}</span></td><td class="num">${count(row.b)} <span class="dim">${shareText(row.b, record.b.withLog)}</span></td><td class="num">${row.qValue === null ? '–' : small(row.qValue)}</td><td hx-ignore>${line}</td></tr>
`
}

// Below this, digits say nothing more.
const leastShown = 0.0001

/** A corrected probability. */
export function small(probability: number): string {
  return probability < leastShown ? `< ${leastShown}` : probability.toFixed(4)
}
