// Causes, states and configuration of two cohorts: shares of instances.
import {
  type CohortCount,
  type ShareChange,
  shareChanges,
} from '../../ingest/lifecycle/cohort-change.ts'
import { coverageStates } from '../../ingest/lifecycle/coverage.ts'
import type {
  CauseChange,
  ComparedRows,
  ConfigurationChange,
  StateChange,
} from '../../views/compare-record.ts'
import type { CohortMember } from './cohort-store.ts'
import type { ComparedCohort } from './compared-cohorts.ts'

type Sides = readonly [ComparedCohort, ComparedCohort]

/** How many instances of each side have each value; values in order of the first met. */
function countsOf(
  [a, b]: Sides,
  valueIn: (member: CohortMember) => string | null,
): ReadonlyMap<string, CohortCount> {
  const counts = new Map<string, { a: number; b: number }>()
  for (const [side, { members }] of [
    ['a', a],
    ['b', b],
  ] as const) {
    for (const member of members) {
      const value = valueIn(member)
      if (value === null) continue
      const known = counts.get(value)
      if (known === undefined) counts.set(value, { a: 0, b: 0, [side]: 1 })
      else known[side] += 1
    }
  }
  return counts
}

function changesOf<Row>(
  sides: Sides,
  counts: ReadonlyMap<string, CohortCount>,
  of: { readonly lone: Lone; readonly rowOf: (value: string) => Row },
): ComparedRows<Row & ShareChange> {
  const size = { a: sides[0].instances, b: sides[1].instances }
  const values = [...counts.keys()]
  const changes = shareChanges([...counts.values()], size, of.lone)
  const rows = changes.map((change, index) => ({
    ...of.rowOf(values[index] ?? ''),
    ...change,
  }))
  const difference = ({ a, b }: CohortCount): number =>
    Math.abs(a / Math.max(1, size.a) - b / Math.max(1, size.b))
  const changed = rows
    .filter(({ change }) => change !== 'same')
    .sort((x, y) => difference(y) - difference(x) || x.pValue - y.pValue)
  return { changed, same: rows.length - changed.length }
}

/** Failure groups; what is not in `titles` has no title. */
export function causeChanges(
  sides: Sides,
  titles: ReadonlyMap<string, Omit<CauseChange, keyof ShareChange>>,
): ComparedRows<CauseChange> {
  const counts = countsOf(sides, ({ failureGroupId }) => failureGroupId)
  const untitled = { title: '', stage: null, step: null, knownCauseTitle: null }
  return changesOf(sides, counts, {
    lone: 'always',
    rowOf: (failureGroupId) => ({ ...untitled, ...titles.get(failureGroupId), failureGroupId }),
  })
}

/** A value that one side alone has is news between bring-ups, and a matter of size between other cohorts. */
export type Lone = 'always' | 'tested'

/** Coverage states. */
export function stateChanges(sides: Sides, lone: Lone): ComparedRows<StateChange> {
  const counts = countsOf(sides, ({ state }) => state)
  return changesOf(sides, counts, {
    lone,
    rowOf: (value) => ({ state: coverageStates.find((state) => state === value) ?? 'no-stream' }),
  })
}

const attributes = [
  ['group', 'instanceGroup'],
  ['type', 'instanceType'],
  ['zone', 'availabilityZone'],
  ['zone-id', 'availabilityZoneId'],
  ['image', 'imageId'],
  ['script', 'lifecycleScriptUri'],
  ['capacity', 'capacityType'],
] as const satisfies readonly (readonly [ConfigurationChange['name'], keyof CohortMember])[]

/** Values of instance group, type, zone, image, scripts and capacity type whose share changed. */
export function configurationChanges(sides: Sides, lone: Lone): ComparedRows<ConfigurationChange> {
  const parts = attributes.map(([name, column]) =>
    changesOf(
      sides,
      countsOf(sides, (member) => member[column]),
      { lone, rowOf: (value) => ({ name, value }) },
    ),
  )
  return {
    changed: parts.flatMap(({ changed }) => changed),
    same: parts.reduce((sum, { same }) => sum + same, 0),
  }
}
