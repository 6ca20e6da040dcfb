import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { copiedIds } from './copied-ids.ts'
import { duration, time, timeZone } from './format.ts'
import { stateMark } from './state-look.ts'
import { urls } from './urls.ts'

/** An instance whose last attempt failed with the group's signature. */
export interface FailureGroupMember {
  readonly instanceId: string
  readonly state: CoverageState
  readonly instanceGroup: string | null
  readonly instanceType: string | null
  readonly availabilityZone: string | null
  readonly attempt: number
  readonly exitCode: number | null
  readonly decisiveLineOrdinal: number | null
  readonly decisiveLine: string | null
  readonly startedMs: number
  /** Time of the last line of the failed attempt. */
  readonly endedMs: number
}

/** Who belongs to the group, in the order in which they failed. */
export function memberTable(cluster: string, members: readonly FailureGroupMember[]): SafeHtml {
  const ids = members.map(({ instanceId }) => instanceId)
  return html`<section class="card wide" id="members"><h2>Members <span class="dim">in the order in which they failed</span></h2>
${copiedIds(ids)}
<table class="list stack">
<thead><tr><th>instance</th><th>state</th><th>group</th><th>type</th><th>zone</th><th class="num">attempt</th><th>failed at, ${timeZone}</th><th class="num">after</th><th class="num">exit code</th><th>decisive line</th></tr></thead>
<tbody>${members.map((member) => memberRow(cluster, member))}</tbody></table></section>`
}

function memberRow(cluster: string, member: FailureGroupMember): SafeHtml {
  const { instanceId, attempt, decisiveLine, decisiveLineOrdinal } = member
  const line =
    decisiveLine === null || decisiveLineOrdinal === null
      ? html`<i class="dim">none</i>`
      : html`<a class="line" href="${urls.line(cluster, instanceId, { attempt, line: decisiveLineOrdinal })}">${decisiveLine.slice(0, 300)}</a>`
  return html`<tr><td class="mono"><a href="${urls.instance(cluster, instanceId)}">${instanceId}</a></td><td>${stateMark(member.state)}</td>
<td>${member.instanceGroup ?? ''}</td><td>${member.instanceType ?? ''}</td><td>${member.availabilityZone ?? ''}</td><td class="num" data-of="attempt">${attempt}</td>
<td class="when-at">${time(member.endedMs)}</td><td class="num" data-of="after">${duration(member.endedMs - member.startedMs)}</td><td class="num" data-of="exit code">${member.exitCode ?? ''}</td><td hx-ignore>${line}</td></tr>
`
}
