import { html, type SafeHtml } from '@remix-run/html-template'
import { count } from './format.ts'
import type { InstanceRecord } from './instance.ts'
import { twinList } from './instance-siblings.ts'
import { lineHref } from './line-href.ts'
import { logText } from './log-line.ts'
import { urls } from './urls.ts'

/** A masked line that this instance has and the healthy have not, or the reverse. */
export interface OnlyHere {
  readonly direction: 'present' | 'missing'
  readonly template: string
  readonly failedWith: number
  readonly failed: number
  readonly healthyWith: number
  readonly healthy: number
  /** The first such line of this attempt; null: it has none, or not in the part that is shown. */
  readonly line: number | null
}

const shownRows = 8

/** What tells it from the healthy, with the numbers of both sides. */
export function onlyHere(record: InstanceRecord): SafeHtml {
  const { cluster, instance, contrast, attempt, log } = record
  const against =
    attempt && urls.twin(cluster.key, instance.instanceId, { attempt: attempt.attempt })
  const healthy = log?.fleet.healthy ?? 0
  return html`<section class="card wide contrast only-here"><h2>Only here ${against === undefined || healthy === 0 ? null : html`<a href="${against}">against a healthy twin</a>`}</h2>
${contrast.length === 0 ? html`<p class="dim">${nothingOnlyHere(log)}</p>` : html`<table class="list"><thead><tr><th scope="col" class="num">failed alike</th><th scope="col" class="num">healthy</th><th scope="col">line, masked</th></tr></thead><tbody>${contrast.slice(0, shownRows).map((row) => contrastRow(record, row))}</tbody></table>`}
${twinList(record)}</section>`
}

function nothingOnlyHere(log: InstanceRecord['log']): string {
  if (log === undefined) return 'Without a log there is no line to compare.'
  return log.fleet.healthy === 0
    ? 'No healthy instance to compare with yet.'
    : 'Every line of this log is on most healthy instances too.'
}

function contrastRow({ log }: InstanceRecord, row: OnlyHere): SafeHtml {
  const text = html`${row.direction === 'missing' ? html`<span class="chip">missing</span> ` : null}${logText(row.template.slice(0, 240))}`
  const line =
    row.line === null || log === undefined
      ? html`<span class="line">${text}</span>`
      : html`<a class="line" href="${lineHref(log, row.line)}">${text}</a>`
  return html`<tr><td class="num">${count(row.failedWith)}/${count(row.failed)}</td><td class="num">${count(row.healthyWith)}/${count(row.healthy)}</td><td hx-ignore>${line}</td></tr>
`
}
