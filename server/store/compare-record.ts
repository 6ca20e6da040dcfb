import type { ShareChange } from '../../ingest/lifecycle/cohort-change.ts'
import { cohortExpression, cohortLabel } from '../../views/cohort.ts'
import type { CauseChange, CohortChoice, CompareRecord } from '../../views/compare-record.ts'
import { groupTitleText } from '../../views/compare-words.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import type { CohortTerms } from '../../views/urls.ts'
import {
  type AskedCohorts,
  askedCohorts,
  type ComparedCohort,
  comparedCohorts,
} from './compared-cohorts.ts'
import { durationChanges } from './compared-durations.ts'
import { lineChanges } from './compared-lines.ts'
import { causeChanges, configurationChanges, stateChanges } from './compared-shares.ts'
import { inScopeOf, scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

export interface CompareRequest extends Partial<AskedCohorts> {
  readonly show: CompareRecord['show']
}

/** Two cohorts of one cluster. Throws OperatorError `cluster-not-found`, `invalid-request`. */
export function compareRecord(
  stores: Stores,
  nameOrId: string,
  request: CompareRequest,
): CompareRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const { clusterId } = cluster
  const asked = askedCohorts(stores, cluster, request)
  const sides = comparedCohorts(stores, cluster, asked)
  const [a, b] = sides
  const inTime = isInTime(a.terms, b.terms)
  const lone = inTime ? 'always' : 'tested'
  return {
    ...{ cluster, show: request.show, a: named(a), b: named(b) },
    shared: sharedMembers(a, b),
    inTime,
    states: stateChanges(sides, lone),
    causes: causeChanges(sides, causeTitles(stores)),
    lines: lineChanges(stores, clusterId, sides),
    durations: durationChanges(stores, clusterId, sides),
    configuration: configurationChanges(sides, lone),
    choices: choicesOf(stores, cluster),
  }
}

function named({ members: _, ...cohort }: ComparedCohort): CompareRecord['a'] {
  return cohort
}

function sharedMembers(a: ComparedCohort, b: ComparedCohort): number {
  const attempts = new Map(a.members.map((each) => [each.instanceId, each.lastAttempt]))
  return b.members.filter(
    ({ instanceId, lastAttempt }) =>
      attempts.has(instanceId) && attempts.get(instanceId) === lastAttempt,
  ).length
}

function isInTime(a: CohortTerms | undefined, b: CohortTerms | undefined): boolean {
  const [one, other] = [a?.['bring-up'], b?.['bring-up']]
  return one !== undefined && other !== undefined && one > other
}

function causeTitles(stores: Stores): ReadonlyMap<string, Omit<CauseChange, keyof ShareChange>> {
  return new Map(stores.cohorts.causes().map((row) => [row.failureGroupId, row]))
}

const offeredGroups = 15

/** What the pickers offer: the cohorts that most questions are about. */
function choicesOf(stores: Stores, cluster: ClusterHeader): readonly CohortChoice[] {
  const scope = scopeOf(cluster)
  const choice = (kind: string, terms: CohortTerms, label = cohortLabel(terms)): CohortChoice => {
    return { kind, expression: cohortExpression(inScopeOf(cluster, terms)), label }
  }
  const bringUps = stores.cohorts.bringUps(cluster.clusterId)
  const groups = stores.failures.groups(scope).slice(0, offeredGroups)
  return [
    ...[{}, { state: 'any-failed' }, { state: 'any-succeeded' }, { state: 'hung' }].map((terms) =>
      choice('state', terms),
    ),
    ...bringUps.map(({ bringUpId, label, instances }) =>
      choice('bring-up', { 'bring-up': bringUpId }, `${label ?? bringUpId} (${instances})`),
    ),
    ...groups.map((group) =>
      choice('failure group', { failure: group.failureGroupId }, groupTitleText(group)),
    ),
    ...stores.cohorts
      .facets(scope)
      .map(({ name, value, instances }) =>
        choice(name, { [name]: value }, `${value} (${instances})`),
      ),
  ]
}
