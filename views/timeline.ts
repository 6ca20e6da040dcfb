import { html, type SafeHtml } from '@remix-run/html-template'
import type { Timeline } from '../ingest/lifecycle/timeline.ts'
import { count, counted, day, duration, iso, time, timeZone } from './format.ts'
import { urls } from './urls.ts'

export type TimelineRecord = Timeline

// Of the tallest column above the line; those below it have the same scale.
const height = 72
const binWidth = 10

export function timeline(cluster: string, record: TimelineRecord): SafeHtml {
  if (record.started.length === 0) {
    return html`<section class="card"><h2>When</h2><p class="dim">No attempt has begun yet.</p></section>`
  }
  return html`<section class="card when"><h2>When <span class="dim">${time(record.fromMs, 'day')}, ${timeZone}</span></h2>
<p class="dim">${since(cluster, record)}</p>
${timelinePicture(record, cluster)}</section>`
}

/** Attempts begun above the line, failed below it, with the times of both ends. `cluster` undefined: without links. */
export function timelinePicture(record: TimelineRecord, cluster?: string): SafeHtml {
  const { started, failed } = record
  const width = started.length * binWidth
  const most = Math.max(1, ...started, ...failed)
  const below = Math.round((Math.max(...failed) / most) * height)
  return html`<svg viewBox="0 0 ${width} ${height + below + 6}" preserveAspectRatio="none" width="100%" height="${height + below + 6}" role="${cluster === undefined ? 'img' : 'group'}" aria-label="Attempts begun and failed over time">
<line x1="0" x2="${width}" y1="${height + 2}" y2="${height + 2}"/>
${started.map((value, index) => column(cluster, record, { value, index, most, kind: 'started' }))}${failed.map((value, index) => column(cluster, record, { value, index, most, kind: 'failed' }))}</svg>
${axis(record)}`
}

function since(cluster: string, record: TimelineRecord): SafeHtml {
  const sum = (values: readonly number[]): number =>
    values.reduce((total, value) => total + value, 0)
  const { firstFailureMs, lastFailureMs, elsewhere } = record
  const failures =
    firstFailureMs === undefined || lastFailureMs === undefined
      ? html`none failed`
      : html`<b>${count(sum(record.failed))}</b> failed, the first at <b>${time(firstFailureMs, 'clock')}</b>, the last at <b>${time(lastFailureMs, 'clock')}</b>${failureDay(record)}`
  const rest =
    elsewhere === 0
      ? null
      : html`; <a href="${urls.instances(cluster, {}, { sort: 'started', order: 'desc' })}">${counted(elsewhere, 'instance')}</a> ran at another time`
  return html`<b>${count(sum(record.started))}</b> began; ${failures}${rest}.`
}

/** Only where the failures do not fall on the day in the heading. */
function failureDay({ fromMs, firstFailureMs, lastFailureMs }: TimelineRecord): string {
  const days = [fromMs, firstFailureMs ?? fromMs, lastFailureMs ?? fromMs].map((ms) => day(ms))
  return new Set(days).size === 1 ? '' : ` (${days[1]} to ${days[2]})`
}

interface Column {
  readonly value: number
  readonly index: number
  readonly most: number
  readonly kind: 'started' | 'failed'
}

/** A column leads to the instances that it counts. */
function column(cluster: string | undefined, record: TimelineRecord, at: Column): SafeHtml | null {
  const { value, index, most, kind } = at
  if (value === 0) return null
  const tall = Math.max(2, Math.round((value / most) * height))
  const top = kind === 'started' ? height - tall : height + 4
  const beganMs = record.fromMs + index * record.binMs
  const said = `${secondOf(beganMs)}: ${value} ${kind}`
  const shape = html`<title>${said}</title><rect class="${kind}" x="${index * binWidth}" y="${top}" width="${binWidth - 1.5}" height="${tall}"/>`
  if (cluster === undefined) return html`<g>${shape}</g>`
  const href = columnUrl(cluster, kind, [beganMs, beganMs + record.binMs])
  return html`<a href="${href}" aria-label="${said}">${shape}</a>`
}

function columnUrl(
  cluster: string,
  kind: Column['kind'],
  [fromMs, toMs]: readonly [number, number],
): string {
  const [from, to] = [secondOf(fromMs), secondOf(toMs)]
  if (kind === 'started') return urls.instances(cluster, { from, to }, { sort: 'started' })
  const filter = { state: 'any-failed', 'ended-from': from, 'ended-to': to }
  return urls.instances(cluster, filter, { sort: 'ended' })
}

/** `2026-11-23T02:05:30Z`: a bin is never shorter than a second. */
function secondOf(ms: number): string {
  return `${iso(ms).slice(0, 19)}Z`
}

function axis(record: TimelineRecord): SafeHtml {
  const end = record.fromMs + record.binMs * record.started.length
  const middle = (record.fromMs + end) / 2
  const isLong = end - record.fromMs > 86_400_000
  const label = (ms: number): SafeHtml => time(ms, isLong ? 'moment' : 'minute')
  return html`<p class="axis"><span>${label(record.fromMs)}</span><span>${label(middle)}</span><span>${label(end)}</span></p>
<p class="dim small">A column is ${duration(record.binMs)}.</p>`
}
