import { html, type SafeHtml } from '@remix-run/html-template'
import { count } from './format.ts'
import { urls } from './urls.ts'

/** A masked line that tells the failed from the healthy, counted in instances. */
export interface ContrastRow {
  /** 1: the most telling. */
  readonly rank: number
  readonly direction: 'present' | 'missing'
  readonly template: string
  readonly failedWith: number
  readonly failed: number
  readonly healthyWith: number
  readonly healthy: number
  readonly pValue: number
  readonly qValue: number
  /** Line ordinal on `sampleInstance`; null: there is none. */
  readonly sampleLine: number | null
  readonly sampleInstance: string | null
}

/** Lines that only the failed have, and lines that they lack. */
export function groupContrast(
  cluster: string,
  at: { readonly rows: readonly ContrastRow[]; readonly sentence: string | undefined },
): SafeHtml {
  const { rows, sentence } = at
  if (rows.length === 0) {
    return html`<section class="card"><h2>Failed against healthy</h2><p class="dim">${sentence ?? 'The next sync will compare their lines with those of the healthy.'}</p></section>`
  }
  const side = (direction: ContrastRow['direction']): readonly ContrastRow[] =>
    rows.filter((row) => row.direction === direction)
  return html`<section class="card wide contrast" tabindex="0" aria-label="Failed against healthy"><h2>Failed against healthy</h2>
<p class="dim">${sentence ?? ''}</p>
${part(cluster, { title: 'Only on the failed', rows: side('present') })}
${part(cluster, { title: 'Missing on the failed', rows: side('missing') })}</section>`
}

const shownAtOnce = 8

function part(
  cluster: string,
  { title, rows }: { readonly title: string; readonly rows: readonly ContrastRow[] },
): SafeHtml | null {
  if (rows.length === 0) return null
  const rest = rows.slice(shownAtOnce)
  return html`<h3>${title}</h3><table class="list"><thead><tr><th scope="col" class="num">failed</th><th scope="col" class="num">healthy</th><th scope="col">line, masked</th></tr></thead>
<tbody>${rows.slice(0, shownAtOnce).map((row) => contrastRow(cluster, row))}</tbody></table>
${rest.length === 0 ? null : html`<details class="more"><summary>${count(rest.length)} more</summary><table class="list"><tbody>${rest.map((row) => contrastRow(cluster, row))}</tbody></table></details>`}`
}

function contrastRow(cluster: string, row: ContrastRow): SafeHtml {
  const { sampleInstance, sampleLine } = row
  const text = row.template.slice(0, 300)
  const line =
    sampleInstance === null || sampleLine === null
      ? html`<span class="line">${text}</span>`
      : html`<a class="line" href="${urls.line(cluster, sampleInstance, { line: sampleLine })}">${text}</a>`
  return html`<tr><td class="num">${count(row.failedWith)}/${count(row.failed)}</td><td class="num">${count(row.healthyWith)}/${count(row.healthy)}</td><td hx-ignore>${line}</td></tr>
`
}
