import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted, place } from './format.ts'
import { follows, knownCause, verdictChip } from './group-chips.ts'
import type { InstanceRecord } from './instance.ts'
import { copyButton } from './instance-head.ts'
import { type CatalogueEntry, knownCauseParts } from './known-cause.ts'
import { lineHref } from './line-href.ts'
import { urls } from './urls.ts'

/** Why an attempt failed. */
export interface FailureRecord {
  readonly stage: string
  readonly step: string | null
  readonly exitCode: number | null
  /** null: no line says why. */
  readonly decisiveLineOrdinal: number | null
  readonly decisiveLine: string | null
  /** Why this line: sentences. */
  readonly reasons: readonly string[]
  /** Lines that support it, the decisive one first; empty: none are stored. */
  readonly evidence: readonly {
    readonly lineOrdinal: number
    readonly line: string
    readonly score: number
    /** Sentences. */
    readonly reasons: readonly string[]
  }[]
  readonly failureGroupId: string
  /** Id of an entry of the catalogue; null: none matches. */
  readonly knownCause: string | null
  /** null from here on: no sync has judged its group, or there is nothing to say. */
  readonly knownCauseTitle: string | null
  readonly verdict: 'transient' | 'deterministic' | 'unclear' | null
  readonly verdictSentence: string | null
  readonly cascadeSentence: string | null
  /** Instance or service to look at first. */
  readonly upstream: string | null
  /** undefined: it has no known cause. */
  readonly entry: CatalogueEntry | undefined
  /** Failed instances of the same group, this one included when the attempt is its last. */
  readonly groupInstances: number
}

export function failureVerdict(record: InstanceRecord): SafeHtml {
  const { failure, attempt, instance } = record
  if (failure === undefined) {
    return html`<section class="card verd"><h2>Verdict</h2><p>${attempt === undefined ? instance.stateReason : outcomeSentence(record)}</p>${awsLine(record)}</section>`
  }
  return html`<section class="card verd"><h2>Verdict</h2>
<p>Failed in <b>${place(failure.stage, failure.step)}</b>${failure.step === null ? null : html` <span class="dim">(stage ${failure.stage})</span>`}${failure.exitCode === null ? null : html`, exit code <b>${failure.exitCode}</b>`}.</p>
${decisive(record, failure)}
<ul class="reasons" hx-ignore>${failure.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
${group(record.cluster.key, failure)}
${cause(failure)}
${supporting(record, failure)}
${awsLine(record)}</section>`
}

const saidCharacters = 90

/** What AWS says of it in one line; the whole stands below the log. */
function awsLine({ aws }: InstanceRecord): SafeHtml | null {
  const said = aws.message ?? aws.status
  if (said === null) return null
  const short = said.length > saidCharacters ? `${said.slice(0, saidCharacters)}…` : said
  return html`<p class="dim" hx-ignore><a href="#aws">AWS says</a> “${short}” · ${aws.disagreement === null ? 'agrees' : html`<span class="flag">⚑ ${aws.disagreement}</span>`}</p>`
}

function outcomeSentence({ attempt, instance, attempts }: InstanceRecord): SafeHtml {
  if (attempt?.attempt !== attempts.length) {
    return html`This attempt ${attempt?.outcome === 'aborted' ? 'never ended: another began after it' : (attempt?.outcome ?? '')}.`
  }
  return html`${instance.stateReason}`
}

function decisive({ log }: InstanceRecord, failure: FailureRecord): SafeHtml {
  const { decisiveLine, decisiveLineOrdinal } = failure
  if (decisiveLine === null || decisiveLineOrdinal === null) {
    return html`<p class="flag">No line of this attempt says why.</p>`
  }
  return html`<p class="decisive" hx-ignore><a href="${log === undefined ? '#log' : lineHref(log, decisiveLineOrdinal)}">line ${count(decisiveLineOrdinal)}</a> <code>${decisiveLine.slice(0, 1000)}</code> ${copyButton(decisiveLine, 'decisive line')}</p>${log?.redHerringLines.includes(decisiveLineOrdinal) === true ? html`<p class="flag">⚑ You call lines like it a red herring: the next sync, or <code>hyperscope reindex</code>, looks for another one.</p>` : null}`
}

/** The lines beside the decisive one, each with its score and what speaks for it. */
function supporting({ log }: InstanceRecord, failure: FailureRecord): SafeHtml | null {
  const lines = failure.evidence.filter(
    ({ lineOrdinal }) => lineOrdinal !== failure.decisiveLineOrdinal,
  )
  if (lines.length === 0) return null
  return html`<details class="more"><summary>${counted(lines.length, 'supporting line')}</summary><ul class="supporting" hx-ignore>${lines.map(
    ({ lineOrdinal, line, score, reasons }) =>
      html`<li><a href="${log === undefined ? '#log' : lineHref(log, lineOrdinal)}">line ${count(lineOrdinal)}</a> <code>${line.slice(0, 300)}</code><br><span class="dim">${[score.toFixed(1), ...reasons].join('; ')}</span></li>`,
  )}</ul></details>`
}

function group(cluster: string, failure: FailureRecord): SafeHtml {
  const { failureGroupId, groupInstances, verdictSentence, cascadeSentence } = failure
  const instances = urls.instances(cluster, { state: 'any-failed', failure: failureGroupId })
  return html`<p>${knownCause(cluster, failure)} ${verdictChip(failure)} ${follows(cluster, failure)} <a href="${urls.failureGroup(cluster, failureGroupId)}">Failure group</a> of <a href="${instances}">${count(groupInstances)}</a> failed ${groupInstances === 1 ? 'instance' : 'instances'}.</p>
${verdictSentence === null ? null : html`<p class="dim">${verdictSentence}</p>`}
${cascadeSentence === null ? null : html`<p class="flag">${cascadeSentence}</p>`}`
}

function cause({ entry }: FailureRecord): SafeHtml | null {
  if (entry === undefined) return null
  return html`<details class="more"><summary>What is known of it, and the fix</summary>${knownCauseParts(entry)}</details>`
}
