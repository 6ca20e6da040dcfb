import type { Database, Statement } from 'better-sqlite3'
import type { PacedRun } from '../lifecycle/straggler.ts'
import { prepareAll } from './prepare-all.ts'

/** A run with the fleet's pace, as the table `straggler` keeps it. */
export interface TimedRun extends PacedRun {
  readonly outcome: string
  readonly startedMs: number
}

// Only what is slower than the 95th percentile leaves the file: the rule itself is a function of ingest/lifecycle.
const selectSlowRuns = /* sql */ `
  WITH phase AS (
    SELECT instance_id, attempt, stage, 0 AS step_ordinal, NULL AS step, NULL AS parent_ordinal, started_ms, ended_ms,
           outcome
      FROM stage_run
     WHERE cluster_id = @clusterId
     UNION ALL
    SELECT instance_id, attempt, 'execution', step_ordinal, step, coalesce(parent_ordinal, 0), started_ms, ended_ms,
           outcome
      FROM step_run
     WHERE cluster_id = @clusterId
  ), timed AS (
    SELECT phase.*,
           CASE WHEN phase.outcome = 'unfinished' AND instance.attempts = phase.attempt
                     AND instance.state IN ('started', 'downloading', 'running')
                THEN cluster.as_of_ms
                     - coalesce((SELECT max(shift_ms) FROM clock_shift
                                  WHERE clock_shift.cluster_id  = cluster.cluster_id
                                    AND clock_shift.instance_id = instance.instance_id), 0)
                ELSE phase.ended_ms
            END - phase.started_ms AS duration_ms
      FROM phase
      JOIN instance ON instance.cluster_id = @clusterId AND instance.instance_id = phase.instance_id
      JOIN cluster  ON cluster.cluster_id = @clusterId
  )
  SELECT timed.instance_id AS instanceId, timed.attempt, timed.stage, timed.step_ordinal AS ordinal, timed.step,
         timed.parent_ordinal AS parentOrdinal, timed.outcome, timed.started_ms AS startedMs,
         timed.duration_ms AS durationMs, step_pace.runs, step_pace.median_ms AS medianMs, step_pace.p95_ms AS p95Ms
    FROM timed
    JOIN step_pace ON step_pace.cluster_id = @clusterId AND step_pace.stage = timed.stage
                  AND step_pace.step IS timed.step
   WHERE timed.duration_ms > step_pace.p95_ms
   ORDER BY timed.instance_id, timed.attempt, timed.stage, timed.step_ordinal
`

const sql = {
  selectSlowRuns,
  clear: 'DELETE FROM straggler WHERE cluster_id = @clusterId',
  insert: /* sql */ `
    INSERT INTO straggler (cluster_id, instance_id, attempt, stage, step_ordinal, step, outcome, started_ms, duration_ms,
                           median_ms, p95_ms, runs)
    VALUES (@clusterId, @instanceId, @attempt, @stage, @ordinal, @step, @outcome, @startedMs, @durationMs,
            @medianMs, @p95Ms, @runs)`,
}

/** Runs that took far longer than the fleet's. Callers own the transaction; states and pace must be saved before. */
export class StragglerStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** Runs longer than the 95th percentile of their stage or step, by instance and attempt. */
  slowRuns(clusterId: string): readonly TimedRun[] {
    return this.#sql.selectSlowRuns.all({ clusterId }) as TimedRun[]
  }

  /** Replaces what was kept of the cluster. */
  save(clusterId: string, runs: readonly TimedRun[]): void {
    this.#sql.clear.run({ clusterId })
    for (const run of runs) this.#sql.insert.run({ ...run, clusterId })
  }
}
