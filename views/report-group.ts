import { html, type SafeHtml } from '@remix-run/html-template'
import { lastOverwrite, textPieces } from './ansi.ts'
import { clock, count, counted, iso, percent, place, time } from './format.ts'
import type { CatalogueEntry } from './known-cause.ts'
import type { LogLineRecord } from './log.ts'
import type { ReportEvidence, ReportGroup } from './report-record.ts'
import { evidenceAnchor, groupSentences, titleOf } from './report-sentences.ts'

const lineCharacters = 2000

/** A line of log as text: without its colours, its control characters visible, of a progress bar the last state. */
export function lineText(text: string): string {
  const shown = lastOverwrite(text).text
  const visible = textPieces(shown.slice(0, lineCharacters))
    .map((piece) => piece.text)
    .join('')
  const more = shown.length - lineCharacters
  return more > 0 ? `${visible}… (${count(more)} more characters)` : visible
}

/** `rank`: from 1. */
export function reportGroup(rank: number, record: ReportGroup, expected: number): SafeHtml {
  const { group, share, catalogue, members, evidence } = record
  const { failureGroupId } = group
  const interval =
    share === undefined
      ? ''
      : ` (${percent(share.share)} %, between ${percent(share.low)} and ${percent(share.high)})`
  return html`<article id="group-${failureGroupId}"><h3><span class="dim">${rank}</span> <span class="mono">${lineText(titleOf(group))}</span></h3>
<p><b>${count(group.instances)}</b> of ${counted(expected, 'instance')}${interval} failed so in ${place(group.stage, group.step)}${span(group)}. <a href="#${evidenceAnchor(record)}">Evidence</a></p>
<ul>${groupSentences(record).map((sentence) => html`<li>${sentence} <a href="#${evidenceAnchor(record)}" aria-label="what this rests on">↓</a></li>`)}</ul>
${evidence === undefined ? html`<p class="dim">The log of its instances is not in the file.</p>` : excerpt(failureGroupId, evidence)}
${catalogue === undefined ? html`<p>Known cause: none of the catalogue matches.</p>` : cause(catalogue)}
${reasons(record)}
${contrast(record)}
<p class="dim">${counted(group.instances, 'member')}${members.length < group.instances ? `, the first ${count(members.length)}` : ''}: <span class="mono">${members.join(' ')}</span>${members.length < group.instances ? ` and ${count(group.instances - members.length)} more` : ''}</p>
</article>
`
}

function span({ firstSeenMs, lastSeenMs }: ReportGroup['group']): SafeHtml | null {
  if (firstSeenMs === null || lastSeenMs === null) return null
  return html`, from ${time(firstSeenMs)} to ${time(lastSeenMs)} UTC`
}

function excerpt(failureGroupId: string, evidence: ReportEvidence): SafeHtml {
  const { instanceId, attempt, lines, decisiveLineOrdinal } = evidence
  const why =
    decisiveLineOrdinal === null
      ? 'No line says why: these are the last of the attempt.'
      : evidence.reasons.join(' ')
  return html`<figure id="evidence-${failureGroupId}"><figcaption><span class="mono">${instanceId}</span>, attempt ${count(attempt)}: <code>hyperscope why ${instanceId}</code></figcaption>
<div class="log" translate="no" tabindex="0" role="group" aria-label="Lines of the log">${lines.map((line) => logLine(line, line.ordinal === decisiveLineOrdinal))}</div>
${why === '' ? null : html`<p class="dim">Why this line: ${why}</p>`}</figure>`
}

function logLine(line: LogLineRecord, isDecisive: boolean): SafeHtml {
  return html`<div${isDecisive ? html` class="decisive"` : null}><span class="ln">${isDecisive ? '▸' : ''}${line.ordinal}</span> <time datetime="${iso(line.atMs)}">${clock(line.atMs)}</time> <span class="tx">${lineText(line.text)}</span></div>
`
}

function cause(entry: CatalogueEntry): SafeHtml {
  return html`<h4>Known cause: ${entry.title}</h4>
<p>${entry.explanation}</p>
<dl>${entry.fix.length === 0 ? null : html`<dt>Fix</dt><dd><ol>${entry.fix.map((step) => html`<li>${step}</li>`)}</ol></dd>`}
${entry.risk === '' ? null : html`<dt>Risk</dt><dd>${entry.risk}</dd>`}
${entry.verify === '' ? null : html`<dt>Check</dt><dd><code>${entry.verify}</code></dd>`}
${entry.sources.length === 0 ? null : html`<dt>Source</dt><dd>${entry.sources.join(' ')}</dd>`}</dl>`
}

function reasons({ forTransient, forDeterministic }: ReportGroup): SafeHtml | null {
  if (forTransient.length + forDeterministic.length === 0) return null
  const side = (title: string, sentences: readonly string[]) =>
    sentences.length === 0
      ? null
      : html`<dt>${title}</dt><dd><ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul></dd>`
  return html`<dl>${side('Speaks for it passing next time', forTransient)}${side('Speaks against', forDeterministic)}</dl>`
}

function contrast({ contrast: rows, contrastSentence }: ReportGroup): SafeHtml | null {
  if (rows.length === 0) return null
  return html`<p>${contrastSentence}</p><table><thead><tr><th scope="col">line, masked</th><th scope="col" class="num">failed</th><th scope="col" class="num">healthy</th></tr></thead>
<tbody>${rows.map(
    (
      row,
    ) => html`<tr><td class="mono">${lineText(row.template.slice(0, 300))}</td><td class="num">${count(row.failedWith)}/${count(row.failed)}</td><td class="num">${count(row.healthyWith)}/${count(row.healthy)}</td></tr>
`,
  )}</tbody></table>`
}
