import type { Database, Statement } from 'better-sqlite3'
import type { AttemptOutcome } from '../lifecycle/attempt.ts'
import type { BringUp } from '../lifecycle/bring-up.ts'
import type { CoverageState } from '../lifecycle/coverage.ts'
import type { Pace, SucceededRun } from '../lifecycle/pace.ts'
import type { Stage } from '../lifecycle/stage.ts'
import { parametersOf, prepareAll } from './prepare-all.ts'

/** An expected instance, as far as its state depends on it. */
export interface InstanceRow {
  readonly instanceId: string
  readonly listed: 0 | 1
  readonly awsStatus: string | null
  readonly awsMessage: string | null
  readonly imageId: string | null
  readonly desiredImageId: string | null
  readonly softwareUpdateStatus: string | null
  readonly streams: number
  readonly unreadStreams: number
  readonly events: number
  readonly lines: number
}

/** An attempt, as far as states and bring-ups depend on it; its times are those of AWS's clock. */
export interface AttemptRow {
  readonly instanceId: string
  /** 1, 2, … */
  readonly attempt: number
  readonly startedMs: number
  readonly endedMs: number
  readonly outcome: AttemptOutcome
  readonly stage: Stage
  readonly step: string | null
  /** When the step or stage that it stands in began. */
  readonly phaseStartedMs: number
  readonly failedStage: Stage | null
  readonly lostTail: 0 | 1
  /** Markers in it, unrecognised ones not counted. */
  readonly markers: number
}

export interface InstanceVerdict {
  readonly instanceId: string
  readonly state: CoverageState
  readonly stateReason: string
  readonly awsDisagreesReason: string | undefined
}

const selectInstances = /* sql */ `
  SELECT instance.instance_id AS instanceId, instance.listed, instance.aws_status AS awsStatus,
         instance.aws_message AS awsMessage, instance.image_id AS imageId,
         instance.desired_image_id AS desiredImageId,
         instance_group.software_update_status AS softwareUpdateStatus,
         count(log_stream.log_stream_id) AS streams,
         count(log_stream.log_stream_id) - count(log_stream.checkpoint_ms) AS unreadStreams,
         coalesce(sum(log_stream.events), 0) AS events, coalesce(sum(log_stream.lines), 0) AS lines
    FROM instance
    LEFT JOIN instance_group ON instance_group.cluster_id = instance.cluster_id
                            AND instance_group.instance_group = instance.instance_group
    LEFT JOIN log_stream     ON log_stream.cluster_id = instance.cluster_id
                            AND log_stream.instance_id = instance.instance_id
   WHERE instance.cluster_id = @clusterId
   GROUP BY instance.instance_id
   ORDER BY instance.instance_id
`

const shiftMs =
  'coalesce((SELECT shift_ms FROM clock_shift WHERE log_stream_id = attempt.log_stream_id), 0)'
const selectAttempts = /* sql */ `
  SELECT attempt.instance_id AS instanceId, attempt.attempt, attempt.started_ms + ${shiftMs} AS startedMs,
         attempt.ended_ms + ${shiftMs} AS endedMs, attempt.outcome, attempt.stage, attempt.step,
         attempt.failed_stage AS failedStage, attempt.lost_tail AS lostTail, attempt.markers,
         coalesce((SELECT max(step_run.started_ms) FROM step_run
                    WHERE step_run.cluster_id = attempt.cluster_id AND step_run.instance_id = attempt.instance_id
                      AND step_run.attempt = attempt.attempt AND step_run.step = attempt.step
                      AND step_run.outcome = 'unfinished'),
                  (SELECT max(stage_run.started_ms) FROM stage_run
                    WHERE stage_run.cluster_id = attempt.cluster_id AND stage_run.instance_id = attempt.instance_id
                      AND stage_run.attempt = attempt.attempt AND stage_run.stage = attempt.stage),
                  attempt.started_ms) + ${shiftMs} AS phaseStartedMs
    FROM attempt
   WHERE attempt.cluster_id = @clusterId
   ORDER BY attempt.instance_id, attempt.attempt
`

const selectRuns = /* sql */ `
  SELECT stage, NULL AS step, 0 AS ordinal, ended_ms - started_ms AS durationMs,
         longest_silence_ms AS longestSilenceMs
    FROM stage_run
   WHERE cluster_id = @clusterId AND outcome = 'succeeded'
   UNION ALL
  SELECT 'execution', step, step_ordinal, ended_ms - started_ms, longest_silence_ms
    FROM step_run
   WHERE cluster_id = @clusterId AND outcome = 'succeeded'
`

// Of the last attempt of each instance in each bring-up: `failed` is a number of instances.
const insertStageFailures = /* sql */ `
  WITH last AS (
    SELECT cluster_id, bring_up_id, instance_id, max(attempt) AS attempt
      FROM attempt
     WHERE cluster_id = @clusterId AND bring_up_id IS NOT NULL
     GROUP BY bring_up_id, instance_id
  ), ended AS MATERIALIZED (
    SELECT attempt.*
      FROM last
      JOIN attempt USING (cluster_id, instance_id, attempt)
  ), entered AS (
    SELECT ended.bring_up_id, stage_run.stage, NULL AS step, ended.instance_id
      FROM ended
      JOIN stage_run USING (cluster_id, instance_id, attempt)
     UNION ALL
    SELECT ended.bring_up_id, 'execution', '(entrypoint)', ended.instance_id
      FROM ended
      JOIN stage_run USING (cluster_id, instance_id, attempt)
     WHERE stage_run.stage = 'execution'
     UNION ALL
    SELECT ended.bring_up_id, 'execution', step_run.step, ended.instance_id
      FROM ended
      JOIN step_run USING (cluster_id, instance_id, attempt)
  )
  INSERT INTO stage_failure (cluster_id, bring_up_id, stage, step, entered, failed)
  SELECT @clusterId, entered.bring_up_id, entered.stage, entered.step, count(DISTINCT entered.instance_id),
         count(DISTINCT entered.instance_id)
               FILTER (WHERE ended.failed_stage = entered.stage
                         AND (entered.step IS NULL OR ended.failed_step = entered.step))
    FROM entered
    JOIN ended USING (bring_up_id, instance_id)
   GROUP BY entered.bring_up_id, entered.stage, entered.step
`

const sql = {
  ...{ selectInstances, selectAttempts, selectRuns, insertStageFailures },
  asOf: 'SELECT as_of_ms AS asOfMs FROM cluster WHERE cluster_id = @clusterId',
  setAttempts: /* sql */ `
    UPDATE instance
       SET attempts = (SELECT count(*) FROM attempt
                        WHERE attempt.cluster_id = instance.cluster_id
                          AND attempt.instance_id = instance.instance_id)
     WHERE cluster_id = @clusterId`,
  setState: /* sql */ `
    UPDATE instance
       SET state = @state, state_reason = @stateReason, aws_disagrees = @disagrees,
           aws_disagrees_reason = @awsDisagreesReason
     WHERE cluster_id = @clusterId AND instance_id = @instanceId`,
  // The user's label outlives the pass as long as the bring-up begins in the same minute.
  labels:
    'SELECT bring_up_id AS bringUpId, label FROM bring_up WHERE cluster_id = @clusterId AND label IS NOT NULL',
  deleteBringUps: 'DELETE FROM bring_up WHERE cluster_id = @clusterId',
  insertBringUp: /* sql */ `
    INSERT INTO bring_up (cluster_id, bring_up_id, started_ms, ended_ms, attempts, instances, label)
    VALUES (@clusterId, @bringUpId, @startedMs, @endedMs, @attempts, @instances, @label)`,
  setBringUp: /* sql */ `
    UPDATE attempt SET bring_up_id = @bringUpId
     WHERE cluster_id = @clusterId
       AND started_ms + ${shiftMs} BETWEEN @startedMs AND @endedMs`,
  deletePace: 'DELETE FROM step_pace WHERE cluster_id = @clusterId',
  insertPace: /* sql */ `
    INSERT INTO step_pace (cluster_id, stage, step, position, runs, median_ms, p95_ms, max_ms,
                           p99_silence_ms)
    VALUES (@clusterId, @stage, @step, @position, @runs, @medianMs, @p95Ms, @maxMs, @silenceMs)`,
  deleteStageFailures: 'DELETE FROM stage_failure WHERE cluster_id = @clusterId',
  // A log that has not begun is to come while AWS has not given the instance up, an instance while AWS changes the cluster.
  underWay: /* sql */ `
    SELECT (SELECT count(*)
              FROM instance
             WHERE cluster_id = @clusterId
               AND (state IN ('started', 'downloading', 'running')
                    OR state IN ('no-stream', 'empty', 'no-markers') AND aws_status = 'Pending'))
         + (SELECT max(0, coalesce(sum(instance_group.target_count), 0)
                          - (SELECT sum(listed) FROM instance WHERE cluster_id = @clusterId))
              FROM cluster
              JOIN instance_group USING (cluster_id)
             WHERE cluster_id = @clusterId
               AND cluster.status IN ('Creating', 'Updating', 'SystemUpdating', 'RollingBack')) AS instances`,
  coverage: 'SELECT state, instances FROM coverage WHERE cluster_id = @clusterId',
}

/** What is judged over the whole fleet: states, bring-ups, pace, failures by stage. Callers own the transaction. */
export class FleetStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  asOfMs(clusterId: string): number {
    return (this.#sql.asOf.get({ clusterId }) as { asOfMs: number } | undefined)?.asOfMs ?? 0
  }

  instances(clusterId: string): readonly InstanceRow[] {
    return this.#sql.selectInstances.all({ clusterId }) as InstanceRow[]
  }

  attempts(clusterId: string): readonly AttemptRow[] {
    return this.#sql.selectAttempts.all({ clusterId }) as AttemptRow[]
  }

  /** One by one: until the last is taken the database answers nothing else. */
  succeededRuns(clusterId: string): Iterable<SucceededRun> {
    return this.#sql.selectRuns.iterate({ clusterId }) as Iterable<SucceededRun>
  }

  /** Bring-ups must hold every attempt of the cluster in their time ranges. */
  saveBringUps(clusterId: string, bringUps: readonly BringUp[]): void {
    const rows = this.#sql.labels.all({ clusterId }) as { bringUpId: string; label: string }[]
    const labels = new Map(rows.map(({ bringUpId, label }) => [bringUpId, label]))
    this.#sql.deleteBringUps.run({ clusterId })
    for (const bringUp of bringUps) {
      const label = labels.get(bringUp.bringUpId) ?? null
      this.#sql.insertBringUp.run({ ...bringUp, clusterId, label })
      this.#sql.setBringUp.run({ ...bringUp, clusterId })
    }
  }

  savePace(clusterId: string, pace: readonly Pace[]): void {
    this.#sql.deletePace.run({ clusterId })
    for (const row of pace) this.#sql.insertPace.run({ ...parametersOf(row), clusterId })
  }

  saveVerdicts(clusterId: string, verdicts: readonly InstanceVerdict[]): void {
    this.#sql.setAttempts.run({ clusterId })
    for (const verdict of verdicts) {
      const reason = verdict.awsDisagreesReason
      this.#sql.setState.run({
        ...verdict,
        clusterId,
        disagrees: reason === undefined ? 0 : 1,
        awsDisagreesReason: reason ?? null,
      })
    }
  }

  /** Counts failures by stage and step anew, from attempts and their bring-ups. */
  refreshStageFailures(clusterId: string): void {
    this.#sql.deleteStageFailures.run({ clusterId })
    this.#sql.insertStageFailures.run({ clusterId })
  }

  /** Instances whose lifecycle scripts have not ended and are not hung, those still to be launched included. */
  underWay(clusterId: string): number {
    return (this.#sql.underWay.get({ clusterId }) as { instances: number | null }).instances ?? 0
  }

  /** Instances by coverage state. */
  coverage(clusterId: string): Readonly<Record<string, number>> {
    const rows = this.#sql.coverage.all({ clusterId }) as { state: string; instances: number }[]
    return Object.fromEntries(rows.map(({ state, instances }) => [state, instances]))
  }
}
