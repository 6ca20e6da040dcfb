// The tables and pictures of the report. They hold no link but to places in the same file: it is read far from the
// viewer that made it.
import { html, type SafeHtml } from '@remix-run/html-template'
import { bar } from './bar.ts'
import { count, counted, percent, place, time } from './format.ts'
import type { FunnelRow } from './funnel.ts'
import type { FacetRow } from './group-facets.ts'
import { ledgerBar } from './ledger.ts'
import type { RedactionRecord, ReportRecord } from './report-record.ts'
import { stateGlyph, stateLooks } from './state-look.ts'

export function reportCoverage({ coverage }: ReportRecord): SafeHtml {
  const present = coverage.filter(({ instances }) => instances > 0)
  return html`<section id="coverage"><h2>Where every expected instance stands</h2>
${ledgerBar(coverage)}
<ul class="legend">${present.map(({ state, instances }) => html`<li>${stateGlyph(state)} ${count(instances)} ${stateLooks[state].label}</li>`)}</ul></section>`
}

export function reportFunnel({ funnel }: ReportRecord): SafeHtml {
  const lost = (row: FunnelRow) => row.failed + row.hung + row.silent
  const most = Math.max(1, ...funnel.map(lost))
  const sum = (name: 'failed' | 'hung' | 'silent') =>
    funnel.reduce((total, row) => total + row[name], 0)
  return html`<section id="funnel"><h2>Where it stopped</h2>
<table><thead><tr><th scope="col">stage, step</th><th scope="col" class="num">entered</th><th scope="col" class="wide">lost there</th><th scope="col" class="num">failed</th><th scope="col" class="num">hung</th><th scope="col" class="num">silent</th></tr></thead>
<tbody>${funnel.map(
    (
      row,
    ) => html`<tr><th scope="row">${funnelName(row)}</th><td class="num">${count(row.entered)}</td><td class="wide">${lost(row) === 0 ? null : bar(lost(row) / most, row.failed > 0 ? 'bad' : 'none')}</td><td class="num">${number(row.failed)}</td><td class="num">${number(row.hung)}</td><td class="num">${number(row.silent)}</td></tr>
`,
  )}</tbody>
<tfoot><tr><th scope="row">together</th><td></td><td></td><td class="num">${count(sum('failed'))}</td><td class="num">${count(sum('hung'))}</td><td class="num">${count(sum('silent'))}</td></tr></tfoot></table>
<p class="dim">Silent: no log stream, an empty log, or a log without markers.</p></section>`
}

/** In words, for both forms of the report. */
export function funnelName(row: FunnelRow): string {
  if (row.kind === 'expected') return 'before any log'
  return row.kind === 'succeeded' ? 'succeeded' : place(row.stage, row.step)
}

function number(value: number): string {
  return value === 0 ? '' : count(value)
}

export function reportFacets(facets: readonly FacetRow[]): SafeHtml {
  if (facets.length === 0) {
    return html`<section id="facets"><h2>What all failed have in common</h2><p class="dim">Nothing that chance would not explain.</p></section>`
  }
  return html`<section id="facets"><h2>What all failed have in common</h2>
<table><thead><tr><th scope="col">what</th><th scope="col" class="num">failed</th><th scope="col" class="num">of</th><th scope="col" class="num">rate, %</th><th scope="col" class="num">lift</th></tr></thead>
<tbody>${facets.map(facetRow)}</tbody></table></section>`
}

function facetRow(row: FacetRow): SafeHtml {
  return html`<tr><td>${row.sentence}</td><td class="num">${count(row.failedInside)}</td><td class="num">${count(row.inside)}</td><td class="num">${percent(row.rateLow)}–${percent(row.rateHigh)}</td><td class="num">${row.lift.toFixed(1)}</td></tr>
`
}

export function reportAws({ aws }: ReportRecord): SafeHtml {
  const { status, failureMessage } = aws
  const nothing =
    status === null ? 'SageMaker was not asked.' : 'DescribeCluster has no failure message.'
  return html`<section id="aws"><h2>What AWS says</h2>
<p>${status === null ? null : html`The cluster is ${status}. `}${failureMessage === null ? html`<span class="dim">${nothing}</span>` : null}</p>
${failureMessage === null ? null : html`<blockquote>${failureMessage}</blockquote>`}</section>`
}

export function reportVersions({ versions, lastSync }: ReportRecord): SafeHtml {
  const { program, schema, analysis, mask, signatures, rules } = versions
  return html`<section id="versions"><h2>Versions</h2><table class="facts"><tbody>
<tr><th scope="row">hyperscope</th><td>${program}, schema ${schema}</td></tr>
<tr><th scope="row">reading of lines, masks</th><td>${analysis}, ${mask}</td></tr>
<tr><th scope="row">signatures</th><td>${signatures.map(({ algorithm }) => algorithm).join(', ') || 'none'}</td></tr>
<tr><th scope="row">rules</th><td>${rules.map(({ fingerprint }) => fingerprint.slice(0, 12)).join(', ') || 'none'}</td></tr>
${lastSync === undefined ? null : html`<tr><th scope="row">last ${lastSync.source === 'files' ? 'import' : 'sync'}</th><td>${time(lastSync.startedMs)} UTC, ${lastSync.outcome}</td></tr>`}
</tbody></table></section>`
}

const shownPseudonyms = 12

/** What stands in the place of what: the reader must know what is not the log's own. */
export function reportRedaction({ level, rules }: RedactionRecord): SafeHtml {
  if (level === 'none') {
    return html`<section id="redaction"><h2>Redaction</h2><p><b>Off</b>: texts of the log stand here as they were printed, secrets included.</p></section>`
  }
  return html`<section id="redaction"><h2>Redaction</h2>
<p>${redactionSentence({ level, rules })}</p>
${
  rules.length === 0
    ? null
    : html`<table><thead><tr><th scope="col">kind</th><th scope="col" class="num">places</th><th scope="col">names put there</th></tr></thead>
<tbody>${rules.map(
        (
          rule,
        ) => html`<tr><td>${rule.meaning}</td><td class="num">${count(rule.replaced)}</td><td>${rule.pseudonyms.slice(0, shownPseudonyms).map(({ name, replaced }) => html`<code>${name}</code> ×${count(replaced)} `)}${rule.pseudonyms.length > shownPseudonyms ? html`<span class="dim">and ${count(rule.pseudonyms.length - shownPseudonyms)} more</span>` : null}</td></tr>
`,
      )}</tbody></table>`
}</section>`
}

export function redactionSentence({ level, rules }: RedactionRecord): string {
  const what = level === 'secrets' ? 'Secrets' : 'Secrets, accounts, instances and addresses'
  const places = rules.reduce((sum, { replaced }) => sum + replaced, 0)
  const found = rules.length === 0 ? 'None was found' : `${counted(places, 'place')} changed`
  return `${what} of known shapes are replaced by names; the same secret has the same name throughout. ${found}. A secret of a shape that no rule knows is not recognised: read the excerpts before you pass them on.`
}
