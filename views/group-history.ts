import { html, type SafeHtml } from '@remix-run/html-template'
import { count, counted, day, percent, time, timeZone } from './format.ts'
import { urls } from './urls.ts'

/** How many instances failed so in one bring-up of a cluster of the file; also where none did. */
export interface GroupBringUp {
  readonly failureGroupId: string
  readonly clusterId: string
  readonly clusterName: string
  readonly bringUpId: string
  readonly label: string | null
  readonly startedMs: number
  /** Instances that ran in it. */
  readonly ran: number
  /** Those of them that had failed so at its end. */
  readonly instances: number
  /** All attempts that failed so, also those that a later one has overtaken. */
  readonly attempts: number
  /** null: no attempt failed so. */
  readonly firstSeenMs: number | null
  readonly lastSeenMs: number | null
}

const barWidth = 26
const barGap = 6
const height = 56

/** Over the bring-ups of every cluster of the file that has met the group, the earliest first. */
export function groupHistory(history: readonly GroupBringUp[]): SafeHtml | null {
  const met = history.filter(({ attempts }) => attempts > 0)
  if (met.length === 0) return null
  const sum =
    met.length === 1 ? 'seen in one bring-up' : `seen in ${counted(met.length, 'bring-up')}`
  return html`<section class="card wide group-history"><h2>History <span class="dim">${sum} of ${count(history.length)}</span></h2>
${bars(history)}
<p class="dim small">A bar is the share of the instances of a bring-up that had failed so at its end.</p>
<details class="more"><summary>as a table</summary><table class="list"><thead><tr><th scope="col">cluster</th><th scope="col">bring-up</th><th scope="col" class="num">failed so</th><th scope="col" class="num">of</th><th scope="col" class="num">%</th><th scope="col" class="num"><abbr title="also those that a later one has overtaken">attempts</abbr></th><th scope="col">first, ${timeZone}</th><th scope="col">last, ${timeZone}</th></tr></thead>
<tbody>${history.map(row)}</tbody></table></details></section>`
}

function row(each: GroupBringUp): SafeHtml {
  const scope = urls.inScope(each.clusterId, each.bringUpId)
  const filter = { state: 'any-failed', failure: each.failureGroupId }
  return html`<tr><td><a href="${urls.cluster(each.clusterId)}">${each.clusterName}</a></td><td>${link(each)}</td>
<td class="num">${each.instances === 0 ? '0' : html`<a href="${urls.instances(scope, filter)}">${count(each.instances)}</a>`}</td><td class="num">${count(each.ran)}</td><td class="num">${percent(share(each))}</td><td class="num">${count(each.attempts)}</td><td>${at(each.firstSeenMs)}</td><td>${at(each.lastSeenMs)}</td></tr>
`
}

function at(ms: number | null): SafeHtml | null {
  return ms === null ? null : time(ms)
}

function share({ instances, ran }: GroupBringUp): number {
  return ran === 0 ? 0 : instances / ran
}

function link(each: GroupBringUp): SafeHtml {
  return html`<a href="${hrefOf(each)}">${each.label ?? each.bringUpId}</a>`
}

function hrefOf({ clusterId, bringUpId, failureGroupId }: GroupBringUp): string {
  return urls.failureGroup(urls.inScope(clusterId, bringUpId), failureGroupId)
}

/** Each bar leads to the group in that bring-up; the table says the same in figures. */
function bars(history: readonly GroupBringUp[]): SafeHtml {
  const most = Math.max(...history.map(share), 0.001)
  const width = history.length * (barWidth + barGap)
  return html`<svg viewBox="0 0 ${width} ${height + 2}" width="${width}" height="${height + 2}" role="group" aria-label="Failed so in each bring-up">
<line x1="0" x2="${width}" y1="${height + 1}" y2="${height + 1}"/>
${history.map((each, index) => column(each, { x: index * (barWidth + barGap), most }))}</svg>
<p class="axis"><span>${day(history[0]?.startedMs ?? 0)}</span>${history.length === 1 ? null : html`<span>${day(history.at(-1)?.startedMs ?? 0)}</span>`}</p>`
}

function column(each: GroupBringUp, { x, most }: { x: number; most: number }): SafeHtml {
  const said = `${each.label ?? each.bringUpId}: ${counted(each.instances, 'instance')} of ${count(each.ran)}`
  const tall = each.attempts === 0 ? 0 : Math.max(2, Math.round((share(each) / most) * height))
  return html`<a href="${hrefOf(each)}" aria-label="${said}"><title>${said}</title><rect class="room" x="${x}" y="0" width="${barWidth}" height="${height}"/><rect class="failed" x="${x}" y="${height - tall}" width="${barWidth}" height="${tall}"/></a>
`
}
