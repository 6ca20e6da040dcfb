import { html, type SafeHtml } from '@remix-run/html-template'
import { clock, count, counted, iso } from './format.ts'
import type { FailureGroupMember } from './group-members.ts'
import { ruleCommand } from './group-rules.ts'
import type { LogLineRecord } from './log.ts'
import { lineClasses, logLine, logText } from './log-line.ts'
import { urls } from './urls.ts'

/** A piece of the decisive line. `parameter`: its place among the parameters; null: all members have it. */
export interface LinePiece {
  readonly text: string
  readonly parameter: number | null
}

/** A part of the decisive line that differs between members. */
export interface Parameter {
  /** Which word of the line it stands in, from 1, as `group split --by word:N` counts. */
  readonly word: number
  /** What stands before it. */
  readonly before: string
  /** How many different values there are. */
  readonly values: number
  /** The most frequent first; the first few. */
  readonly counts: readonly { readonly value: string; readonly instances: number }[]
}

/** The lines around the decisive one, of one member. */
export interface EvidenceRecord {
  readonly member: FailureGroupMember
  /** Which of the members with such a line it is, from 1. */
  readonly place: number
  readonly places: number
  readonly previous: string | undefined
  readonly next: string | undefined
  readonly lines: readonly LogLineRecord[]
  readonly varying: {
    readonly pieces: readonly LinePiece[]
    readonly parameters: readonly Parameter[]
    /** How many members' lines were compared. */
    readonly compared: number
  }
  /** Why this line: sentences. */
  readonly reasons: readonly string[]
}

interface At {
  readonly cluster: string
  readonly failureGroupId: string
  readonly evidence: EvidenceRecord
}

export function groupEvidence(at: At): SafeHtml {
  const { cluster, evidence } = at
  const { member, lines, varying } = evidence
  const instance = urls.instance(cluster, member.instanceId, member.attempt)
  return html`<section class="card log" id="evidence" aria-label="Evidence"><h2>Evidence <span class="dim"><a class="mono" href="${instance}">${member.instanceId}</a>, ${count(evidence.place)} of ${count(evidence.places)}</span> <span class="tools">${step(at, { to: evidence.previous, label: '← previous' })}${step(at, { to: evidence.next, label: 'next →' })}</span></h2>
<div class="lines" hx-ignore translate="no">${lines.map((line) => evidenceLine(at, line))}</div>
${lines.length === 0 ? html`<p class="dim in">The log of this instance is not in the file.</p>` : null}
${member.decisiveLine === null ? html`<p class="dim in">No line says why: these are the last of the attempt.</p>` : null}
${varying.parameters.length === 0 ? null : html`<p class="dim in"><mark class="vary">Tinted</mark> is what differs between ${counted(varying.compared, 'member')}.</p>`}</section>`
}

function step(
  { cluster, failureGroupId }: At,
  { to, label }: { readonly to: string | undefined; readonly label: string },
): SafeHtml {
  if (to === undefined) return html`<span class="dim">${label}</span>`
  const href = urls.failureGroup(cluster, failureGroupId, to)
  return html`<a href="${href}#evidence">${label}</a>`
}

function evidenceLine({ cluster, evidence }: At, line: LogLineRecord): SafeHtml {
  const { member, varying } = evidence
  const { instanceId, attempt } = member
  const href = urls.line(cluster, instanceId, { attempt, line: line.ordinal })
  if (line.ordinal !== member.decisiveLineOrdinal || varying.parameters.length === 0) {
    const isDecisive = line.ordinal === member.decisiveLineOrdinal
    const of = { clusterKey: cluster, instanceId, attempt }
    return logLine({ line, href, of, classes: lineClasses(line, { isDecisive }) })
  }
  return html`<div class="l decisive" id="L${line.ordinal}"><a class="ln" href="${href}">${line.ordinal}</a><time class="t" datetime="${iso(line.atMs)}">${clock(line.atMs)}</time><span><span class="tx">${varying.pieces.map(piece)}</span></span></div>
`
}

const pieceCharacters = 2000

function piece({ text, parameter }: LinePiece): SafeHtml {
  const shown = logText(text.slice(0, pieceCharacters))
  return parameter === null ? html`${shown}` : html`<mark class="vary">${shown}</mark>`
}

/** The values of what differs, with how many members have each. */
export function groupParameters(
  failureGroupId: string,
  { varying }: EvidenceRecord,
): SafeHtml | null {
  if (varying.parameters.length === 0) return null
  return html`<section class="card wide" tabindex="0" aria-label="What differs in the line"><h2>What differs in the line <span class="dim">over ${counted(varying.compared, 'member')}</span></h2>
<table class="list"><thead><tr><th scope="col">after</th><th scope="col" class="num">values</th><th scope="col">the most frequent, with their instances</th></tr></thead>
<tbody hx-ignore>${varying.parameters.map((parameter) => html`<tr><td><code>${logText(parameter.before)}</code></td><td class="num">${count(parameter.values)}</td><td class="values">${parameter.counts.map(({ value, instances }) => html`<span><mark class="vary mono">${logText(value.slice(0, 120))}</mark> ×${count(instances)}</span> `)}${parameter.values > parameter.counts.length ? html`<span class="dim">and ${count(parameter.values - parameter.counts.length)} more</span>` : null}</td></tr><tr><td class="dim">split by this</td><td></td><td>${ruleCommand(`hyperscope group split ${failureGroupId} --by word:${parameter.word}`)}</td></tr>`)}</tbody></table></section>`
}
