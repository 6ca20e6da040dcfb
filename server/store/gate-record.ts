import { coverageStates } from '../../ingest/lifecycle/coverage.ts'
import {
  foundText,
  type GateCondition,
  type GateRecord,
  type GateResult,
  gateComparisons,
  gateMetrics,
} from '../../views/gate.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import { selectedStates } from '../../views/state-selection.ts'
import type { GroupCount } from '../../views/top-groups.ts'
import { coverageOf } from './overview-store.ts'
import { type Scope, scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

/** How many groups a result names. */
const namedGroups = 5

/** Which of the conditions are met, and the groups of the failed. */
export function gateRecord(
  stores: Stores,
  nameOrId: string,
  conditions: readonly GateCondition[],
): GateRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const groups = stores.failures.groups(scopeOf(cluster))
  const measured = measures(stores, cluster, groups)
  return { cluster, groups, results: conditions.map((each) => result(each, cluster, measured)) }
}

interface Measure {
  readonly value: number
  readonly names?: readonly string[]
}

type Measures = Readonly<Record<string, () => Measure>>

function measures(stores: Stores, cluster: ClusterHeader, groups: readonly GroupCount[]): Measures {
  const scope = scopeOf(cluster)
  const coverage = coverageOf(stores.overview.places(scope))
  const inStates = (selection: string) => (): Measure => {
    const wanted = selectedStates(selection) ?? []
    const chosen = coverage.filter(({ state }) => wanted.includes(state))
    return { value: sum(chosen) }
  }
  const explained = groups.filter(({ knownCause }) => knownCause !== null)
  return {
    ...Object.fromEntries(coverageStates.map((state) => [state, inStates(state)])),
    failed: inStates('any-failed'),
    succeeded: inStates('any-succeeded'),
    'under-way': inStates('under-way'),
    'no-log': inStates('no-log'),
    coverage: inStates('with-log'),
    'aws-disagrees': () => ({ value: stores.overview.facts(scope).awsDisagrees }),
    unknown: () => ({ value: cluster.failed - sum(explained) }),
    groups: () => ({ value: groups.length }),
    'new-group': () => newGroups(stores, cluster, groups),
  }
}

function sum(rows: readonly { readonly instances: number }[]): number {
  return rows.reduce((total, { instances }) => total + instances, 0)
}

/** Groups of the failed that no bring-up before this one, or before the latest one, has met. Muted ones do not count. */
function newGroups(
  stores: Stores,
  { bringUp, bringUps, clusterId }: ClusterHeader,
  groups: readonly GroupCount[],
): Measure {
  const latest = bringUp ?? bringUps[0]
  if (latest === undefined) return { value: 0 }
  const scope: Scope = { clusterId, bringUpId: latest.bringUpId }
  const firstSeen = new Set(stores.failures.firstSeenIn(scope))
  const fresh = groups.filter(
    ({ failureGroupId, muted }) => muted === 0 && firstSeen.has(failureGroupId),
  )
  return { value: fresh.length, names: fresh.map(({ name, title }) => name ?? title) }
}

function result(condition: GateCondition, cluster: ClusterHeader, all: Measures): GateResult {
  const { metric, comparison, value: limit, isShare } = condition
  const { value, names = [] } = all[metric]?.() ?? { value: 0 }
  const whole = gateMetrics[metric]?.of ?? 'expected'
  const total = whole === 'none' ? null : cluster[whole]
  // Parts are compared with parts: a share of 2.3 % is no exact number. A share of nothing is 0.
  const isMet = isShare
    ? gateComparisons[comparison](total === 0 ? 0 : value * 100, limit * (total || 1))
    : gateComparisons[comparison](value, limit)
  const shown = names.slice(0, namedGroups).join('; ')
  const more = names.length > namedGroups ? '; …' : ''
  const found = `${foundText(value, total)}${shown === '' ? '' : `: ${shown}${more}`}`
  return { condition: condition.text, isMet, value, total, found }
}
