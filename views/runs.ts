import { html, type SafeHtml } from '@remix-run/html-template'
import { type CohortName, termLabel } from './cohort.ts'
import { count, counted, duration, stepName, time } from './format.ts'
import type { ClusterHeader } from './layout.ts'
import { type CohortTerms, type RunsChoice, urls } from './urls.ts'

/** One run of a stage or step. */
export interface RunRow {
  readonly instanceId: string
  readonly attempt: number
  readonly stage: string
  /** null: the whole stage. */
  readonly step: string | null
  readonly outcome: 'succeeded' | 'failed' | 'unfinished'
  readonly startedMs: number
  readonly durationMs: number
  /** Of the succeeded runs of the whole cluster; null: there are none. */
  readonly medianMs: number | null
  /** Line ordinal in its stream; null: a stage, whose lines are not counted. */
  readonly firstLine: number | null
  readonly instanceGroup: string | null
  readonly availabilityZone: string | null
}

export interface RunsRecord {
  readonly cluster: ClusterHeader
  readonly filter: CohortTerms
  /** undefined: of every stage and step. */
  readonly phase: { readonly stage: string; readonly step: string | null } | undefined
  readonly only: 'succeeded' | NonNullable<RunsChoice['only']>
  /** From 1. */
  readonly page: number
  readonly pages: number
  readonly total: number
  /** Longest first. */
  readonly runs: readonly RunRow[]
}

const words = {
  succeeded: 'that succeeded',
  failed: 'that failed',
  unfinished: 'that did not end',
  straggler: 'far longer than the fleet needed',
} as const

/** The runs behind a number, the longest first. */
export function runs(record: RunsRecord): SafeHtml {
  const { cluster, filter, phase, only, total } = record
  const terms = Object.entries(filter) as [CohortName, string][]
  const name = phase === undefined ? '' : phase.step === null ? phase.stage : stepName(phase.step)
  return html`<div id="runs"><h1>${counted(total, 'run')} <small>${phase === undefined ? null : html`of <span title="${phase.step ?? phase.stage}">${name}</span> `}${words[only]}${terms.map(([each, value]) => html` · ${termLabel(each, value)}`)}</small></h1>
<p class="dim under"><a href="${urls.durations(cluster.key, filter)}">All stages and steps</a>${only === 'straggler' ? html` · longer than for 95 % of the fleet, than three times the median, and by more than 30 seconds than it` : null}</p>
${total === 0 ? html`<section class="card empty"><h2>No such run</h2><p>Nothing in the file is ${only === 'straggler' ? 'far longer than the fleet needed' : words[only]} here.</p></section>` : list(record)}</div>`
}

function list(record: RunsRecord): SafeHtml {
  const isMixed = record.phase === undefined
  return html`<section class="card wide"><table class="list stack"><thead><tr><th scope="col">instance</th><th scope="col" class="num">attempt</th>${isMixed ? html`<th scope="col">stage, step</th>` : null}<th scope="col">outcome</th><th scope="col" class="num">took</th><th scope="col" class="num">fleet median</th><th scope="col" class="num">times</th><th scope="col">began</th><th scope="col">group</th><th scope="col">zone</th></tr></thead>
<tbody>${record.runs.map((run) => runRow(record.cluster.key, run, isMixed ? 'named' : 'plain'))}</tbody></table></section>
${pager(record)}`
}

function runRow(cluster: string, run: RunRow, look: 'named' | 'plain'): SafeHtml {
  const { instanceId, attempt, medianMs, firstLine } = run
  const name = run.step === null ? run.stage : stepName(run.step)
  const lines =
    firstLine === null ? undefined : urls.line(cluster, instanceId, { attempt, line: firstLine })
  const times = medianMs === null || medianMs === 0 ? '–' : (run.durationMs / medianMs).toFixed(1)
  return html`<tr><td class="mono"><a href="${urls.instance(cluster, instanceId, attempt)}">${instanceId}</a></td><td class="num" data-of="attempt">${attempt}</td>
${look === 'named' ? html`<td title="${run.step ?? run.stage}">${name}</td>` : null}<td>${lines === undefined ? run.outcome : html`<a href="${lines}">${run.outcome}</a>`}</td>
<td class="num" data-of="took">${duration(run.durationMs)}</td><td class="num" data-of="fleet median">${medianMs === null ? '–' : duration(medianMs)}</td><td class="num" data-of="times">${times}</td>
<td>${time(run.startedMs)}</td><td>${run.instanceGroup ?? ''}</td><td>${run.availabilityZone ?? ''}</td></tr>
`
}

function pager({ cluster, filter, phase, only, page, pages }: RunsRecord): SafeHtml | null {
  if (pages < 2) return null
  const of = phase && (phase.step === null ? phase.stage : `${phase.stage}/${phase.step}`)
  const link = (to: number, label: string): SafeHtml => {
    if (to < 1 || to > pages) return html`<span class="dim">${label}</span>`
    const choice = { of, only: only === 'succeeded' ? undefined : only, page: to }
    const href = urls.runs(cluster.key, filter, choice)
    return html`<a href="${href}" hx-get="${href}" hx-target="#runs" hx-swap="outerHTML" hx-push-url="true">${label}</a>`
  }
  return html`<nav class="pager" aria-label="Parts of the list">${link(page - 1, '← previous')} <span>${count(page)} of ${count(pages)}</span> ${link(page + 1, 'next →')}</nav>`
}
