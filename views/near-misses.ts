import { html, type SafeHtml } from '@remix-run/html-template'
import { counted, place } from './format.ts'
import { type GroupCount, groupTitle } from './top-groups.ts'
import { urls } from './urls.ts'

/** A healthy instance that met what a failure group failed of, and passed. */
export interface NearMissRow {
  readonly instanceId: string
  readonly instanceGroup: string | null
  readonly availabilityZone: string | null
  /** The attempt that passed. */
  readonly attempt: number
  /** What it shows: the group's decisive line, or a line that its known cause matches. */
  readonly shows: 'decisive-line' | 'known-cause'
  /** The first line that shows it. */
  readonly lineOrdinal: number
}

/** One of the first near-misses of a failure group, as a list of groups names it. */
export interface FirstNearMiss extends Pick<NearMissRow, 'instanceId' | 'attempt' | 'lineOrdinal'> {
  readonly failureGroupId: string
}

const shown = { 'decisive-line': 'the decisive line', 'known-cause': 'the known cause' } as const

/** The page of those alone, under the title of the group. */
export function nearMissPage(
  cluster: string,
  group: GroupCount,
  rows: readonly NearMissRow[],
): SafeHtml {
  return html`<p class="dim"><a href="${urls.failures(cluster)}">Failures</a> › <a href="${urls.failureGroup(cluster, group.failureGroupId)}">${place(group.stage, group.step)}</a> › near-misses</p>
<h1 class="${group.name === null ? 'mono title' : 'title'}" hx-ignore>${groupTitle(group)}</h1>
${nearMisses(cluster, rows) ?? html`<p class="lead">No healthy instance met the same.</p>`}`
}

/** Who met the same and passed, each with its line; nothing where nobody did. */
export function nearMisses(cluster: string, rows: readonly NearMissRow[]): SafeHtml | null {
  if (rows.length === 0) return null
  return html`<section class="card wide" id="near-misses"><h2>Near-misses <span class="dim">${counted(rows.length, 'healthy instance')} met the same and passed</span></h2>
<table class="list stack">
<thead><tr><th>instance</th><th>group</th><th>zone</th><th class="num">attempt</th><th>shows</th><th>first line of it</th></tr></thead>
<tbody>${rows.map((row) => nearMissRow(cluster, row))}</tbody></table></section>`
}

function nearMissRow(cluster: string, row: NearMissRow): SafeHtml {
  const { instanceId, attempt, lineOrdinal: line } = row
  return html`<tr><td class="mono"><a href="${urls.instance(cluster, instanceId)}">${instanceId}</a></td><td>${row.instanceGroup ?? ''}</td><td>${row.availabilityZone ?? ''}</td>
<td class="num" data-of="attempt">${attempt}</td><td>${shown[row.shows]}</td><td><a href="${urls.line(cluster, instanceId, { attempt, line })}">line ${line}</a></td></tr>
`
}
