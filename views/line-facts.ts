import { html, type SafeHtml } from '@remix-run/html-template'
import { count, stepName } from './format.ts'
import { copyButton } from './instance-head.ts'
import type { ClusterHeader } from './layout.ts'
import type { LogLineRecord } from './log.ts'
import { lineClasses, logLine } from './log-line.ts'
import { logHref } from './log-look.ts'
import { type Notes, notesCard } from './notes.ts'
import { type RedHerringOfLine, redHerringOfLine } from './red-herrings.ts'
import { urls } from './urls.ts'

/** Instances that print a line like it: all counted, the first few named. */
export interface Printers {
  readonly instances: number
  readonly of: number
  readonly named: readonly string[]
}

/** What is known of one line. */
export interface LineFactsRecord extends RedHerringOfLine {
  readonly cluster: ClusterHeader
  readonly line: LogLineRecord
  /** null: it stands outside every step. */
  readonly step: string | null
  /** The line with its variable parts masked: lines with the same mask are alike. */
  readonly template: string
  readonly failed: Printers
  readonly healthy: Printers
  /** About this line, and where it lies. */
  readonly notes: Notes
  readonly lines: { readonly attempt: number; readonly first: number; readonly last: number }
  /** The lines around it, itself among them. */
  readonly context: readonly LogLineRecord[]
}

/** Characters of the line that the page shows; the raw text has all. */
const mostCharacters = 200_000

export function lineFacts(record: LineFactsRecord): SafeHtml {
  const { clusterKey, instanceId, attempt, line, step } = record
  const log = logHref(record, {}, { line: line.ordinal })
  const all = urls.instance(clusterKey, instanceId, attempt)
  return html`<h1 class="lead mono title"><a href="${all}">${instanceId}</a> <small>attempt ${attempt}, ${step === null ? null : html`${stepName(step)}, `}line ${count(line.ordinal)}</small></h1>
<p class="acts"><a class="button" href="${log}" data-key="d" data-key-label="the line in its log">In its log</a> <a href="${urls.raw(clusterKey, instanceId, attempt)}" data-key="r">raw text</a> ${copyButton(line.text.slice(0, mostCharacters), 'the line')} ${searches(record)}</p>
${fleet(record)}
${redHerringOfLine(record)}
${context(record)}
${notesCard(clusterKey, { instanceId, lines: record.lines, line: line.ordinal, isBesideLog: false }, record.notes)}`
}

/** The text itself, wherever it stands; a search takes so many characters. */
function searches({ cluster, line }: LineFactsRecord): SafeHtml | null {
  const q = line.text.trim().slice(0, 1000)
  if (q.length < 2) return null
  return html`<a href="${urls.search(cluster.key, { q })}">search all logs for it</a> <a href="${urls.search(cluster.key, { q, not: 1 })}">instances without it</a>`
}

function fleet({ cluster, template, failed, healthy }: LineFactsRecord): SafeHtml {
  return html`<section class="card"><h2>A line like it <span class="dim">on the last attempt of each instance</span></h2>
<p>On <b class="${failed.instances > 0 ? 'bad' : 'zero'}">${count(failed.instances)}</b> of ${count(failed.of)} failed and on <b>${count(healthy.instances)}</b> of ${count(healthy.of)} healthy instances.</p>
<p class="dim small">Alike is what has the same mask: <code hx-ignore>${template.slice(0, 1000)}</code></p>
${printers(cluster.key, { title: 'Failed', printers: failed })}${printers(cluster.key, { title: 'Healthy', printers: healthy })}</section>`
}

function printers(
  cluster: string,
  at: { readonly title: string; readonly printers: Printers },
): SafeHtml | null {
  const { instances, named } = at.printers
  if (named.length === 0) return null
  const more = instances - named.length
  return html`<h3>${at.title}</h3><p class="names">${named.map((id) => html`<a class="mono" href="${urls.instance(cluster, id)}">${id}</a> `)}${more > 0 ? html`<span class="dim">and ${count(more)} more</span>` : null}</p>`
}

/** As it was written: nothing folded, control characters as they are. */
function context(record: LineFactsRecord): SafeHtml {
  return html`<section class="card log raw" aria-label="Context"><h2>Context <span class="dim">raw, nothing folded</span></h2>
<div class="lines" hx-ignore translate="no">${record.context.map((line) => {
    const isAsked = line.ordinal === record.line.ordinal
    const href = logHref(record, {}, { line: line.ordinal })
    const text = isAsked ? line.text.slice(0, mostCharacters) : line.text
    return logLine({
      ...{ line: { ...line, text }, href, of: record, isRaw: true, expands: isAsked },
      classes: lineClasses(line, { isDecisive: false, isAsked }),
    })
  })}</div></section>`
}
