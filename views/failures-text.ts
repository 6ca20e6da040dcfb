import type { FailuresRecord } from './failures.ts'
import { count, counted, place } from './format.ts'
import type { FirstNearMiss } from './near-misses.ts'
import type { GroupCount } from './top-groups.ts'

/** The failure groups for a terminal, most instances first. */
export function failuresText(record: FailuresRecord): string {
  const { cluster, groups, known, unknown, similar } = record
  if (groups.length === 0) return `${cluster.name}: no instance stands in a failed state.\n`
  return `${[
    `${cluster.name}: ${counted(cluster.failed, 'failed instance')} in ${counted(groups.length, 'failure group')}, ` +
      `${count(known.instances)} with a known cause`,
    ...groups.flatMap((group) => groupLines(group, record.nearMisses)),
    ...(unknown.length === 0
      ? []
      : ['', 'To be read, without a known cause:', ...unknown.map(queueLine)]),
    ...similar.map(({ sentence }) => `Two groups may be one: ${sentence}`),
  ].join('\n')}\n`
}

function queueLine({ instances, name, title, failureGroupId }: GroupCount): string {
  return `${count(instances).padStart(6)}  ${failureGroupId}  ${name ?? title}`
}

function groupLines(group: GroupCount, nearMisses: readonly FirstNearMiss[]): readonly string[] {
  const said = [
    group.knownCauseTitle,
    group.facetSentence,
    group.verdictSentence,
    group.cascadeSentence,
    nearMissText(
      group,
      nearMisses.filter(({ failureGroupId }) => failureGroupId === group.failureGroupId),
    ),
  ]
  return [
    '',
    `${count(group.instances).padStart(6)}  ${group.name ?? group.title}`,
    `        ${place(group.stage, group.step)} · ${group.failureGroupId}`,
    ...said.flatMap((sentence) => (sentence === null ? [] : [`        ${sentence}`])),
  ]
}

/** `11 healthy instances met the same and passed: i-0a line 12, i-0b line 7 and 9 more`; null: none did. */
function nearMissText({ healthyHits }: GroupCount, first: readonly FirstNearMiss[]): string | null {
  if (healthyHits === null || healthyHits === 0) return null
  const named = first.map(({ instanceId, lineOrdinal }) => `${instanceId} line ${lineOrdinal}`)
  const rest = healthyHits - named.length
  const list = `${named.join(', ')}${rest > 0 ? ` and ${count(rest)} more` : ''}`
  return `${counted(healthyHits, 'healthy instance')} met the same and passed: ${list}`
}
