import type { Database, Statement } from 'better-sqlite3'
import type { CoverageState } from '../../ingest/lifecycle/coverage.ts'
import type { CohortTerms, InstanceFilter } from '../../views/urls.ts'
import { joinLastAttempt } from './instance-columns.ts'
import {
  type FilterParameters,
  filterConditions,
  filterParameters,
  joinFailure,
} from './instance-conditions.ts'
import { PreparedStatements } from './prepared-statements.ts'
import type { Scope } from './scope.ts'

/** An instance of a cohort, as the attempt that counts left it. */
export interface CohortMember {
  readonly instanceId: string
  /** The attempts that belong to the cohort; the last one counts. null: it has none. */
  readonly firstAttempt: number | null
  readonly lastAttempt: number | null
  readonly state: CoverageState
  readonly failureGroupId: string | null
  readonly instanceGroup: string | null
  readonly instanceType: string | null
  readonly availabilityZone: string | null
  readonly availabilityZoneId: string | null
  readonly imageId: string | null
  readonly lifecycleScriptUri: string | null
  readonly capacityType: string | null
  readonly startedMs: number | null
}

export interface BringUpRow {
  readonly bringUpId: string
  readonly label: string | null
  readonly startedMs: number
  readonly instances: number
}

/** Instances with these values, for pickers. */
export interface FacetRowCount {
  readonly name: 'group' | 'type' | 'zone' | 'image' | 'script'
  readonly value: string
  readonly instances: number
}

/** What a failure group is called. */
export interface CauseRow {
  readonly failureGroupId: string
  readonly title: string
  readonly stage: string
  readonly step: string | null
  /** null: no entry of the catalogue matches. */
  readonly knownCauseTitle: string | null
}

// An instance ran its attempts in a bring-up one after another.
function selectMembers(filter: InstanceFilter): string {
  return /* sql */ `
  SELECT instance.instance_id             AS instanceId,
         CASE WHEN instance.attempts > 0
              THEN instance.attempt - instance.attempts + 1 END AS firstAttempt,
         last.attempt                     AS lastAttempt,
         instance.state                   AS state,
         failure.failure_group_id         AS failureGroupId,
         instance.instance_group          AS instanceGroup,
         instance.instance_type           AS instanceType,
         instance.availability_zone       AS availabilityZone,
         instance.availability_zone_id    AS availabilityZoneId,
         instance.image_id                AS imageId,
         instance.lifecycle_script_uri    AS lifecycleScriptUri,
         instance.capacity_type           AS capacityType,
         last.started_ms                  AS startedMs
    FROM standing AS instance ${joinLastAttempt} ${joinFailure}
   WHERE instance.cluster_id  = @clusterId
     AND instance.bring_up_id = @bringUpId
     AND (@instanceId IS NULL OR instance.instance_id = @instanceId)
     ${filterConditions(filter)}
   ORDER BY instance.instance_id
   LIMIT 100000`
}

const selectBringUps = /* sql */ `
  SELECT bring_up_id AS bringUpId, label, started_ms AS startedMs, instances
    FROM bring_up
   WHERE cluster_id = @clusterId
   ORDER BY started_ms DESC
   LIMIT 200
`

// Of each attribute the values, most instances first.
const selectFacets = /* sql */ `
  WITH combination AS MATERIALIZED (
  SELECT instance_group, instance_type, availability_zone, image_id, lifecycle_script_uri, sum(instances) AS instances
    FROM standing_count
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
   GROUP BY 1, 2, 3, 4, 5)
  SELECT name, value, sum(instances) AS instances
    FROM (SELECT 'group' AS name, instance_group AS value, instances FROM combination
           UNION ALL
          SELECT 'type', instance_type, instances FROM combination
           UNION ALL
          SELECT 'zone', availability_zone, instances FROM combination
           UNION ALL
          SELECT 'image', image_id, instances FROM combination
           UNION ALL
          SELECT 'script', lifecycle_script_uri, instances FROM combination)
   WHERE value IS NOT NULL
   GROUP BY name, value
   ORDER BY name, instances DESC, value
   LIMIT 500
`

// The user's name for a group, else the masked decisive line.
const selectCauses = /* sql */ `
  SELECT failure_signature.failure_group_id AS failureGroupId,
         coalesce((SELECT group_rule.value
                     FROM group_rule
                    WHERE group_rule.kind             = 'rename'
                      AND group_rule.failure_group_id = failure_signature.failure_group_id
                    ORDER BY group_rule.rule_id DESC
                    LIMIT 1), failure_signature.template) AS title,
         failure_signature.stage            AS stage,
         failure_signature.step             AS step,
         (SELECT max(said.known_cause_title)
            FROM failure_group_verdict AS said
           WHERE said.failure_group_id = failure_signature.failure_group_id) AS knownCauseTitle
    FROM failure_signature
   LIMIT 100000
`

type OfCluster = { readonly clusterId: string }

/** Sets of instances, by any filter and bring-up. */
export class CohortStore {
  readonly #statements: PreparedStatements
  readonly #bringUps: Statement<[OfCluster], BringUpRow>
  readonly #facets: Statement<[Scope], FacetRowCount>
  readonly #causes: Statement<[], CauseRow>

  constructor(database: Database) {
    this.#statements = new PreparedStatements(database)
    this.#bringUps = database.prepare(selectBringUps)
    this.#facets = database.prepare(selectFacets)
    this.#causes = database.prepare(selectCauses)
  }

  /** By instance id. */
  members(clusterId: string, terms: CohortTerms): readonly CohortMember[] {
    const { instance, 'bring-up': bringUpId = '', ...filter } = terms
    const scope: Scope = { clusterId, bringUpId }
    const statement = this.#statements.of<FilterParameters, CohortMember>(selectMembers(filter))
    return statement.all({
      ...{ ...scope, instanceId: instance ?? null },
      ...filterParameters(filter),
    })
  }

  /** Latest first. */
  bringUps(clusterId: string): readonly BringUpRow[] {
    return this.#bringUps.all({ clusterId })
  }

  facets(scope: Scope): readonly FacetRowCount[] {
    return this.#facets.all(scope)
  }

  /** Every failure group of the file. */
  causes(): readonly CauseRow[] {
    return this.#causes.all()
  }
}
