import { html, type SafeHtml } from '@remix-run/html-template'
import { counted, time, timeZone } from './format.ts'
import { copyButton } from './instance-head.ts'
import { logText } from './log-line.ts'
import type { LogOf } from './log-look.ts'
import { urls } from './urls.ts'

/** A file of rules with one entry: lines that its pattern matches are harmless. */
export interface NoiseRule {
  readonly lineClasses: readonly [
    {
      readonly kind: 'noise'
      /** RE2 syntax. */
      readonly pattern: string
      readonly samples: readonly string[]
    },
  ]
}

/** Lines that the user calls harmless: no failure is blamed on them from the next sync or reindex on. */
export interface RedHerringRecord {
  readonly redHerringId: number
  /** RE2 syntax. */
  readonly pattern: string
  /** The line that it was made of. */
  readonly sample: string
  readonly createdMs: number
}

/** All of the file, and whether they can be changed. */
export interface RedHerrings {
  readonly isWritable: boolean
  readonly redHerrings: readonly RedHerringRecord[]
}

/** A line that is one, or that can be made one. */
export interface RedHerringOfLine extends LogOf {
  readonly line: { readonly ordinal: number }
  /** undefined: it is none. */
  readonly redHerring: RedHerringRecord | undefined
  /** undefined: no pattern would match lines like it alone. */
  readonly noiseRule: NoiseRule | undefined
  readonly isWritable: boolean
}

const acts =
  'No failure is blamed on lines like it: from the next sync on, or at once with hyperscope reindex.'

/** On the page of a line: calls lines like it a red herring, or takes that back. */
export function redHerringOfLine(record: RedHerringOfLine): SafeHtml | null {
  const { redHerring, noiseRule, isWritable, clusterKey } = record
  if (redHerring !== undefined) {
    const action = urls.removeRedHerring(clusterKey, redHerring.redHerringId)
    return html`<section class="card" id="red-herring"><h2><span class="flag">⚑ A red herring</span> <span class="dim">you said so ${time(redHerring.createdMs)} ${timeZone}</span> <a href="${urls.catalogue(clusterKey)}#red-herrings">all red herrings</a></h2>
<p>${acts} Taken back, it counts again.</p>
<p class="dim" hx-ignore><code>${redHerring.pattern}</code></p>
${isWritable ? form(record, { action, label: 'Take it back' }) : null}</section>`
  }
  if (noiseRule === undefined) return null
  return html`<details class="more"><summary>It is a red herring</summary><div id="red-herring">
${isWritable ? html`<p>${acts} It is kept in the file, and can be taken back.</p>${form(record, { action: urls.redHerrings(clusterKey), label: 'Call it a red herring' })}` : null}
<p class="dim">For other files: the entry of the file that you name with <code>--rules</code> ${copyButton(ruleText(noiseRule), 'the entry')}</p><pre class="code" tabindex="0" hx-ignore>${ruleText(noiseRule)}</pre></div></details>`
}

/** Back to the line that it is about. */
function form(
  { instanceId, attempt, line }: RedHerringOfLine,
  at: { readonly action: string; readonly label: string },
): SafeHtml {
  return html`<form class="note-form" method="post" action="${at.action}"><input type="hidden" name="instance" value="${instanceId}"><input type="hidden" name="attempt" value="${attempt}"><input type="hidden" name="line" value="${line.ordinal}"><p><button>${at.label}</button></p></form>`
}

/** On the page of the catalogue: every one, with a way to take it back, and all as a file of rules. */
export function redHerringsCard(
  cluster: string,
  { redHerrings, isWritable }: RedHerrings,
): SafeHtml | null {
  if (redHerrings.length === 0) return null
  const rules = ruleText({
    lineClasses: redHerrings.map(({ pattern, sample }) => ({
      ...{ kind: 'noise', pattern, samples: [sample] },
    })),
  })
  return html`<section class="card" id="red-herrings"><h2>Red herrings <span class="dim">${counted(redHerrings.length, 'pattern')} of yours, kept in the file</span> ${copyButton(rules, 'all as a file of rules')}</h2>
<p class="dim">No failure is blamed on a line that one of them matches: from the next sync on, or at once with <code>hyperscope reindex</code>.</p>
<ul class="note-list" data-rows>${redHerrings.map((each) => item(cluster, each, isWritable))}</ul></section>`
}

function item(cluster: string, redHerring: RedHerringRecord, isWritable: boolean): SafeHtml {
  const { redHerringId, pattern, sample, createdMs } = redHerring
  const q = sample.trim().slice(0, 1000)
  const action = urls.removeRedHerring(cluster, redHerringId)
  return html`<li><div class="about"><a class="line" href="${urls.search(cluster, { q })}" title="search every log for it" hx-ignore>${logText(sample.slice(0, 300))}</a> <span class="dim">${time(createdMs)} ${timeZone}</span>${isWritable ? html`<form method="post" action="${action}"><button class="copy">take it back</button></form>` : null}</div>
<p class="dim" hx-ignore><code>${pattern}</code></p></li>
`
}

function ruleText(rules: unknown): string {
  return JSON.stringify(rules, null, 2)
}
