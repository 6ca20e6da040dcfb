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

function selectFacet(column: string): string {
  return /* sql */ `
  SELECT coalesce(${column}, '-') AS value, count(*) AS instances ${filtered}
   GROUP BY 1
   ORDER BY instances DESC, value
   LIMIT 200`
}

const facetColumns = {
  group: 'instance.instance_group',
  type: 'instance.instance_type',
  zone: 'instance.availability_zone',
  stage: stageColumn,
  step: stepColumn,
} as const

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
  readonly #rows: ReadonlyMap<string, Statement<[FilterParameters], InstanceRow>>
  readonly #ids: ReadonlyMap<string, Statement<[FilterParameters], string>>
  readonly #facets: readonly (readonly [
    keyof InstanceFilter,
    Statement<[FilterParameters], FacetCount>,
  ])[]

  constructor(database: Database) {
    const orders = (Object.keys(sortColumns) as SortKey[]).flatMap((sort) => [
      [sort, 'asc'] as const,
      [sort, 'desc'] as const,
    ])
    this.#rows = new Map(
      orders.map(([sort, order]) => [
        `${sort} ${order}`,
        database.prepare<[FilterParameters], InstanceRow>(selectRows(sort, order)),
      ]),
    )
    this.#ids = new Map(
      orders.map(([sort, order]) => [
        `${sort} ${order}`,
        database.prepare(selectIds(sort, order)).pluck() as Statement<[FilterParameters], string>,
      ]),
    )
    this.#facets = Object.entries(facetColumns).map(([name, column]) => [
      name as keyof InstanceFilter,
      database.prepare(selectFacet(column)),
    ])
  }

  rows(query: InstanceListQuery): readonly InstanceRow[] {
    const { limit, offset } = query
    const statement = this.#rows.get(`${query.sort} ${query.order}`)
    return statement?.all({ ...parameters(query), limit, offset }) ?? []
  }

  /** Every instance that the filter lets pass, in order; at most 100,000. */
  ids(query: Omit<InstanceListQuery, 'limit' | 'offset'>): readonly string[] {
    return this.#ids.get(`${query.sort} ${query.order}`)?.all(parameters(query)) ?? []
  }

  /** For each attribute that can narrow the list further: its values, most instances first. */
  facets(query: InstanceListQuery): Readonly<Partial<Record<string, readonly FacetCount[]>>> {
    return Object.fromEntries(
      this.#facets.map(([name, statement]) => [name, statement.all(parameters(query))]),
    )
  }
}

function parameters({
  scope,
  filter,
}: Pick<InstanceListQuery, 'scope' | 'filter'>): FilterParameters {
  return { ...scope, ...filterParameters(filter) }
}
