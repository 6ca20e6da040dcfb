import type { Database, Statement } from 'better-sqlite3'
import type { CoverageState } from '../lifecycle/coverage.ts'
import type { Stage } from '../lifecycle/stage.ts'
import { prepareAll } from './prepare-all.ts'

/** What is judged: a cluster as it stands now, or as it stood at the end of one bring-up. */
export interface JudgedScope {
  readonly clusterId: string
  /** Empty: the present state of the whole cluster. */
  readonly bringUpId: string
}

/** An expected instance with the facets that may tell the failed from the others. */
export interface FleetInstance {
  readonly instanceId: string
  readonly instanceGroup: string | null
  readonly instanceType: string | null
  readonly availabilityZone: string | null
  readonly availabilityZoneId: string | null
  readonly privateIp: string | null
  readonly imageId: string | null
  readonly lifecycleScriptUri: string | null
  readonly capacityType: string | null
  readonly launchedMs: number | null
  readonly state: CoverageState
  /** When its last attempt ended; null: it has none. */
  readonly endedMs: number | null
  readonly step: string | null
}

/** A failed attempt. */
export interface FailedAttempt {
  readonly instanceId: string
  readonly instanceGroup: string | null
  readonly attempt: number
  /** 1: it is the last attempt, in the scope, of an instance that counts as failed there. */
  readonly isPresent: 0 | 1
  /** 1: it belongs to the same bring-up as the last attempt, in the scope, of its instance. */
  readonly isOfLastBringUp: 0 | 1
  readonly state: CoverageState
  readonly streamId: number
  readonly stage: Stage
  readonly step: string | null
  readonly exitCode: number | null
  readonly decisiveOrdinal: number | null
  readonly decisiveLine: string | null
  readonly reasons: string
  readonly failureGroupId: string
  readonly endedMs: number
}

const selectInstances = /* sql */ `
  SELECT instance.instance_id AS instanceId, instance.instance_group AS instanceGroup,
         instance.instance_type AS instanceType, instance.availability_zone AS availabilityZone,
         instance.availability_zone_id AS availabilityZoneId, instance.private_ip AS privateIp,
         instance.image_id AS imageId, instance.lifecycle_script_uri AS lifecycleScriptUri,
         instance.capacity_type AS capacityType, instance.launched_ms AS launchedMs, instance.state,
         attempt.ended_ms AS endedMs, attempt.step
    FROM standing AS instance
    LEFT JOIN attempt ON attempt.cluster_id = instance.cluster_id
                     AND attempt.instance_id = instance.instance_id
                     AND attempt.attempt = instance.attempt
   WHERE instance.cluster_id = @clusterId AND instance.bring_up_id = @bringUpId
   ORDER BY instance.instance_id
`

const selectFailures = /* sql */ `
  SELECT failure.instance_id AS instanceId, instance.instance_group AS instanceGroup, failure.attempt,
         failure.attempt = instance.attempt
           AND instance.state IN ('failed', 'failed-lost-tail', 'download-failed') AS isPresent,
         attempt.bring_up_id IS last.bring_up_id AS isOfLastBringUp,
         instance.state, failure.log_stream_id AS streamId, failure.stage, failure.step,
         failure.exit_code AS exitCode, failure.decisive_line_ordinal AS decisiveOrdinal,
         failure.decisive_line AS decisiveLine, failure.reasons,
         failure.failure_group_id AS failureGroupId, attempt.ended_ms AS endedMs
    FROM standing AS instance
   CROSS JOIN failure ON failure.cluster_id = instance.cluster_id AND failure.instance_id = instance.instance_id
   CROSS JOIN attempt ON attempt.cluster_id = failure.cluster_id AND attempt.instance_id = failure.instance_id
                     AND attempt.attempt = failure.attempt
    LEFT JOIN attempt AS last ON last.cluster_id = instance.cluster_id AND last.instance_id = instance.instance_id
                             AND last.attempt = instance.attempt
   WHERE instance.cluster_id = @clusterId AND instance.bring_up_id = @bringUpId
     AND (@bringUpId = '' OR attempt.bring_up_id = @bringUpId)
   ORDER BY failure.instance_id, failure.attempt
`

const sql = {
  ...{ selectInstances, selectFailures },
  cluster: 'SELECT name, region, orchestrator FROM cluster WHERE cluster_id = @clusterId',
  titles: /* sql */ `
    SELECT failure_group_id AS failureGroupId, template, stage, step FROM failure_signature
     WHERE failure_group_id NOT IN (SELECT part_id FROM group_part)
     ORDER BY failure_group_id`,
}

/** What the judgement of failure groups reads. Callers own the transaction. */
export class FailedAttemptStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  cluster(clusterId: string): {
    name: string
    region: string
    orchestrator: 'slurm' | 'eks' | null
  } {
    return this.#sql.cluster.get({ clusterId }) as ReturnType<FailedAttemptStore['cluster']>
  }

  instances(scope: JudgedScope): readonly FleetInstance[] {
    return this.#sql.selectInstances.all(scope) as FleetInstance[]
  }

  /** Every failed attempt of the scope, by instance: of the present all there are. */
  failures(scope: JudgedScope): readonly FailedAttempt[] {
    return this.#sql.selectFailures.all(scope) as FailedAttempt[]
  }

  /** Of every group but parts of split ones, which a user has cut apart on purpose. */
  signatures(): readonly {
    failureGroupId: string
    template: string
    stage: Stage
    step: string | null
  }[] {
    return this.#sql.titles.all() as ReturnType<FailedAttemptStore['signatures']>
  }
}
