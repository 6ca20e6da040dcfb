import { html, type SafeHtml } from '@remix-run/html-template'
import { counted } from './format.ts'
import { ruleCommand } from './group-rules.ts'
import type { ClusterHeader } from './layout.ts'
import { urls } from './urls.ts'

/** A form in which what the file knows can be passed on. */
export interface ExportForm {
  readonly name: string
  /** What it holds, in a sentence. */
  readonly holds: string
  /** Commands to copy: pages only read. */
  readonly commands: readonly string[]
}

export interface ExportRecord {
  readonly cluster: ClusterHeader
  /** In the order in which they are asked for most. */
  readonly forms: readonly ExportForm[]
  /** Lines that look like secrets. */
  readonly secretLines: number
}

/** How what these pages show leaves this machine. */
export function exportPage({ cluster, forms, secretLines }: ExportRecord): SafeHtml {
  const found =
    secretLines === 0
      ? html`No line of the file looks like a secret.`
      : html`<a href="${urls.data(cluster.key)}#secrets">${counted(secretLines, 'line')} that ${secretLines === 1 ? 'looks like a secret' : 'look like secrets'}</a>: names take their place.`
  return html`<h1 class="lead">Export <small>commands to copy; each page is also there as JSON, CSV and, card by card, as Markdown</small></h1>
<p class="lead">${found} The report ends with what was replaced, how often, and by which names; the others count it on stderr. A secret of a shape that no rule knows is not recognised: read before you pass on.</p>
${forms.map((form) => html`<section class="card export"><h2>${form.name}</h2><p>${form.holds}</p>${form.commands.map(ruleCommand)}</section>`)}`
}
