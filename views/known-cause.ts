import { html, type SafeHtml } from '@remix-run/html-template'
import { copyButton } from './instance-head.ts'

/** What the catalogue says of a known cause. */
export interface CatalogueEntry {
  readonly id: string
  readonly title: string
  readonly explanation: string
  readonly kind: 'transient' | 'deterministic' | 'either'
  /** Steps and commands, in order. */
  readonly fix: readonly string[]
  /** What the fix can cost. */
  readonly risk: string
  /** A command whose answer shows that the fix worked. */
  readonly verify: string
  /** Public pages that say so. */
  readonly sources: readonly string[]
}

/** Explanation, fix, risk, check and sources of an entry. */
export function knownCauseParts(entry: CatalogueEntry): SafeHtml {
  return html`<p>${entry.explanation}</p>
<dl class="cause">
${entry.fix.length === 0 ? null : html`<dt>Fix</dt><dd><ol>${entry.fix.map((step) => html`<li>${step}</li>`)}</ol></dd>`}
${entry.risk === '' ? null : html`<dt>Risk</dt><dd>${entry.risk}</dd>`}
${entry.verify === '' ? null : html`<dt>Check</dt><dd><code>${entry.verify}</code> ${copyButton(entry.verify, 'check')}</dd>`}
${entry.sources.length === 0 ? null : html`<dt>Source</dt><dd>${entry.sources.map((source) => html`${sourceLink(source)}<br>`)}</dd>`}
</dl>`
}

// Entries come from files of the user too: only what surely is a page becomes a link.
function sourceLink(source: string): SafeHtml {
  if (!/^https:\/\/[\w.-]+(?:\/|$)/.test(source)) return html`${source}`
  return html`<a href="${source}" rel="noreferrer" target="_blank">${source.replace('https://', '')}</a>`
}
