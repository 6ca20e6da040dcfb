import type { Database, Statement } from 'better-sqlite3'
import type { CoverageState } from '../../ingest/lifecycle/coverage.ts'
import type { FacetCount, InstanceRow, SortKey } from '../../views/instances.ts'
import type { InstanceFilter } from '../../views/urls.ts'
import { joinLastAttempt, stageColumn, stepColumn } from './instance-columns.ts'
import {
  type FilterParameters,
  filterConditions,
  filterParameters,
  joinFailure,
} from './instance-conditions.ts'
import { KeptRecords } from './kept-records.ts'
import type { Scope } from './scope.ts'

const filtered = /* sql */ `
    FROM standing AS instance ${joinLastAttempt} ${joinFailure}
   WHERE instance.cluster_id  = @clusterId
     AND instance.bring_up_id = @bringUpId ${filterConditions()}`

// Ascending by state is from what needs a look to what is well.
const worstFirst: readonly CoverageState[] = [
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
const stateRank = `CASE instance.state ${worstFirst.map((state, rank) => `WHEN '${state}' THEN ${rank}`).join(' ')} END`

const sortColumns: Readonly<Record<SortKey, string>> = {
  instance: 'instance.instance_id',
  state: stateRank,
  group: 'instance.instance_group',
  type: 'instance.instance_type',
  zone: 'instance.availability_zone',
  ip: 'instance.private_ip',
  attempts: 'instance.attempts',
  stage: stageColumn,
  step: stepColumn,
  started: 'last.started_ms',
  ended: 'last.ended_ms',
  duration: 'last.ended_ms - last.started_ms',
  cause: 'failure.decisive_line',
}

const columns = /* sql */ `
         instance.instance_id              AS instanceId,
         instance.state                    AS state,
         instance.state_reason             AS stateReason,
         instance.aws_disagrees            AS awsDisagrees,
         instance.instance_group           AS instanceGroup,
         instance.instance_type            AS instanceType,
         instance.availability_zone        AS availabilityZone,
         instance.private_ip               AS privateIp,
         instance.slot                     AS slot,
         instance.attempts                 AS attempts,
         ${stageColumn}                    AS stage,
         ${stepColumn}                     AS step,
         last.started_ms                   AS startedMs,
         last.ended_ms                     AS endedMs,
         failure.exit_code                 AS exitCode,
         failure.decisive_line_ordinal     AS decisiveLineOrdinal,
         failure.decisive_line             AS decisiveLine,
         failure.failure_group_id          AS failureGroupId`

function selectRows(sort: SortKey, order: 'asc' | 'desc'): string {
  return /* sql */ `
  SELECT ${columns} ${filtered}
   ORDER BY ${sortColumns[sort]} ${order} NULLS LAST, instance.instance_id
   LIMIT @limit OFFSET @offset`
}

function selectIds(sort: SortKey, order: 'asc' | 'desc'): string {
  return /* sql */ `
  SELECT instance.instance_id ${filtered}
   ORDER BY ${sortColumns[sort]} ${order} NULLS LAST, instance.instance_id
   LIMIT 100000`
}

const facetColumns = {
  group: 'instance.instance_group',
  type: 'instance.instance_type',
  zone: 'instance.availability_zone',
  stage: stageColumn,
  step: stepColumn,
} as const

type FacetName = keyof typeof facetColumns
type FacetRow = FacetCount & { readonly name: FacetName }
const facetNames = Object.keys(facetColumns) as FacetName[]
const facetParts = facetNames.map(
  (name) => `SELECT '${name}' AS name, "${name}" AS value, instances FROM combination`,
)
/** Values of one attribute. */
const mostValues = 200

// One walk over the instances; of each attribute the values, most instances first.
const selectFacets = /* sql */ `
  WITH combination AS MATERIALIZED (
  SELECT ${facetNames.map((name) => `${facetColumns[name]} AS "${name}"`).join(', ')},
         count(*) AS instances ${filtered}
   GROUP BY 1, 2, 3, 4, 5)
  SELECT name, coalesce(value, '-') AS value, sum(instances) AS instances
    FROM (${facetParts.join(' UNION ALL ')})
   GROUP BY 1, 2
   ORDER BY instances DESC, value
   LIMIT 10000`

/** What a list of instances asks for. */
export interface InstanceListQuery {
  readonly scope: Scope
  readonly filter: InstanceFilter
  readonly sort: SortKey
  readonly order: 'asc' | 'desc'
  readonly limit: number
  readonly offset: number
}

/** Instances by any filter, in any order. */
export class InstanceListStore {
  readonly #database: Database
  readonly #kept: KeptRecords
  readonly #facets: Statement<[FilterParameters], FacetRow>
  // Twenty-six orders that hardly anybody asks for would take longer to prepare than all other statements.
  readonly #rows = new Map<string, Statement<[FilterParameters], InstanceRow>>()
  readonly #ids = new Map<string, Statement<[FilterParameters], string>>()

  constructor(database: Database) {
    this.#database = database
    this.#kept = new KeptRecords(database)
    this.#facets = database.prepare(selectFacets)
  }

  rows(query: InstanceListQuery): readonly InstanceRow[] {
    const { limit, offset, sort, order } = query
    const statement =
      this.#rows.get(`${sort} ${order}`) ?? this.#database.prepare(selectRows(sort, order))
    this.#rows.set(`${sort} ${order}`, statement)
    return statement.all({ ...parameters(query), limit, offset }) as InstanceRow[]
  }

  /** Every instance that the filter lets pass, in order; at most 100,000. */
  ids(query: Omit<InstanceListQuery, 'limit' | 'offset'>): readonly string[] {
    const { sort, order } = query
    const statement =
      this.#ids.get(`${sort} ${order}`) ?? this.#database.prepare(selectIds(sort, order)).pluck()
    this.#ids.set(`${sort} ${order}`, statement as Statement<[FilterParameters], string>)
    return statement.all(parameters(query)) as string[]
  }

  /** For each attribute that can narrow the list further: its values, most instances first. */
  facets(query: InstanceListQuery): Readonly<Partial<Record<string, readonly FacetCount[]>>> {
    const of = parameters(query)
    const rows = this.#kept.get(JSON.stringify(of), () => this.#facets.all(of))
    const byName = Map.groupBy(rows, ({ name }) => name)
    return Object.fromEntries(
      facetNames.map((name) => [name, (byName.get(name) ?? []).slice(0, mostValues).map(countOf)]),
    )
  }
}

function countOf({ value, instances }: FacetRow): FacetCount {
  return { value, instances }
}

function parameters({
  scope,
  filter,
}: Pick<InstanceListQuery, 'scope' | 'filter'>): FilterParameters {
  return { ...scope, ...filterParameters(filter) }
}
