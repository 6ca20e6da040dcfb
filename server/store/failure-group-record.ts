import { OperatorError } from '../../ingest/operator-error.ts'
import type { FailureGroupRecord } from '../../views/failure-group.ts'
import type { EvidenceRecord } from '../../views/group-evidence.ts'
import type { FailureGroupMember } from '../../views/group-members.ts'
import type { GroupRulesRecord } from '../../views/group-rules.ts'
import { varyingParts } from '../varying-parts.ts'
import { wilsonInterval } from '../wilson-interval.ts'
import type { OfGroup } from './failure-store.ts'
import { notesOf } from './note-records.ts'
import { type Scope, scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

const mostMembers = 1000
const linesAround = 8

/** Throws OperatorError `cluster-not-found`, `not-found`. `representative` is an instance id; not a member: the first. */
export function failureGroupRecord(
  stores: Stores,
  nameOrId: string,
  asked: { readonly failureGroupId: string; readonly representative?: string },
): FailureGroupRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const { failureGroupId } = asked
  const of = { ...scopeOf(cluster), failureGroupId }
  const group = stores.failures.group(of)
  const signature = stores.groups.signature(failureGroupId)
  if (group === undefined) throw groupNotFound(failureGroupId)
  const members = stores.failures.members(of, mostMembers)
  const isPair = (pair: { failureGroupId: string; similarTo: string }): boolean =>
    pair.failureGroupId === failureGroupId || pair.similarTo === failureGroupId
  return {
    ...{ cluster, group, members, signature },
    share: wilsonInterval(group.instances, cluster.expected),
    said: stores.groups.said(of),
    evidence: evidence(stores, { of, members, representative: asked.representative }),
    facets: stores.groups.facets(of),
    contrast: stores.groups.contrast(of),
    nearMisses: stores.groups.nearMisses(of),
    history: stores.groups.history(failureGroupId),
    similar: stores.groups.similar(of).filter(isPair),
    notes: notesOf(stores, of),
    earlierAttempts: stores.failures.attempts(of) - group.instances,
    rules: groupRulesRecord(stores, of),
  }
}

function groupRulesRecord(stores: Stores, of: OfGroup): GroupRulesRecord {
  const { failureGroupId } = of
  const counts = new Map(
    stores.failures.groups(of).map((group) => [group.failureGroupId, group.instances]),
  )
  return {
    rules: stores.groupRules.rules(failureGroupId),
    whole: stores.groupRules.whole(failureGroupId),
    parts: stores.groupRules
      .parts(failureGroupId)
      .map((part) => ({ ...part, instances: counts.get(part.partId) ?? 0 })),
  }
}

function groupNotFound(failureGroupId: string): OperatorError {
  return new OperatorError(
    'not-found',
    `There is no failure group ${failureGroupId}.`,
    'Look for it in the list of failures of the cluster.',
  )
}

interface Asked {
  readonly of: OfGroup
  readonly members: readonly FailureGroupMember[]
  readonly representative: string | undefined
}

/** The asked member, else the first whose log holds the line. */
function evidence(stores: Stores, asked: Asked): EvidenceRecord | undefined {
  const { members, representative } = asked
  const candidates = members.some(({ decisiveLine }) => decisiveLine !== null)
    ? members.filter(({ decisiveLine }) => decisiveLine !== null)
    : members
  const index = Math.max(
    0,
    candidates.findIndex(({ instanceId }) => instanceId === representative),
  )
  const member = candidates[index]
  if (member === undefined) return undefined
  const lines = candidates.flatMap(({ decisiveLine }) => decisiveLine ?? [])
  return {
    ...{ member, place: index + 1, places: candidates.length },
    previous: candidates[index - 1]?.instanceId,
    next: candidates[index + 1]?.instanceId,
    lines: linesOf(stores, asked.of, member),
    varying: varyingParts(member.decisiveLine ?? '', lines),
    reasons: reasonsOf(stores, asked.of, member),
  }
}

function linesOf(
  stores: Stores,
  scope: Scope,
  member: FailureGroupMember,
): EvidenceRecord['lines'] {
  const { instanceId, attempt } = member
  const stream = stores.instances.stream({ ...scope, instanceId, attempt })
  const run = stores.instances
    .attempts({ ...scope, instanceId })
    .find((each) => each.attempt === attempt)
  if (stream === undefined || run === undefined) return []
  const { logStreamId } = stream
  const centre = member.decisiveLineOrdinal ?? run.lastLine
  return stores.logs.lines({
    logStreamId,
    fromLine: Math.max(run.firstLine, centre - linesAround),
    toLine: Math.min(run.lastLine, centre + linesAround),
  })
}

function reasonsOf(
  stores: Stores,
  scope: Scope,
  { instanceId, attempt }: FailureGroupMember,
): readonly string[] {
  return stores.instances.failure({ ...scope, instanceId, attempt })?.reasons ?? []
}
