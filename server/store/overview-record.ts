import { awsVerdict } from '../../ingest/lifecycle/aws-verdict.ts'
import { failedStates } from '../../ingest/lifecycle/coverage.ts'
import type { AwsSaysRecord } from '../../views/aws-says.ts'
import type { FunnelRow } from '../../views/funnel.ts'
import type { CoverageCount } from '../../views/ledger.ts'
import type { OverviewRecord } from '../../views/overview.ts'
import { stateSelections } from '../../views/state-selection.ts'
import type { GroupCount, TopGroupsRecord } from '../../views/top-groups.ts'
import type { StripOrder } from '../../views/urls.ts'
import type { VerdictRecord } from '../../views/verdict.ts'
import { wilsonInterval } from '../wilson-interval.ts'
import { funnelRows } from './funnel-rows.ts'
import { leadingGroups } from './leading-groups.ts'
import { type ClusterFacts, coverageOf } from './overview-store.ts'
import { type Scope, scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

const topGroups = 6

export function overviewRecord(
  stores: Stores,
  nameOrId: string,
  order: StripOrder = 'group',
): OverviewRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const scope = scopeOf(cluster)
  const places = stores.overview.places(scope)
  const coverage = coverageOf(places)
  const funnel = funnelRows(places, stores.overview.enteredSteps(scope))
  // What the user has muted is counted, and comes last.
  const groups = stores.failures.groups(scope).toSorted((a, b) => a.muted - b.muted)
  const facts = stores.overview.facts(scope)
  return {
    cluster,
    verdict: {
      ...numbers(coverage),
      awsDisagrees: facts.awsDisagrees,
      worstPlace: worstPlace(funnel),
      leading: leadingGroups(groups, cluster.failed),
    },
    sincePrevious: stores.sincePrevious.sincePrevious(
      scope,
      stores.clusters.bringUps(scope.clusterId),
    ),
    coverage,
    groups: grouped(groups, cluster.failed),
    facets: stores.groups.facets({ ...scope, failureGroupId: '' }),
    funnel,
    strip: stores.strip.strip(scope, order),
    timeline: stores.timeline.timeline(scope),
    aws: awsSays(stores, scope, facts),
    lastSync: stores.syncRuns.runs(scope.clusterId, 1)[0],
  }
}

type Numbers = Omit<VerdictRecord, 'awsDisagrees' | 'worstPlace' | 'leading'>

function numbers(coverage: readonly CoverageCount[]): Numbers {
  const inStates = (states: Iterable<string>): number => {
    const wanted = new Set(states)
    return coverage
      .filter(({ state }) => wanted.has(state))
      .reduce((sum, { instances }) => sum + instances, 0)
  }
  const expected = coverage.reduce((sum, { instances }) => sum + instances, 0)
  const failed = inStates(failedStates)
  return {
    ...{ expected, failed, failedShare: wilsonInterval(failed, expected) },
    hung: inStates(['hung']),
    noLog: inStates(stateSelections['no-log'] ?? []),
    underWay: inStates(stateSelections['under-way'] ?? []),
    succeeded: inStates(stateSelections['any-succeeded'] ?? []),
  }
}

function worstPlace(funnel: readonly FunnelRow[]): VerdictRecord['worstPlace'] {
  const worst = funnel.reduce((most, row) => (row.failed > most.failed ? row : most), {
    stage: null,
    step: null,
    failed: 0,
  } as Pick<FunnelRow, 'stage' | 'step' | 'failed'>)
  if (worst.stage === null) return undefined
  return { stage: worst.stage, step: worst.step, failed: worst.failed }
}

function grouped(groups: readonly GroupCount[], failed: number): TopGroupsRecord {
  const inGroups = groups.reduce((sum, { instances }) => sum + instances, 0)
  return {
    groups: groups.slice(0, topGroups),
    groupsInAll: groups.length,
    ungrouped: failed - inGroups,
  }
}

function awsSays(stores: Stores, scope: Scope, facts: ClusterFacts): AwsSaysRecord {
  const { status, failureMessage } = facts
  const instanceId = awsVerdict(failureMessage ?? undefined)?.instanceId
  if (instanceId === undefined) {
    return { status, failureMessage, named: undefined, disagreement: undefined }
  }
  const state = stores.overview.stateOf({ ...scope, instanceId })
  return {
    ...{ status, failureMessage, named: { instanceId, state } },
    disagreement:
      state === undefined || failedStates.has(state)
        ? undefined
        : 'Its own log does not show a failure of the lifecycle scripts.',
  }
}
