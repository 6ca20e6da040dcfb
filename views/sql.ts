import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted, duration } from './format.ts'
import { logText } from './log-line.ts'
import { twinUrl, urls } from './urls.ts'

type Cell = string | number | null

/** What can be asked of, and questions to begin with. */
export interface SqlGuide {
  readonly tables: readonly {
    readonly name: string
    readonly meaning: string
    readonly columns: readonly {
      readonly name: string
      readonly type: string
      readonly meaning: string
    }[]
  }[]
  readonly examples: readonly { readonly title: string; readonly query: string }[]
}

export interface SqlError {
  readonly message: string
  readonly nextStep: string
  /** Where in the query, from 1; undefined: SQLite does not say. */
  readonly at: { readonly line: number; readonly column: number } | undefined
}

export interface SqlRecord {
  /** Empty: nothing is asked. */
  readonly query: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** Why there are no more rows; null: these are all. */
  readonly cut: 'rows' | 'size' | null
  /** null: it was not run. */
  readonly elapsedMs: number | null
  readonly error: SqlError | null
  /** True: a link of another site led here; the reader runs it or not. */
  readonly waits: boolean
}

/** Rows on the page; the other forms hold all. */
const shownRows = 1000
const shownCharacters = 500

export function sql(record: SqlRecord, guide: SqlGuide): SafeHtml {
  return html`<h1 class="lead">SQL <small>one reading statement over the file; nothing is written</small></h1>
<div class="columns">
<div class="column">${editor(record)}${answer(record)}</div>
<div class="column">${examples(guide)}${tables(guide)}</div>
</div>`
}

function editor({ query, waits }: SqlRecord): SafeHtml {
  const rows = Math.min(24, Math.max(8, query.split('\n').length + 1))
  return html`<section class="card"><form class="sql-form" action="${urls.sql()}">
<textarea class="mono" name="q" rows="${rows}" maxlength="8000" spellcheck="false" autocapitalize="off" aria-label="SQL statement" data-sql placeholder="select state, instances from coverage" data-key="/" data-key-label="write the statement">${query}</textarea>
<p><button>Run</button> ${waits ? html`<span class="flag">⚑ A link from elsewhere brought this statement; read it, then run it.</span>` : html`<span class="dim">at most 1 s and 10,000 rows; Ctrl+Enter runs it</span>`}</p></form></section>`
}

function answer(record: SqlRecord): SafeHtml | null {
  if (record.error !== null) return refusal(record.query, record.error)
  if (record.elapsedMs === null) return null
  const { columns, rows, query, elapsedMs } = record
  const url = urls.sql(query)
  const shown = rows.slice(0, shownRows)
  return html`<section class="card wide" id="rows"><h2>${counted(rows.length, 'row')} <span class="dim">in ${duration(elapsedMs)} ${cutNote(record, shown.length)} · <a href="${twinUrl(url, 'csv')}">CSV</a> · <a href="${twinUrl(url, 'json')}">JSON</a></span></h2>
<div class="scroll" tabindex="0" role="region" aria-label="Rows"><table class="list sql-rows"><thead><tr>${columns.map((name, at) => html`<th class="${typeof shown[0]?.[at] === 'number' ? 'num' : ''}">${name}</th>`)}</tr></thead>
<tbody hx-ignore>${shown.map(
    (row) => html`<tr>${row.map(cell)}</tr>
`,
  )}</tbody></table></div></section>`
}

function cutNote({ rows, cut }: SqlRecord, shown: number): SafeHtml | null {
  const notes = [
    ...(cut === 'rows' ? [`cut at ${count(rows.length)} rows`] : []),
    ...(cut === 'size' ? ['cut at 8 MB'] : []),
    ...(shown < rows.length ? [`${count(shown)} shown here`] : []),
  ]
  return notes.length === 0 ? null : html`<span class="flag">⚑ ${notes.join(', ')}</span>`
}

function cell(value: Cell): SafeHtml {
  if (value === null) return html`<td class="dim">NULL</td>`
  if (typeof value === 'number') return html`<td class="num">${value}</td>`
  const more = value.length > shownCharacters ? html`<span class="dim">…</span>` : null
  return html`<td class="line">${logText(value.slice(0, shownCharacters))}${more}</td>`
}

function refusal(query: string, { message, nextStep, at }: SqlError): SafeHtml {
  const line = at && query.split('\n')[at.line - 1]
  return html`<section class="card sql-error" role="alert"><h2>It was not answered</h2><p>${message}</p>
${
  at === undefined
    ? null
    : html`<pre class="mono">line ${at.line}, column ${at.column}
${line}
${' '.repeat(at.column - 1)}^</pre>`
}<p class="dim">${nextStep}</p></section>`
}

function examples({ examples: all }: SqlGuide): SafeHtml {
  return html`<section class="card"><h2>Questions of a post-mortem</h2><ul class="plain">${all.map(
    ({ title, query }) => html`<li><a href="${urls.sql(query)}">${title}</a></li>
`,
  )}</ul></section>`
}

function tables(guide: SqlGuide): SafeHtml {
  return html`<section class="card"><h2>Tables and views</h2>${guide.tables.map(
    (
      table,
    ) => html`<details class="schema"><summary><code>${table.name}</code></summary><p>${table.meaning}</p>
<dl>${table.columns.map(
      ({
        name,
        type,
        meaning,
      }) => html`<dt><code>${name}</code> <span class="dim">${type}</span></dt><dd>${meaning}</dd>
`,
    )}</dl></details>`,
  )}</section>`
}
