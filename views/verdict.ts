import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted, percent, place } from './format.ts'
import { leadingGroups } from './leading-groups.ts'
import type { GroupCount } from './top-groups.ts'
import { urls } from './urls.ts'

/** How bad it is: the sentence at the head of the overview. */
export interface VerdictRecord {
  readonly expected: number
  readonly failed: number
  /** failed / expected with its 95 % Wilson interval; undefined: nothing is expected. */
  readonly failedShare:
    | { readonly share: number; readonly low: number; readonly high: number }
    | undefined
  readonly hung: number
  readonly noLog: number
  readonly underWay: number
  readonly succeeded: number
  readonly awsDisagrees: number
  /** Where most instances failed; undefined: none failed. */
  readonly worstPlace:
    | { readonly stage: string; readonly step: string | null; readonly failed: number }
    | undefined
  /** The few largest failure groups; empty: none is large. */
  readonly leading: readonly GroupCount[]
}

/** `since`: what is different since the bring-up before. */
export function verdict(cluster: string, record: VerdictRecord, since: SafeHtml | null): SafeHtml {
  return html`<section class="verdict">
<h1>${headline(cluster, record)} ${interval(record)}</h1>
<p>${sentences(cluster, record)}</p>
${since}</section>`
}

function headline(cluster: string, record: VerdictRecord): SafeHtml {
  const { expected, failed } = record
  if (expected === 0) return html`No instance is known yet`
  const all = html`<a href="${urls.instances(cluster)}">${count(expected)}</a>`
  if (failed === 0) return html`None of ${all} ${expected === 1 ? 'instance' : 'instances'} failed`
  const href = urls.instances(cluster, { state: 'any-failed' })
  return html`<a class="bad" href="${href}">${count(failed)}</a> of ${all} instances failed`
}

function interval({ failedShare }: VerdictRecord): SafeHtml | null {
  if (failedShare === undefined) return null
  const { share, low, high } = failedShare
  return html`<small title="95 % Wilson interval">${percent(share)} %, between ${percent(low)} and ${percent(high)}</small>`
}

function sentences(cluster: string, record: VerdictRecord): SafeHtml[] {
  const parts = [
    leadingGroups(cluster, record.leading),
    worst(cluster, record),
    ...states(cluster, record),
  ]
  return parts.filter((part) => part !== undefined).map((part) => html`${part} `)
}

function worst(cluster: string, { worstPlace }: VerdictRecord): SafeHtml | undefined {
  if (worstPlace === undefined) return undefined
  const { stage, step, failed } = worstPlace
  const href = urls.instances(cluster, { state: 'any-failed', stage, step: step ?? '-' })
  return html`Most failed at <b>${place(stage, step)}</b> (<a href="${href}">${count(failed)}</a>).`
}

function states(cluster: string, record: VerdictRecord): (SafeHtml | undefined)[] {
  const link = (state: string, value: number): SafeHtml =>
    html`<a href="${urls.instances(cluster, { state })}">${count(value)}</a>`
  const { hung, noLog, underWay, awsDisagrees } = record
  const disagrees = urls.instances(cluster, { flag: 'aws-disagrees' })
  return [
    hung > 0 ? html`${link('hung', hung)} ${hung === 1 ? 'hangs' : 'hang'}.` : undefined,
    noLog > 0 ? html`${link('no-log', noLog)} ${noLog === 1 ? 'has' : 'have'} no log.` : undefined,
    underWay > 0
      ? html`${link('under-way', underWay)} ${underWay === 1 ? 'is' : 'are'} under way.`
      : undefined,
    awsDisagrees > 0
      ? html`AWS says otherwise of <a href="${disagrees}">${counted(awsDisagrees, 'instance')}</a>.`
      : undefined,
  ]
}
