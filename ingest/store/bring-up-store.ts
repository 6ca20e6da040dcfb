import type { Database, Statement } from 'better-sqlite3'
import type { CoverageState } from '../lifecycle/coverage.ts'
import type { Pace, SucceededRun } from '../lifecycle/pace.ts'
import { parametersOf, prepareAll } from './prepare-all.ts'

/** Where an instance stood at the end of a bring-up. */
export interface BringUpStanding {
  readonly instanceId: string
  /** Its last attempt in the bring-up. */
  readonly attempt: number
  readonly attempts: number
  readonly state: CoverageState
  readonly stateReason: string
  /** No later bring-up has this instance: what AWS says of it now is said of this one. */
  readonly isLast: boolean
}

const sql = {
  bringUpIds:
    'SELECT bring_up_id FROM bring_up WHERE cluster_id = @clusterId ORDER BY started_ms, bring_up_id',
  runs: /* sql */ `
    SELECT stage_run.stage, NULL AS step, 0 AS ordinal, stage_run.ended_ms - stage_run.started_ms AS durationMs,
           stage_run.longest_silence_ms AS longestSilenceMs
      FROM attempt
      JOIN stage_run USING (cluster_id, instance_id, attempt)
     WHERE cluster_id = @clusterId AND attempt.bring_up_id = @bringUpId AND stage_run.outcome = 'succeeded'
     UNION ALL
    SELECT 'execution', step_run.step, step_run.step_ordinal, step_run.ended_ms - step_run.started_ms,
           step_run.longest_silence_ms
      FROM attempt
      JOIN step_run USING (cluster_id, instance_id, attempt)
     WHERE cluster_id = @clusterId AND attempt.bring_up_id = @bringUpId AND step_run.outcome = 'succeeded'`,
  deletePace: 'DELETE FROM bring_up_pace WHERE cluster_id = @clusterId',
  insertPace: /* sql */ `
    INSERT INTO bring_up_pace (cluster_id, bring_up_id, stage, step, position, runs, median_ms, p95_ms, max_ms,
                               p99_silence_ms)
    VALUES (@clusterId, @bringUpId, @stage, @step, @position, @runs, @medianMs, @p95Ms, @maxMs, @silenceMs)`,
  // What AWS said of an instance during its earlier bring-ups is kept: it cannot be asked for any more.
  configurations: /* sql */ `
    SELECT bring_up_id AS bringUpId, instance_id AS instanceId, image_id AS imageId,
           lifecycle_script_uri AS scriptUri
      FROM bring_up_instance
     WHERE cluster_id = @clusterId AND (image_id IS NOT NULL OR lifecycle_script_uri IS NOT NULL)`,
  deleteInstances: 'DELETE FROM bring_up_instance WHERE cluster_id = @clusterId',
  // An instance whose software was not updated since still runs the image of that time.
  insertInstance: /* sql */ `
    INSERT INTO bring_up_instance (cluster_id, bring_up_id, instance_id, attempt, attempts, state, state_reason,
                                   image_id, lifecycle_script_uri)
    SELECT @clusterId, @bringUpId, @instanceId, @attempt, @attempts, @state, @stateReason,
           CASE WHEN @isLast = 1 THEN instance.image_id
                WHEN @imageId IS NOT NULL THEN @imageId
                WHEN coalesce(instance.software_updated_ms, 0) <= bring_up.ended_ms THEN instance.image_id END,
           CASE WHEN @isLast = 1 THEN instance.lifecycle_script_uri ELSE @scriptUri END
      FROM instance
      JOIN bring_up ON bring_up.cluster_id = instance.cluster_id AND bring_up.bring_up_id = @bringUpId
     WHERE instance.cluster_id = @clusterId AND instance.instance_id = @instanceId`,
  deleteEntered: 'DELETE FROM entered_step WHERE cluster_id = @clusterId',
  // Walks the steps of each last attempt by their primary key.
  insertEntered: /* sql */ `
    INSERT INTO entered_step (cluster_id, bring_up_id, step, entered, position)
    SELECT instance.cluster_id, instance.bring_up_id, step_run.step, count(DISTINCT step_run.instance_id),
           avg(step_run.step_ordinal)
      FROM standing AS instance
     CROSS JOIN step_run ON step_run.cluster_id  = instance.cluster_id
                        AND step_run.instance_id = instance.instance_id
                        AND step_run.attempt     = instance.attempt
     WHERE instance.cluster_id = @clusterId
     GROUP BY instance.bring_up_id, step_run.step`,
  label: /* sql */ `
    UPDATE bring_up SET label = @label WHERE cluster_id = @clusterId AND bring_up_id = @bringUpId`,
}

interface Configuration {
  readonly bringUpId: string
  readonly instanceId: string
  readonly imageId: string | null
  readonly scriptUri: string | null
}

/** What is judged bring-up by bring-up. Callers own the transaction. */
export class BringUpStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** The earliest first. */
  bringUpIds(clusterId: string): readonly string[] {
    return this.#sql.bringUpIds.pluck().all({ clusterId }) as string[]
  }

  /** One by one: until the last is taken the database answers nothing else. */
  succeededRuns(clusterId: string, bringUpId: string): Iterable<SucceededRun> {
    return this.#sql.runs.iterate({ clusterId, bringUpId }) as Iterable<SucceededRun>
  }

  /** Replaces the pace of every bring-up of the cluster. */
  savePaces(clusterId: string, paces: ReadonlyMap<string, readonly Pace[]>): void {
    this.#sql.deletePace.run({ clusterId })
    for (const [bringUpId, pace] of paces) {
      for (const row of pace) {
        this.#sql.insertPace.run({ ...parametersOf(row), clusterId, bringUpId })
      }
    }
  }

  /** Replaces where the instances stood in every bring-up of the cluster. */
  saveStandings(
    clusterId: string,
    standings: ReadonlyMap<string, readonly BringUpStanding[]>,
  ): void {
    const rows = this.#sql.configurations.all({ clusterId }) as Configuration[]
    const known = new Map(rows.map((row) => [`${row.bringUpId} ${row.instanceId}`, row]))
    this.#sql.deleteInstances.run({ clusterId })
    for (const [bringUpId, instances] of standings) {
      for (const { isLast, ...standing } of instances) {
        const then = known.get(`${bringUpId} ${standing.instanceId}`)
        const { imageId = null, scriptUri = null } = then ?? {}
        const row = { ...standing, clusterId, bringUpId, imageId, scriptUri }
        this.#sql.insertInstance.run({ ...row, isLast: isLast ? 1 : 0 })
      }
    }
  }

  /** Counts anew how many instances entered each step, in every scope. Standings must be saved before. */
  refreshEnteredSteps(clusterId: string): void {
    this.#sql.deleteEntered.run({ clusterId })
    this.#sql.insertEntered.run({ clusterId })
  }

  /** `label` null: none. False: there is no such bring-up. */
  saveLabel(clusterId: string, bringUpId: string, label: string | null): boolean {
    return this.#sql.label.run({ clusterId, bringUpId, label }).changes === 1
  }
}
