import type { Database, Statement } from 'better-sqlite3'
import type { InstanceRow, SortKey } from '../../views/instances.ts'
import type { InstanceFilter } from '../../views/urls.ts'
import { joinLastAttempt, stageColumn, stepColumn } from './instance-columns.ts'
import {
  type FilterParameters,
  filterConditions,
  filterParameters,
  joinFailure,
} from './instance-conditions.ts'
import {
  type CountedRow,
  type facetNames,
  facetsOf,
  InstancesByState,
  isByState,
  type ListedInstances,
  worstFirst,
} from './instances-by-state.ts'
import { KeptRecords } from './kept-records.ts'
import { PreparedStatements } from './prepared-statements.ts'
import type { Scope } from './scope.ts'

function filtered(filter: InstanceFilter): string {
  return /* sql */ `
    FROM standing AS instance ${joinLastAttempt} ${joinFailure}
   WHERE instance.cluster_id  = @clusterId
     AND instance.bring_up_id = @bringUpId ${filterConditions(filter)}`
}

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

function orderBy({ sort, order }: Pick<InstanceListQuery, 'sort' | 'order'>): string {
  return `ORDER BY ${sortColumns[sort]} ${order} NULLS LAST, instance.instance_id`
}

const facetColumns = {
  group: 'instance.instance_group',
  type: 'instance.instance_type',
  zone: 'instance.availability_zone',
  stage: stageColumn,
  step: stepColumn,
} as const satisfies Record<(typeof facetNames)[number], string>

/** An instance with its value of each facet. */
type ListedRow = readonly [instanceId: string, ...values: (string | null)[]]

// One walk over the instances, for the list and for what can narrow it: 6 ms for 5,000.
function selectListed(query: ListQuery): string {
  return /* sql */ `
  SELECT instance.instance_id, ${Object.values(facetColumns).join(', ')} ${filtered(query.filter)}
   ${orderBy(query)}
   LIMIT 100000`
}

function selectRows(query: InstanceListQuery): string {
  return /* sql */ `
  SELECT ${columns} ${filtered(query.filter)}
   ${orderBy(query)}
   LIMIT @limit OFFSET @offset`
}

const selectRowsOf = /* sql */ `
  SELECT ${columns} ${filtered({})}
     AND instance.instance_id IN (SELECT value FROM json_each(@ids))
   LIMIT 100000`

/** What a list of instances asks for. */
export interface InstanceListQuery {
  readonly scope: Scope
  readonly filter: InstanceFilter
  readonly sort: SortKey
  readonly order: 'asc' | 'desc'
  readonly limit: number
  readonly offset: number
}

type ListQuery = Omit<InstanceListQuery, 'limit' | 'offset'>

/** Instances by any filter, in any order. */
export class InstanceListStore {
  readonly #statements: PreparedStatements
  readonly #kept: KeptRecords
  readonly #rowsOf: Statement<[Scope & { readonly ids: string }], InstanceRow>
  readonly #byState: InstancesByState

  constructor(database: Database) {
    this.#statements = new PreparedStatements(database)
    this.#kept = new KeptRecords(database)
    this.#rowsOf = database.prepare(selectRowsOf)
    this.#byState = new InstancesByState(database)
  }

  rows(query: InstanceListQuery): readonly InstanceRow[] {
    const { limit, offset } = query
    const statement = this.#statements.of<FilterParameters, InstanceRow>(selectRows(query))
    return statement.all({ ...parameters(query), limit, offset })
  }

  /** The rows of these instances, in this order. */
  rowsOf(scope: Scope, ids: readonly string[]): readonly InstanceRow[] {
    const rows = this.#rowsOf.all({ ...scope, ids: JSON.stringify(ids) })
    const byId = new Map(rows.map((row) => [row.instanceId, row]))
    return ids.flatMap((id) => byId.get(id) ?? [])
  }

  /** `most`: so many ids at least, where there are as many; undefined: all. */
  listed(query: ListQuery, most = mostInstances): ListedInstances {
    const of = parameters(query)
    return this.#kept.get(JSON.stringify([query.sort, query.order, most, of]), () => {
      if (isByState(query)) return this.#byState.listed(query, most)
      const statement = this.#statements.of<FilterParameters, ListedRow>(selectListed(query))
      const rows = statement.raw().all(of)
      return {
        ...{ total: rows.length, ids: rows.map(([instanceId]) => instanceId) },
        facets: facetsOf(rows.map(([, ...values]): CountedRow => [...values, 1])),
      }
    })
  }
}

/** More than any cluster has. */
const mostInstances = 100_000

function parameters({
  scope,
  filter,
}: Pick<InstanceListQuery, 'scope' | 'filter'>): FilterParameters {
  return { ...scope, ...filterParameters(filter) }
}
