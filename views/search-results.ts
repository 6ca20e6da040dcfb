import { html, type SafeHtml } from '@remix-run/html-template'
import { rawPieces } from './ansi.ts'
import { clock, count, counted, iso } from './format.ts'
import type {
  SearchInstance,
  SearchLine,
  SearchRecord,
  SearchResult,
  SearchTemplate,
} from './search.ts'
import { searchUrl } from './search-url.ts'
import { stateMark } from './state-look.ts'
import { urls } from './urls.ts'

/** How the lines that match are worded, most instances first. */
export function foundTemplates(record: SearchRecord, result: SearchResult): SafeHtml {
  const { templates, moreTemplates } = result
  return html`<section class="card wide"><h2>By template ${moreTemplates > 0 ? html`<small class="dim">the ${count(templates.length)} on the most instances; ${count(moreTemplates)} more</small>` : null}</h2>
<table class="list stack templates"><thead><tr><th scope="col">template</th><th scope="col" class="num">lines</th><th scope="col" class="num">instances</th><th scope="col" class="num">failed</th><th scope="col" class="num">healthy</th></tr></thead>
<tbody>${templates.map((each) => templateRow(record, each))}</tbody></table></section>`
}

function templateRow(record: SearchRecord, each: SearchTemplate): SafeHtml {
  const { templateId: template } = each
  const cell = (
    of: string,
    value: number,
    at: { readonly state?: string; readonly tone?: string } = {},
  ): SafeHtml =>
    value === 0
      ? html`<td class="num zero" data-of="${of}">0</td>`
      : html`<td class="num" data-of="${of}"><a class="${at.tone ?? ''}" href="${searchUrl(record, { template, ...(at.state === undefined ? {} : { state: at.state }) })}">${count(value)}</a></td>`
  return html`<tr><td class="cause"><a class="line" href="${urls.line(record.cluster.key, each.sample.instanceId, { attempt: each.sample.attempt, line: each.sample.ordinal })}" title="${visibleText(each.sample.text.slice(0, 500))}">${visibleText(each.template.slice(0, 300))}</a></td>
${cell('lines', each.lines)}${cell('instances', each.instances)}${cell('failed', each.failed, { state: 'any-failed', tone: 'bad' })}${cell('healthy', each.healthy, { state: 'any-succeeded' })}</tr>`
}

/** The instances of this page, each with its lines. */
export function foundInstances(record: SearchRecord, result: SearchResult): SafeHtml {
  const { next } = result
  return html`<section id="found" data-rows aria-label="Found">${result.found.map((each) => foundInstance(record, each))}
${next === undefined ? null : html`<nav class="pager" aria-label="Parts of the list"><a href="${searchUrl(record, { after: next })}">next →</a></nav>`}</section>`
}

function foundInstance(record: SearchRecord, found: SearchInstance): SafeHtml {
  const { cluster } = record
  const hits = found.excerpt.filter(({ isHit }) => isHit).length
  const more = found.lines - hits
  const head = html`<h2><span><a class="mono" href="${urls.instance(cluster.key, found.instanceId)}">${found.instanceId}</a></span> ${stateMark(found.state)} ${record.query.not ? null : html`<small class="dim">${counted(found.lines, 'line')}</small>`}</h2>`
  if (record.query.not) return html`<article class="hits bare">${head}</article>`
  return html`<article class="card hits">${head}
<div class="excerpt">${found.excerpt.map((line, at) => excerptLine(record, found, { line, before: found.excerpt[at - 1] }))}</div>
${more > 0 && record.query.filter.text !== found.instanceId ? html`<p class="small"><a href="${searchUrl(record, { text: found.instanceId })}">all ${counted(found.lines, 'line')} of this instance</a></p>` : null}</article>`
}

function excerptLine(
  { cluster }: SearchRecord,
  { instanceId }: SearchInstance,
  at: { readonly line: SearchLine; readonly before: SearchLine | undefined },
): SafeHtml {
  const { line, before } = at
  const isGap = before !== undefined && before.ordinal !== line.ordinal - 1
  const href = urls.line(cluster.key, instanceId, { attempt: line.attempt, line: line.ordinal })
  return html`${isGap ? html`<div class="gap" aria-hidden="true">⋯</div>` : null}<div class="${line.isHit ? 'x hit' : 'x'}"><a class="ln" href="${href}">${line.ordinal}</a><time class="t" datetime="${iso(line.atMs)}">${clock(line.atMs)}</time><span class="tx">${marked(line)}</span></div>`
}

const shownCharacters = 1000

/** Control characters made visible, colour codes as text: what is searched is what is shown. */
function visibleText(text: string): string {
  return rawPieces(text)
    .map((piece) => piece.text)
    .join('')
}

/** The text around its first match, matches marked, control characters visible. */
function marked({ text, matches }: SearchLine): SafeHtml[] {
  const start = Math.max(0, Math.min((matches[0]?.[0] ?? 0) - 200, text.length - shownCharacters))
  const end = start + shownCharacters
  const pieces: SafeHtml[] = start > 0 ? [html`<em>…</em>`] : []
  let at = start
  for (const [from, to] of matches) {
    if (from < at || from >= end) continue
    pieces.push(
      html`${visibleText(text.slice(at, from))}<mark>${visibleText(text.slice(from, Math.min(to, end)))}</mark>`,
    )
    at = Math.min(to, end)
  }
  pieces.push(html`${visibleText(text.slice(at, end))}`)
  if (end < text.length) pieces.push(html`<em>…</em>`)
  return pieces
}
