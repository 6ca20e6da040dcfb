import type { Database, Statement } from 'better-sqlite3'
import type { CoverageState } from '../../ingest/lifecycle/coverage.ts'
import { stages } from '../../ingest/lifecycle/stage.ts'
import type { FacetCount, InstanceRow, SortKey } from '../../views/instances.ts'
import { selectedStates } from '../../views/state-selection.ts'
import type { InstanceFilter } from '../../views/urls.ts'
import { joinLastAttempt, stageColumn, stepColumn } from './instance-columns.ts'
import type { Scope } from './scope.ts'

// A filter that is not given is NULL and lets everything pass; `-` asks for rows where the value is not known.
function matches(column: string, name: string): string {
  return `(@${name} IS NULL OR ${column} = @${name} OR (@${name} = '-' AND ${column} IS NULL))`
}

export const joinFailure = /* sql */ `
  LEFT JOIN failure ON failure.cluster_id  = last.cluster_id
                   AND failure.instance_id = last.instance_id
                   AND failure.attempt     = last.attempt`

// The stages in their order, as text: the place of a name in it is the rank of the stage.
const stageOrder = `'${stages.join(' ')}'`

/** What a filter asks of `instance`, its attempt `last` and that attempt's `failure`; `state` is an SQL expression. */
export function filterConditions(state = 'instance.state'): string {
  return /* sql */ `
     AND (@states IS NULL OR ${state} IN (SELECT value FROM json_each(@states)))
     AND ${matches(stageColumn, 'stage')}
     AND ${matches(stepColumn, 'step')}
     AND ${matches('instance.instance_group', 'group')}
     AND ${matches('instance.instance_type', 'type')}
     AND ${matches('instance.availability_zone', 'zone')}
     AND ${matches('instance.availability_zone_id', 'zoneId')}
     AND ${matches('instance.image_id', 'image')}
     AND ${matches('instance.lifecycle_script_uri', 'script')}
     AND ${matches('instance.capacity_type', 'capacity')}
     AND (@addresses IS NULL OR substr(instance.private_ip, 1, length(@addresses)) = @addresses)
     AND ${matches('failure.known_cause', 'cause')}
     AND ${matches('failure.failure_group_id', 'failure')}
     AND (@reached IS NULL
          OR EXISTS (SELECT 1
                       FROM step_run
                      WHERE step_run.cluster_id  = last.cluster_id
                        AND step_run.instance_id = last.instance_id
                        AND step_run.attempt     = last.attempt
                        AND step_run.step        = @reached)
          OR last.failed_step = @reached)
     AND (@reachedStage IS NULL
          OR instr(${stageOrder}, ${stageColumn}) >= instr(${stageOrder}, @reachedStage))
     AND (@flag IS NULL
          OR @flag = 'aws-disagrees' AND instance.aws_disagrees = 1
          OR @flag = 'not-listed'    AND instance.listed = 0
          OR @flag = 'listed'        AND instance.listed = 1)
     AND (@text IS NULL
          OR instr(lower(instance.instance_id || ' ' || coalesce(instance.private_ip, '') || ' '
                         || coalesce(instance.slot, '')), @text) > 0)`
}

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

export type FilterParameters = Readonly<Record<string, string | number | null>>

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

/** What `filterConditions` binds. */
export function filterParameters(filter: InstanceFilter): FilterParameters {
  const states = filter.state === undefined ? undefined : selectedStates(filter.state)
  const given = (name: keyof InstanceFilter): string | null => filter[name] ?? null
  return {
    states: states === undefined ? null : JSON.stringify(states),
    ...{ stage: given('stage'), step: given('step'), reached: given('reached') },
    ...{ reachedStage: given('reached-stage'), group: given('group'), type: given('type') },
    ...{ zone: given('zone'), zoneId: given('zone-id'), image: given('image') },
    ...{
      script: given('script'),
      capacity: given('capacity'),
      cause: given('cause'),
      failure: given('failure'),
    },
    addresses: filter['ip-prefix']?.replace(/0\/24$/, '') ?? null,
    flag: given('flag'),
    text: filter.text === undefined ? null : searchText(filter.text),
  }
}

/** `hyperpod-i-0a1b` and `ip-10-1-3-77` are host names of an instance: its id and its address. */
function searchText(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^hyperpod-(?=i-)/, '')
    .replace(/^ip((?:-\d+){1,4})-?(?:\..*)?$/, (_, parts: string) =>
      parts.slice(1).replaceAll('-', '.'),
    )
}
