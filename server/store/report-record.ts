import type { FailureGroupRecord } from '../../views/failure-group.ts'
import type { ReportEvidence, ReportGroup, ReportRecord } from '../../views/report-record.ts'
import { dataRecord } from './data-record.ts'
import { failureGroupRecord } from './failure-group-record.ts'
import { overviewRecord } from './overview-record.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

const mostGroups = 100
const mostFacets = 3
const mostContrast = 5
const mostMembers = 25

/** Throws OperatorError `cluster-not-found`, `bring-up-not-found`. */
export function reportRecord(stores: Stores, key: string): ReportRecord {
  const { groups: top, strip: _, ...overview } = overviewRecord(stores, key)
  const groups = stores.failures
    .groups(scopeOf(overview.cluster))
    .toSorted((a, b) => a.muted - b.muted)
  const { streams, holes, versions } = dataRecord(stores, key)
  return {
    ...overview,
    groups: groups
      .slice(0, mostGroups)
      .map(({ failureGroupId }) =>
        reportGroup(failureGroupRecord(stores, key, { failureGroupId })),
      ),
    ...{ groupsInAll: top.groupsInAll, ungrouped: top.ungrouped },
    ...{ streams, holes, versions },
  }
}

function reportGroup(record: FailureGroupRecord): ReportGroup {
  const { group, share, said, facets, contrast, members } = record
  return {
    ...{ group, share, catalogue: said?.catalogue },
    ...{ forTransient: said?.forTransient ?? [], forDeterministic: said?.forDeterministic ?? [] },
    evidence: reportEvidence(record.evidence),
    facets: facets.slice(0, mostFacets),
    contrastSentence: said?.contrastSentence ?? '',
    contrast: contrast.slice(0, mostContrast),
    members: members.slice(0, mostMembers).map(({ instanceId }) => instanceId),
  }
}

// Without what differs between members: in pieces of a line no rule would know a secret.
function reportEvidence(evidence: FailureGroupRecord['evidence']): ReportEvidence | undefined {
  if (evidence === undefined || evidence.lines.length === 0) return undefined
  const { member, lines, reasons } = evidence
  const { instanceId, attempt, decisiveLineOrdinal } = member
  return { instanceId, attempt, decisiveLineOrdinal, lines, reasons }
}
