import { html, type SafeHtml } from '@remix-run/html-template'
import { count, place } from './format.ts'
import type { InstanceRecord } from './instance.ts'
import { copyButton } from './instance-head.ts'
import { lineHref } from './log.ts'
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
  readonly failureGroupId: string
  readonly knownCause: string | null
  /** Failed instances of the same group, this one included when the attempt is its last. */
  readonly groupInstances: number
}

export function failureVerdict(record: InstanceRecord): SafeHtml {
  const { failure, attempt, instance } = record
  if (failure === undefined) {
    return html`<section class="card verd"><h2>Verdict</h2><p>${attempt === undefined ? instance.stateReason : outcomeSentence(record)}</p></section>`
  }
  return html`<section class="card verd"><h2>Verdict</h2>
<p>Failed in <b>${place(failure.stage, failure.step)}</b>${failure.step === null ? null : html` <span class="dim">(stage ${failure.stage})</span>`}${failure.exitCode === null ? null : html`, exit code <b>${failure.exitCode}</b>`}.</p>
${decisive(record, failure)}
<ul class="reasons" hx-ignore>${failure.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
${group(record.cluster.key, failure)}</section>`
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
  return html`<p class="decisive" hx-ignore><a href="${log === undefined ? '#log' : lineHref(log, decisiveLineOrdinal)}">line ${count(decisiveLineOrdinal)}</a> <code>${decisiveLine.slice(0, 1000)}</code> ${copyButton(decisiveLine, 'decisive line')}</p>`
}

function group(cluster: string, failure: FailureRecord): SafeHtml {
  const { failureGroupId, groupInstances, knownCause } = failure
  const instances = urls.instances(cluster, { state: 'any-failed', failure: failureGroupId })
  return html`<p class="dim">${knownCause === null ? null : html`<span class="chip known">${knownCause}</span> `}<a href="${urls.failureGroup(cluster, failureGroupId)}">Failure group</a> of <a href="${instances}">${count(groupInstances)}</a> failed ${groupInstances === 1 ? 'instance' : 'instances'}.</p>`
}
