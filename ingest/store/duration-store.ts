import type { Database, Statement } from 'better-sqlite3'
import { prepareAll } from './prepare-all.ts'

const sql = {
  insertPhases: /* sql */ `
    INSERT OR IGNORE INTO phase (stage, step)
    SELECT stage, NULL FROM stage_run WHERE cluster_id = @clusterId AND instance_id = @instanceId
     UNION
    SELECT 'execution', step FROM step_run WHERE cluster_id = @clusterId AND instance_id = @instanceId`,
  deleteInstance:
    'DELETE FROM attempt_duration WHERE cluster_id = @clusterId AND instance_id = @instanceId',
  // The form that migrations/004-attempt-duration.sql describes.
  insertDurations: /* sql */ `
    INSERT INTO attempt_duration (cluster_id, instance_id, attempt, durations)
    SELECT attempt.cluster_id, attempt.instance_id, attempt.attempt,
           (SELECT '[' || coalesce(group_concat(run.numbers, ','), '') || ']'
              FROM (SELECT (8 * phase.phase_id + 4 * part.nested
                            + CASE part.outcome WHEN 'failed' THEN 1 WHEN 'unfinished' THEN 2 ELSE 0 END)
                           || ',' || max(0, part.ended_ms - part.started_ms) AS numbers
                      FROM (SELECT stage, NULL AS step, 0 AS step_ordinal, 0 AS nested, started_ms, ended_ms, outcome
                              FROM stage_run
                             WHERE stage_run.cluster_id = attempt.cluster_id
                               AND stage_run.instance_id = attempt.instance_id
                               AND stage_run.attempt = attempt.attempt
                             UNION ALL
                            SELECT 'execution', step, step_ordinal, parent_ordinal IS NOT NULL, started_ms, ended_ms, outcome
                              FROM step_run
                             WHERE step_run.cluster_id = attempt.cluster_id
                               AND step_run.instance_id = attempt.instance_id
                               AND step_run.attempt = attempt.attempt) AS part
                      JOIN phase ON phase.stage = part.stage AND coalesce(phase.step, '') = coalesce(part.step, '')
                     ORDER BY part.step_ordinal, part.started_ms, part.stage) AS run)
      FROM attempt
     WHERE attempt.cluster_id = @clusterId AND attempt.instance_id = @instanceId`,
}

/** `phase` and `attempt_duration`: the durations of stages and steps, small enough to be read for a whole fleet. */
export class DurationStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** Replaces what was known of the instance by what `stage_run` and `step_run` hold. Callers own the transaction. */
  saveInstance(instance: { readonly clusterId: string; readonly instanceId: string }): void {
    this.#sql.insertPhases.run(instance)
    this.#sql.deleteInstance.run(instance)
    this.#sql.insertDurations.run(instance)
  }
}
