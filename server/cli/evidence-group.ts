// One failure group in a pack of evidence: what is said of it first, then, as far as the budget goes, what stands behind it.
import type { Redactor } from '../../ingest/lifecycle/redactor.ts'
import type { FailureGroupRecord } from '../../views/failure-group.ts'
import { urls } from '../../views/urls.ts'
import { fenced } from './evidence-text.ts'

interface Counted {
  readonly count: number
  readonly of: number
}

interface EvidenceLine {
  readonly id: string
  readonly permalink: string
  readonly is_decisive: boolean
  readonly untrusted_log_text: string
}

export interface EvidenceGroup {
  readonly id: string
  readonly permalink: string
  readonly rank: number
  /** Of the failed instances. */
  readonly instances: Counted
  readonly stage: string
  readonly untrusted_step: string | null
  readonly untrusted_title: string
  readonly known_cause: { readonly id: string; readonly title: string } | null
  readonly verdict: 'transient' | 'deterministic' | 'unclear' | null
  readonly verdict_sentence: string | null
  readonly untrusted_follows: string | null
  readonly healthy_with_same_line: Counted | null
  /** Why the decisive line was chosen. */
  readonly untrusted_reasons: string | null
  lines: readonly EvidenceLine[]
  facets: readonly {
    readonly failed_inside: Counted
    readonly failed_in_all: Counted
    readonly lift: number
    readonly sentence: string
  }[]
  no_facet: string | null
  contrast: readonly {
    readonly direction: 'present' | 'missing'
    readonly failed_with: Counted
    readonly healthy_with: Counted
    readonly untrusted_template: string
  }[]
  members: readonly { readonly id: string; readonly permalink: string }[]
}

/** What can be added to a group, one after the other. */
export type GroupPart = (group: EvidenceGroup) => void

const linesAround = 3
const facetsShown = 3
const contrastShown = 4
const membersShown = 25

export interface GroupContext {
  readonly rank: number
  readonly redactor: Redactor
}

export function evidenceGroup(record: FailureGroupRecord, context: GroupContext): EvidenceGroup {
  const { cluster, group, evidence } = record
  const { failureGroupId } = group
  const fence = (text: string) => fenced(text, context.redactor)
  return {
    id: `group:${failureGroupId}`,
    permalink: urls.failureGroup(cluster.key, failureGroupId),
    rank: context.rank,
    instances: { count: group.instances, of: cluster.failed },
    stage: group.stage,
    untrusted_step: group.step === null ? null : fence(group.step),
    untrusted_title: fence(group.name ?? group.title),
    known_cause:
      group.knownCause === null
        ? null
        : { id: group.knownCause, title: group.knownCauseTitle ?? group.knownCause },
    verdict: group.verdict,
    verdict_sentence: group.verdictSentence,
    untrusted_follows: group.cascadeSentence === null ? null : fence(group.cascadeSentence),
    healthy_with_same_line:
      group.healthyHits === null || group.healthy === null
        ? null
        : { count: group.healthyHits, of: group.healthy },
    untrusted_reasons: evidence === undefined ? null : fence(evidence.reasons.join(' ')),
    lines: linesWithin(record, 0, fence),
    ...{ facets: [], no_facet: null, contrast: [], members: [] },
  }
}

/** The most telling first. */
export function groupParts(
  record: FailureGroupRecord,
  { redactor }: GroupContext,
): readonly GroupPart[] {
  const fence = (text: string) => fenced(text, redactor)
  return [
    (group) => {
      group.facets = record.facets.slice(0, facetsShown).map((facet) => ({
        failed_inside: { count: facet.failedInside, of: facet.inside },
        failed_in_all: { count: facet.failed, of: facet.total },
        lift: Math.round(facet.lift * 100) / 100,
        sentence: facet.sentence,
      }))
      group.no_facet = record.facets.length === 0 ? record.group.facetSentence : null
    },
    (group) => {
      group.lines = linesWithin(record, linesAround, fence)
    },
    (group) => {
      group.contrast = record.contrast.slice(0, contrastShown).map((row) => ({
        direction: row.direction,
        failed_with: { count: row.failedWith, of: row.failed },
        healthy_with: { count: row.healthyWith, of: row.healthy },
        untrusted_template: fence(row.template),
      }))
    },
    (group) => {
      group.members = record.members.slice(0, membersShown).map(({ instanceId }) => ({
        id: `instance:${instanceId}`,
        permalink: urls.instance(record.cluster.key, instanceId),
      }))
    },
  ]
}

/** Lines around the decisive one of one member; 0: that one alone. */
function linesWithin(
  { cluster, evidence }: FailureGroupRecord,
  around: number,
  fence: (text: string) => string,
): readonly EvidenceLine[] {
  if (evidence === undefined) return []
  const { instanceId, attempt, decisiveLineOrdinal } = evidence.member
  if (decisiveLineOrdinal === null) return []
  return evidence.lines
    .filter(({ ordinal }) => Math.abs(ordinal - decisiveLineOrdinal) <= around)
    .map(({ ordinal, text }) => ({
      id: `line:${instanceId}:${attempt}:${ordinal}`,
      permalink: urls.line(cluster.key, instanceId, { attempt, line: ordinal }),
      is_decisive: ordinal === decisiveLineOrdinal,
      untrusted_log_text: fence(text),
    }))
}
