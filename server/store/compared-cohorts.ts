import { OperatorError } from '../../ingest/operator-error.ts'
import { type CohortName, cohortExpression, cohortLabel } from '../../views/cohort.ts'
import type { Cohort } from '../../views/compare-record.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import type { CohortTerms } from '../../views/urls.ts'
import { readCohort } from '../cohort-filter.ts'
import type { CohortMember } from './cohort-store.ts'
import { inScopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

export interface ComparedCohort extends Cohort {
  readonly members: readonly CohortMember[]
}

/** Expressions of cohort.ts; of b also `rest`: whatever is not in a, `twin`: a healthy instance most like the one of a. */
export interface AskedCohorts {
  readonly a: string
  readonly b: string
}

/** What is compared when nothing, or one side, is given. */
export function askedCohorts(
  stores: Stores,
  cluster: ClusterHeader,
  given: Partial<AskedCohorts>,
): AskedCohorts {
  const bringUps = stores.cohorts.bringUps(cluster.clusterId).map(({ bringUpId }) => bringUpId)
  const at = cluster.bringUp === null ? 0 : bringUps.indexOf(cluster.bringUp.bringUpId)
  const [own, previous] = bringUps.slice(at, at + 2)
  const a = given.a || (given.b || !own || !previous ? 'failed' : own)
  return { a, b: given.b || counterpart(readCohort(a), bringUps) }
}

/** What a cohort is best held against. */
function counterpart(terms: CohortTerms, bringUps: readonly string[]): string {
  const { instance, state, failure, cause, 'bring-up': bringUp } = terms
  if (instance !== undefined) return 'twin'
  if (state !== undefined || failure !== undefined || cause !== undefined) {
    const { state: _, failure: __, cause: ___, ...rest } = terms
    return cohortExpression({ ...rest, state: 'any-succeeded' })
  }
  if (bringUp === undefined) return Object.keys(terms).length === 0 ? 'healthy' : 'rest'
  const earlier = bringUps[bringUps.indexOf(bringUp) + 1]
  return earlier === undefined ? 'rest' : cohortExpression({ ...terms, 'bring-up': earlier })
}

/** Both sides with their instances. Throws OperatorError `invalid-request`. */
export function comparedCohorts(
  stores: Stores,
  cluster: ClusterHeader,
  asked: AskedCohorts,
): readonly [ComparedCohort, ComparedCohort] {
  const { clusterId } = cluster
  const a = cohortOf(stores, clusterId, inScopeOf(cluster, readCohort(asked.a)))
  if (asked.b === 'rest') return [a, restOf(stores, clusterId, a)]
  if (asked.b === 'twin') return [a, twinOf(stores, clusterId, a)]
  return [a, cohortOf(stores, clusterId, inScopeOf(cluster, readCohort(asked.b)))]
}

function cohortOf(stores: Stores, clusterId: string, terms: CohortTerms): ComparedCohort {
  const members = stores.cohorts.members(clusterId, terms)
  const named = { expression: cohortExpression(terms), label: cohortLabel(terms), terms }
  return { ...named, ...sizes(members) }
}

function sizes(members: readonly CohortMember[]) {
  const withLog = members.filter(({ lastAttempt }) => lastAttempt !== null).length
  return { instances: members.length, withLog, members }
}

/** Within the same bring-up where one is given. */
function restOf(stores: Stores, clusterId: string, a: ComparedCohort): ComparedCohort {
  const bringUp = a.terms?.['bring-up']
  const isWhole = Object.keys(a.terms ?? {}).every((name) => name === 'bring-up')
  const scope = bringUp === undefined || isWhole ? {} : { 'bring-up': bringUp }
  const inside = new Set(a.members.map(({ instanceId }) => instanceId))
  const members = stores.cohorts
    .members(clusterId, scope)
    .filter(({ instanceId }) => !inside.has(instanceId))
  return { expression: 'rest', label: 'the rest', terms: undefined, ...sizes(members) }
}

type Likeness = keyof Pick<
  CohortMember,
  'instanceGroup' | 'instanceType' | 'availabilityZone' | 'lifecycleScriptUri' | 'imageId'
>

// What a twin should share, what matters most first; what no healthy instance shares is given up from the end.
const likenesses: readonly Likeness[] = [
  ...([
    'instanceGroup',
    'instanceType',
    'lifecycleScriptUri',
    'availabilityZone',
    'imageId',
  ] as const),
]

/** The healthy instance that shares most with the one of a and began nearest to it. */
function twinOf(stores: Stores, clusterId: string, a: ComparedCohort): ComparedCohort {
  const [one] = a.members
  if (one === undefined || a.members.length > 1) {
    throw new OperatorError(
      'invalid-request',
      `A twin is of one instance; “${a.expression}” is ${a.members.length}.`,
      'Give one instance id, or another b.',
    )
  }
  const bringUp = a.terms?.['bring-up']
  const healthy = stores.cohorts
    .members(clusterId, {
      state: 'any-succeeded',
      ...(bringUp !== undefined && { 'bring-up': bringUp }),
    })
    .filter(({ instanceId }) => instanceId !== one.instanceId)
  let alike = healthy
  for (const name of likenesses) {
    const closer = alike.filter((each) => each[name] === one[name])
    if (closer.length > 0) alike = closer
  }
  const distance = ({ startedMs }: CohortMember): number =>
    Math.abs((startedMs ?? 0) - (one.startedMs ?? 0))
  const twin = alike.toSorted((x, y) => distance(x) - distance(y))[0]
  if (twin === undefined) {
    throw new OperatorError(
      'not-found',
      'No instance is healthy yet.',
      'Compare with another cohort.',
    )
  }
  const terms: Partial<Record<CohortName, string>> = {
    ...(bringUp !== undefined && { 'bring-up': bringUp }),
    instance: twin.instanceId,
  }
  const named = { expression: cohortExpression(terms), terms }
  return { ...named, label: `healthy twin ${twin.instanceId}`, ...sizes([twin]) }
}
