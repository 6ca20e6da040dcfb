import { html, type SafeHtml } from '@remix-run/html-template'
import { count } from './format.ts'
import { urls } from './urls.ts'

/** Lines that look like secrets of one kind: a rule of data/redaction.json. */
export interface SecretLinesRecord {
  readonly rule: string
  readonly lines: number
  readonly instances: number
  /** Where the first one stands. */
  readonly instanceId: string
  readonly lineOrdinal: number
}

/** `cluster`: key of the whole cluster. */
export function secretLines(
  cluster: string,
  secrets: readonly SecretLinesRecord[],
): SafeHtml | null {
  if (secrets.length === 0) return null
  return html`<section class="card wide" id="secrets"><h2>Lines that look like secrets</h2>
<p>They stand in the file as they were printed, and on its pages, also as <code>.json</code> and <code>.csv</code>. What they open should be changed, and the scripts that print them (<code>set -x</code> does).</p>
<table class="list"><thead><tr><th scope="col">kind</th><th scope="col" class="num">lines</th><th scope="col" class="num">instances</th><th scope="col">first</th></tr></thead>
<tbody data-rows>${secrets.map(
    ({
      rule,
      lines,
      instances,
      instanceId,
      lineOrdinal,
    }) => html`<tr><td>${rule}</td><td class="num">${count(lines)}</td><td class="num">${count(instances)}</td><td class="mono"><a href="${urls.line(cluster, instanceId, { line: lineOrdinal })}">${instanceId}:${lineOrdinal}</a></td></tr>
`,
  )}</tbody></table></section>`
}
