import type { Database, Statement } from 'better-sqlite3'

/** A stage (step null) or step. */
export interface Phase {
  readonly phaseId: number
  readonly stage: string
  readonly step: string | null
}

/** The durations of one attempt, as migrations/004-attempt-duration.sql describes them. */
export type DurationsRow = readonly [instanceId: string, attempt: number, durations: string]

/** A run that took far longer than the fleet needed. */
export interface StragglerRow {
  readonly instanceId: string
  readonly attempt: number
  readonly stage: string
  /** null: the whole stage. */
  readonly step: string | null
  readonly durationMs: number
  readonly outcome: 'succeeded' | 'failed' | 'unfinished'
}

/** Where and when one run was. */
export interface RunPlace {
  readonly startedMs: number
  /** Line ordinal in its stream; null: a stage, whose lines are not counted. */
  readonly firstLine: number | null
  readonly instanceGroup: string | null
  readonly availabilityZone: string | null
}

export interface OfRuns {
  readonly clusterId: string
  readonly instanceId: string
  readonly attempt: number
  readonly stage: string
  readonly step: string | null
}

const selectPhases = /* sql */ `
  SELECT phase_id AS phaseId, stage, step
    FROM phase
   ORDER BY phase_id
   LIMIT 100000
`

// One row an attempt: 10 ms for 5,000 instances.
const selectDurations = /* sql */ `
  SELECT instance_id, attempt, durations
    FROM attempt_duration
   WHERE cluster_id = @clusterId
   ORDER BY instance_id, attempt
   LIMIT 1000000
`

const selectStragglers = /* sql */ `
  SELECT instance_id AS instanceId, attempt, stage, step, duration_ms AS durationMs, outcome
    FROM straggler
   WHERE cluster_id = @clusterId
   ORDER BY duration_ms DESC, instance_id, attempt, step_ordinal
   LIMIT 100000
`

const selectPlaces = /* sql */ `
  SELECT run.started_ms AS startedMs, run.first_line AS firstLine,
         instance.instance_group AS instanceGroup, instance.availability_zone AS availabilityZone
    FROM (SELECT started_ms, first_line, step_ordinal
            FROM step_run
           WHERE cluster_id  = @clusterId
             AND instance_id = @instanceId
             AND attempt     = @attempt
             AND step        = @step
           UNION ALL
          SELECT started_ms, NULL, 0
            FROM stage_run
           WHERE cluster_id  = @clusterId
             AND instance_id = @instanceId
             AND attempt     = @attempt
             AND stage       = @stage
             AND @step IS NULL) AS run
    JOIN instance ON instance.cluster_id  = @clusterId
                 AND instance.instance_id = @instanceId
   ORDER BY run.step_ordinal
   LIMIT 1000
`

type OfCluster = { readonly clusterId: string }

/** How long stages and steps took. */
export class DurationStore {
  readonly #phases: Statement<[], Phase>
  readonly #durations: Statement<[OfCluster], DurationsRow>
  readonly #stragglers: Statement<[OfCluster], StragglerRow>
  readonly #places: Statement<[OfRuns], RunPlace>

  constructor(database: Database) {
    this.#phases = database.prepare(selectPhases)
    this.#durations = database.prepare(selectDurations).raw() as Statement<
      [OfCluster],
      DurationsRow
    >
    this.#stragglers = database.prepare(selectStragglers)
    this.#places = database.prepare(selectPlaces)
  }

  phases(): readonly Phase[] {
    return this.#phases.all()
  }

  /** By instance and attempt. */
  durations(clusterId: string): readonly DurationsRow[] {
    return this.#durations.all({ clusterId })
  }

  /** Longest first. */
  stragglers(clusterId: string): readonly StragglerRow[] {
    return this.#stragglers.all({ clusterId })
  }

  /** Every run of one stage or step in one attempt, in order. */
  places(of: OfRuns): readonly RunPlace[] {
    return this.#places.all(of)
  }
}
