import { html, type SafeHtml } from '@remix-run/html-template'
import type { CoverageState } from '../ingest/lifecycle/coverage.ts'
import { count, counted, duration, moment, place } from './format.ts'
import { copyButton } from './instance-head.ts'
import type { ClusterHeader } from './layout.ts'
import { stateMark } from './state-look.ts'
import { type GroupCount, groupTitle, knownCause } from './top-groups.ts'
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

export interface FailureGroupRecord {
  readonly cluster: ClusterHeader
  readonly group: GroupCount
  /** In the order in which they failed; at most 1,000. */
  readonly members: readonly FailureGroupMember[]
  /** Failed attempts of the same signature that a later attempt has overtaken. */
  readonly earlierAttempts: number
}

export function failureGroup(record: FailureGroupRecord): SafeHtml {
  const { cluster, group, members, earlierAttempts } = record
  const instances = urls.instances(cluster.key, {
    state: 'any-failed',
    failure: group.failureGroupId,
  })
  return html`<p class="dim"><a href="${urls.failures(cluster.key)}">Failures</a> › ${place(group.stage, group.step)}</p>
<h1 class="mono title" hx-ignore>${groupTitle(group)}</h1>
<p class="lead"><a class="bad" href="${instances}">${count(group.instances)}</a> failed ${group.instances === 1 ? 'instance' : 'instances'} in stage ${group.stage}${group.step === null ? null : html`, step <code>${group.step}</code>`}. ${knownCause(group)}
${members.length === 0 ? null : html`First at ${moment(group.firstSeenMs)}, last at ${moment(group.lastSeenMs)} UTC.`}
${earlierAttempts === 0 ? null : html`${counted(earlierAttempts, 'earlier attempt')} failed so too, and another attempt came after.`}</p>
${members.length === 0 ? html`<section class="card empty"><h2>No instance is in this group now</h2><p>Later attempts have overtaken it; the link stays valid.</p></section>` : memberTable(record)}`
}

function memberTable({ cluster, members }: FailureGroupRecord): SafeHtml {
  const ids = members.map(({ instanceId }) => instanceId).join('\n')
  return html`<section class="card wide"><h2>Members ${copyButton(ids, 'all instance ids')}</h2><table class="list">
<thead><tr><th>instance</th><th>state</th><th>group</th><th>type</th><th>zone</th><th>failed at, UTC</th><th class="num">after</th><th class="num">exit code</th><th>decisive line</th></tr></thead>
<tbody>${members.map((member) => memberRow(cluster.key, member))}</tbody></table></section>`
}

function memberRow(cluster: string, member: FailureGroupMember): SafeHtml {
  const { instanceId, attempt, decisiveLine, decisiveLineOrdinal } = member
  const line =
    decisiveLine === null || decisiveLineOrdinal === null
      ? html`<i class="dim">none</i>`
      : html`<a class="line" href="${urls.line(cluster, instanceId, { attempt, line: decisiveLineOrdinal })}">${decisiveLine.slice(0, 300)}</a>`
  return html`<tr><td class="mono"><a href="${urls.instance(cluster, instanceId)}">${instanceId}</a></td><td>${stateMark(member.state)}</td>
<td>${member.instanceGroup ?? ''}</td><td>${member.instanceType ?? ''}</td><td>${member.availabilityZone ?? ''}</td>
<td class="when-at">${moment(member.endedMs)}</td><td class="num">${duration(member.endedMs - member.startedMs)}</td><td class="num">${member.exitCode ?? ''}</td><td hx-ignore>${line}</td></tr>
`
}
