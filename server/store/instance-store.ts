import type { Database, Statement } from 'better-sqlite3'
import type { StepRun } from '../../ingest/lifecycle/step.ts'
import type { AttemptRecord } from '../../views/attempt-stages.ts'
import type { ClusterEventRecord } from '../../views/aws-words.ts'
import type { InstanceIdentity } from '../../views/instance.ts'
import type { FailureRecord } from '../../views/instance-verdict.ts'
import { FailureStatement } from './failure-statement.ts'
import type { Scope } from './scope.ts'

/** The instance's row, with what AWS says of it and of its cluster. */
export interface InstanceFacts extends InstanceIdentity {
  readonly awsStatus: string | null
  readonly awsMessage: string | null
  readonly awsDisagreesReason: string | null
  readonly clusterFailureMessage: string | null
  /** Of the scope; 0: it has none. */
  readonly lastAttempt: number
}

/** Where the lines of an attempt, or of an instance without attempts, lie. */
export interface StreamFacts {
  readonly logStreamId: number
  readonly logStream: string
  readonly logGroup: string
  /** What brings its times to those of AWS, ms; 0 where its clock is right. */
  readonly clockShiftMs: number
}

export interface StageRunRow {
  readonly stage: string
  readonly startedMs: number
  readonly endedMs: number
  readonly outcome: 'succeeded' | 'failed' | 'unfinished'
}

/** How fast a stage (step NULL) or step is where it succeeds. */
export interface PaceRow {
  readonly stage: string
  readonly step: string | null
  readonly runs: number
  readonly medianMs: number
  readonly p95Ms: number
}

const selectInstance = /* sql */ `
  SELECT instance.instance_id           AS instanceId,
         instance.slot                  AS slot,
         instance.instance_group        AS instanceGroup,
         instance.instance_type         AS instanceType,
         instance.availability_zone     AS availabilityZone,
         instance.availability_zone_id  AS availabilityZoneId,
         instance.image_id              AS imageId,
         instance.private_ip            AS privateIp,
         instance.capacity_type         AS capacityType,
         instance.lifecycle_script_uri  AS lifecycleScriptUri,
         instance.on_create             AS onCreate,
         instance.launched_ms           AS launchedMs,
         instance.listed                AS listed,
         instance.state                 AS state,
         instance.state_reason          AS stateReason,
         instance.aws_status            AS awsStatus,
         instance.aws_message           AS awsMessage,
         instance.aws_disagrees_reason  AS awsDisagreesReason,
         cluster.orchestrator           AS orchestrator,
         instance.attempt               AS lastAttempt,
         cluster.failure_message        AS clusterFailureMessage
    FROM standing AS instance
    JOIN cluster ON cluster.cluster_id = @clusterId
   WHERE instance.cluster_id  = @clusterId
     AND instance.bring_up_id = @bringUpId
     AND instance.instance_id = @instanceId
`

const selectAttempts = /* sql */ `
  SELECT attempt      AS attempt,
         started_ms   AS startedMs,
         ended_ms     AS endedMs,
         outcome      AS outcome,
         stage        AS stage,
         step         AS step,
         failed_stage AS failedStage,
         failed_step  AS failedStep,
         exit_code    AS exitCode,
         first_line   AS firstLine,
         last_line    AS lastLine
    FROM attempt
   WHERE cluster_id  = @clusterId
     AND instance_id = @instanceId
   ORDER BY attempt
   LIMIT 1000
`

// The stream of the attempt; without one (the log is empty), any stream of the instance.
const selectStream = /* sql */ `
  SELECT log_stream.log_stream_id AS logStreamId,
         log_stream.name          AS logStream,
         log_group.name           AS logGroup,
         coalesce(clock_shift.shift_ms, 0) AS clockShiftMs
    FROM log_stream
    JOIN log_group USING (log_group_id)
    LEFT JOIN clock_shift ON clock_shift.log_stream_id = log_stream.log_stream_id
    LEFT JOIN attempt ON attempt.log_stream_id = log_stream.log_stream_id
                     AND attempt.cluster_id    = @clusterId
                     AND attempt.instance_id   = @instanceId
                     AND attempt.attempt       = @attempt
   WHERE log_stream.cluster_id  = @clusterId
     AND log_stream.instance_id = @instanceId
   ORDER BY attempt.attempt IS NULL, log_stream.log_stream_id DESC
   LIMIT 1
`

const selectStageRuns = /* sql */ `
  SELECT stage, started_ms AS startedMs, ended_ms AS endedMs, outcome
    FROM stage_run
   WHERE cluster_id  = @clusterId
     AND instance_id = @instanceId
     AND attempt     = @attempt
   ORDER BY started_ms, instr('start download execution', stage)
   LIMIT 10
`

const selectStepRuns = /* sql */ `
  SELECT step_ordinal   AS ordinal,
         step           AS step,
         parent_ordinal AS parentOrdinal,
         started_ms     AS startedMs,
         ended_ms       AS endedMs,
         outcome        AS outcome,
         first_line     AS firstLine,
         last_line      AS lastLine
    FROM step_run
   WHERE cluster_id  = @clusterId
     AND instance_id = @instanceId
     AND attempt     = @attempt
   ORDER BY step_ordinal
   LIMIT 10000
`

const selectPace = /* sql */ `
  SELECT stage, step, runs, median_ms AS medianMs, p95_ms AS p95Ms
    FROM step_pace
   WHERE cluster_id = @clusterId
   LIMIT 10000
`

const selectEvents = /* sql */ `
  SELECT event_id        AS eventId,
         at_ms           AS atMs,
         level           AS level,
         description     AS description,
         failure_message AS failureMessage
    FROM cluster_event
   WHERE cluster_id  = @clusterId
     AND instance_id = @instanceId
   ORDER BY at_ms DESC
   LIMIT 50
`

export interface OfInstance extends Scope {
  readonly instanceId: string
}
export interface OfAttempt extends OfInstance {
  /** 0: none. */
  readonly attempt: number
}

/** One instance with its attempts. */
export class InstanceStore {
  readonly #instance: Statement<[OfInstance], InstanceFacts>
  readonly #attempts: Statement<[OfInstance], AttemptRecord>
  readonly #stream: Statement<[OfAttempt], StreamFacts>
  readonly #stageRuns: Statement<[OfAttempt], StageRunRow>
  readonly #stepRuns: Statement<[OfAttempt], StepRun & { readonly parentOrdinal: number | null }>
  readonly #pace: Statement<[{ readonly clusterId: string }], PaceRow>
  readonly #failure: FailureStatement
  readonly #events: Statement<[OfInstance], ClusterEventRecord>

  constructor(database: Database) {
    this.#instance = database.prepare(selectInstance)
    this.#attempts = database.prepare(selectAttempts)
    this.#stream = database.prepare(selectStream)
    this.#stageRuns = database.prepare(selectStageRuns)
    this.#stepRuns = database.prepare(selectStepRuns)
    this.#pace = database.prepare(selectPace)
    this.#failure = new FailureStatement(database)
    this.#events = database.prepare(selectEvents)
  }

  /** undefined: the cluster has no such instance. */
  instance(of: OfInstance): InstanceFacts | undefined {
    return this.#instance.get(of)
  }

  attempts(of: OfInstance): readonly AttemptRecord[] {
    return this.#attempts.all(of)
  }

  /** undefined: the instance has no log stream. */
  stream(of: OfAttempt): StreamFacts | undefined {
    return this.#stream.get(of)
  }

  stageRuns(of: OfAttempt): readonly StageRunRow[] {
    return this.#stageRuns.all(of)
  }

  /** In order of their first lines. */
  stepRuns(of: OfAttempt): readonly StepRun[] {
    return this.#stepRuns
      .all(of)
      .map((run) => ({ ...run, parentOrdinal: run.parentOrdinal ?? undefined }))
  }

  pace(clusterId: string): readonly PaceRow[] {
    return this.#pace.all({ clusterId })
  }

  /** undefined: the attempt did not fail. */
  failure(of: OfAttempt): FailureRecord | undefined {
    return this.#failure.get(of)
  }

  /** Newest first. */
  events(of: OfInstance): readonly ClusterEventRecord[] {
    return this.#events.all(of)
  }
}
