import type { Database, Statement } from 'better-sqlite3'
import type { CoverageState } from '../../ingest/lifecycle/coverage.ts'
import type { FacetCount, SortKey } from '../../views/instances.ts'
import { selectedStates } from '../../views/state-selection.ts'
import { type InstanceFilter, unknownValue } from '../../views/urls.ts'
import type { Scope } from './scope.ts'

/** The instances that a filter lets pass, and what can narrow them further. */
export interface ListedInstances {
  readonly total: number
  /** In the order asked for, at most 100,000: all, or the first. */
  readonly ids: readonly string[]
  /** Of each facet the values, most instances first. */
  readonly facets: Readonly<Partial<Record<string, readonly FacetCount[]>>>
}

/** By what a list can be narrowed, in the order of CountedRow. */
export const facetNames = ['group', 'type', 'zone', 'stage', 'step'] as const
/** Values of one attribute. */
const mostValues = 200

// Ascending by state is from what needs a look to what is well.
export const worstFirst: readonly CoverageState[] = [
  'failed',
  'failed-lost-tail',
  'download-failed',
  'hung',
  'succeeded-but-rolled-back',
  'no-markers',
  'empty',
  'no-stream',
  'running',
  'downloading',
  'started',
  'succeeded-after-retry',
  'succeeded',
]

// Read out of an index alone (instance_by_state, bring_up_instance_by_state): the view `standing` would walk all instances.
const selectIdsNow = /* sql */ `
  SELECT instance_id
    FROM instance
   WHERE cluster_id  = @clusterId
     AND @bringUpId  = ''
     AND state       = @state
   ORDER BY instance_id
   LIMIT @most
`

const selectIdsThen = /* sql */ `
  SELECT instance_id
    FROM bring_up_instance
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
     AND state       = @state
   ORDER BY instance_id
   LIMIT @most
`

const selectCountedFacets = /* sql */ `
  SELECT instance_group, instance_type, availability_zone, stage, step, sum(instances)
    FROM standing_count
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
     AND state IN (SELECT value FROM json_each(@states))
   GROUP BY 1, 2, 3, 4, 5
   LIMIT 100000
`

type InState = Scope & { readonly state: CoverageState; readonly most: number }

/** So many instances with these values of the facets. */
export type CountedRow = readonly [...values: (string | null)[], instances: number]

interface ByStateQuery {
  readonly scope: Scope
  readonly filter: InstanceFilter
  readonly sort: SortKey
  readonly order: 'asc' | 'desc'
}

/** Whether a list is in the order of states, and narrowed by nothing else. */
export function isByState({ filter, sort }: Pick<ByStateQuery, 'filter' | 'sort'>): boolean {
  return (
    sort === 'state' &&
    Object.entries(filter).every(([name, value]) => name === 'state' || value === undefined)
  )
}

/** The usual lists of instances: their order is that of an index, and what can narrow them is counted. */
export class InstancesByState {
  readonly #idsNow: Statement<[InState], string>
  readonly #idsThen: Statement<[InState], string>
  readonly #counted: Statement<[Scope & { readonly states: string }], CountedRow>

  constructor(database: Database) {
    this.#idsNow = database.prepare(selectIdsNow).pluck() as Statement<[InState], string>
    this.#idsThen = database.prepare(selectIdsThen).pluck() as Statement<[InState], string>
    this.#counted = database.prepare(selectCountedFacets).raw() as Statement<
      [Scope & { readonly states: string }],
      CountedRow
    >
  }

  /** `query` must be by state; of the ids so many at most. */
  listed({ scope, filter, order }: ByStateQuery, most: number): ListedInstances {
    const wanted = new Set(filter.state === undefined ? worstFirst : selectedStates(filter.state))
    const states = worstFirst.filter((state) => wanted.has(state))
    const counted = this.#counted.all({ ...scope, states: JSON.stringify(states) })
    const statement = scope.bringUpId === '' ? this.#idsNow : this.#idsThen
    let ids: readonly string[] = []
    for (const state of order === 'asc' ? states : states.toReversed()) {
      if (ids.length >= most) break
      ids = ids.concat(statement.all({ ...scope, state, most: most - ids.length }))
    }
    const total = counted.reduce((sum, row) => sum + Number(row.at(-1)), 0)
    return { total, ids, facets: facetsOf(counted) }
  }
}

export function facetsOf(rows: readonly CountedRow[]): ListedInstances['facets'] {
  return Object.fromEntries(facetNames.map((name, at) => [name, countsOf(rows, at)]))
}

function countsOf(rows: readonly CountedRow[], at: number): readonly FacetCount[] {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const value = (row[at] as string | null) ?? unknownValue
    counts.set(value, (counts.get(value) ?? 0) + Number(row.at(-1)))
  }
  return [...counts]
    .sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))
    .slice(0, mostValues)
    .map(([value, instances]) => ({ value, instances }))
}
