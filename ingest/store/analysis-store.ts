import type { Database, Statement } from 'better-sqlite3'
import type { Attempt } from '../lifecycle/attempt.ts'
import type { FailureCase } from '../lifecycle/decisive-choice.ts'
import { parametersOf, prepareAll } from './prepare-all.ts'

/** A stream whose lines were not analysed yet, or with other rules. */
export interface PendingStream {
  readonly streamId: number
  readonly instanceId: string
  readonly lines: number
  /** Of its text. */
  readonly bytes: number
}

/** An attempt with its number on the instance, its stream, and the group of its failure. */
export interface NumberedAttempt {
  readonly number: number
  readonly streamId: number
  readonly attempt: Attempt
  /** Present exactly when the attempt failed. */
  readonly failureGroup: FailureGroupKey | undefined
  /** Present exactly when the attempt failed. */
  readonly failureCase: FailureCase | undefined
}

export interface FailureGroupKey {
  readonly failureGroupId: string
  readonly algorithm: string
  readonly template: string
}

/** What was read of one stream, and with which rules. */
export interface AnalysedStream {
  readonly streamId: number
  readonly lines: number
  readonly dialect: string | undefined
  readonly fingerprint: string
}

/** The group of a failed attempt that is about to be analysed again. */
interface OldGroup {
  readonly attempt: number
  readonly knownAs: string
}

interface AttemptKey {
  readonly clusterId: string
  readonly instanceId: string
  readonly attempt: number
}

// An instance is analysed as a whole, since its attempts are numbered over all of its streams.
const selectPending = /* sql */ `
  SELECT log_stream_id AS streamId, instance_id AS instanceId, lines, bytes
    FROM log_stream
   WHERE cluster_id = @clusterId
     AND instance_id IN (SELECT instance_id
                           FROM log_stream
                          WHERE cluster_id = @clusterId
                            AND (analysed_lines <> lines OR analysed_with IS NOT @fingerprint))
   ORDER BY instance_id, log_stream_id
`

const sql = {
  selectPending,
  analysed: /* sql */ `
    UPDATE log_stream
       SET analysed_lines = @lines, analysed_with = @fingerprint, dialect = @dialect
     WHERE log_stream_id = @streamId`,
  otherRules: 'SELECT 1 FROM log_stream WHERE analysed_with IS NOT @fingerprint LIMIT 1',
  forgetAll: 'UPDATE log_stream SET analysed_with = NULL',
  oldGroups: /* sql */ `
    SELECT failure.attempt, coalesce(failure_case.known_as, failure.failure_group_id) AS knownAs
      FROM failure
      LEFT JOIN failure_case USING (cluster_id, instance_id, attempt)
     WHERE failure.cluster_id = @clusterId AND failure.instance_id = @instanceId`,
  deleteCases:
    'DELETE FROM failure_case WHERE cluster_id = @clusterId AND instance_id = @instanceId',
  deleteAttempts: 'DELETE FROM attempt WHERE cluster_id = @clusterId AND instance_id = @instanceId',
  deleteMarkers: 'DELETE FROM marker WHERE cluster_id = @clusterId AND instance_id = @instanceId',
  deleteStages: 'DELETE FROM stage_run WHERE cluster_id = @clusterId AND instance_id = @instanceId',
  deleteSteps: 'DELETE FROM step_run WHERE cluster_id = @clusterId AND instance_id = @instanceId',
  deleteFailures: 'DELETE FROM failure WHERE cluster_id = @clusterId AND instance_id = @instanceId',
  insertAttempt: /* sql */ `
    INSERT INTO attempt (cluster_id, instance_id, attempt, log_stream_id, started_ms, ended_ms, outcome, stage, step,
                         failed_stage, failed_step, exit_code, lost_tail, markers, first_line, last_line,
                         longest_silence_ms, longest_silence_line)
    VALUES (@clusterId, @instanceId, @attempt, @streamId, @startedMs, @endedMs, @outcome, @stage, @step,
            @failedStage, @failedStep, @exitCode, @lostTail, @markerCount, @firstLine, @lastLine,
            @longestSilenceMs, @longestSilenceLine)`,
  insertMarker: /* sql */ `
    INSERT INTO marker (cluster_id, instance_id, attempt, log_stream_id, line_ordinal, at_ms, kind, dialect)
    VALUES (@clusterId, @instanceId, @attempt, @streamId, @lineOrdinal, @atMs, @kind, @dialect)`,
  insertStage: /* sql */ `
    INSERT INTO stage_run (cluster_id, instance_id, attempt, stage, started_ms, ended_ms, outcome, implied,
                           longest_silence_ms)
    VALUES (@clusterId, @instanceId, @attempt, @stage, @startedMs, @endedMs, @outcome, @implied, @longestSilenceMs)`,
  insertStep: /* sql */ `
    INSERT INTO step_run (cluster_id, instance_id, attempt, step_ordinal, step, parent_ordinal, started_ms, ended_ms,
                          outcome, first_line, last_line, longest_silence_ms)
    VALUES (@clusterId, @instanceId, @attempt, @ordinal, @step, @parentOrdinal, @startedMs, @endedMs,
            @outcome, @firstLine, @lastLine, @longestSilenceMs)`,
  insertFailure: /* sql */ `
    INSERT INTO failure (cluster_id, instance_id, attempt, log_stream_id, stage, step, exit_code,
                         decisive_line_ordinal, decisive_line, reasons, failure_group_id)
    VALUES (@clusterId, @instanceId, @attempt, @streamId, @stage, @step, @exitCode,
            @decisiveOrdinal, @decisiveText, @reasonsJson, @failureGroupId)`,
  insertCase: /* sql */ `
    INSERT INTO failure_case (cluster_id, instance_id, attempt, clues, known_as)
    VALUES (@clusterId, @instanceId, @attempt, @clues, @knownAs)`,
  insertSignature: /* sql */ `
    INSERT INTO failure_signature (failure_group_id, algorithm, stage, step, template)
    VALUES (@failureGroupId, @algorithm, @stage, @step, @template)
    ON CONFLICT DO NOTHING`,
}

/** What the lines say: attempts, markers, stages, steps, failures. Callers own the transaction. */
export class AnalysisStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
  }

  /** Streams of instances with new lines, or lines analysed with other rules, by instance. */
  pending(clusterId: string, fingerprint: string): readonly PendingStream[] {
    return this.#sql.selectPending.all({ clusterId, fingerprint }) as PendingStream[]
  }

  /** False: some stream was last analysed with other rules. */
  isAnalysedWith(fingerprint: string): boolean {
    return this.#sql.otherRules.get({ fingerprint }) === undefined
  }

  /** Every stream is to be analysed again. */
  forgetAll(): void {
    this.#sql.forgetAll.run()
  }

  /** Replaces everything that was known of the instance's attempts. */
  saveInstance(
    instance: { readonly clusterId: string; readonly instanceId: string },
    attempts: readonly NumberedAttempt[],
    streams: readonly AnalysedStream[],
  ): void {
    const before = this.#sql.oldGroups.all(instance) as OldGroup[]
    this.#sql.deleteCases.run(instance)
    this.#sql.deleteFailures.run(instance)
    this.#sql.deleteSteps.run(instance)
    this.#sql.deleteStages.run(instance)
    this.#sql.deleteMarkers.run(instance)
    this.#sql.deleteAttempts.run(instance)
    for (const attempt of attempts) {
      const key = { ...instance, attempt: attempt.number }
      this.#saveAttempt(key, attempt)
      if (attempt.failureCase === undefined) continue
      const knownAs = before.find((old) => old.attempt === attempt.number)?.knownAs ?? null
      this.#sql.insertCase.run({ ...key, clues: JSON.stringify(attempt.failureCase), knownAs })
    }
    for (const stream of streams) this.#sql.analysed.run(parametersOf(stream))
  }

  #saveAttempt(key: AttemptKey, { attempt, streamId, failureGroup }: NumberedAttempt): void {
    const { failure, markers } = attempt
    this.#sql.insertAttempt.run({
      ...parametersOf(attempt),
      ...key,
      streamId,
      step: attempt.step ?? null,
      failedStage: failure?.stage ?? null,
      failedStep: failure?.step ?? null,
      exitCode: failure?.exitCode ?? null,
      lostTail: failure !== undefined && failure.decisiveLine === undefined ? 1 : 0,
      markerCount: markers.filter(({ kind }) => kind !== 'unrecognised').length,
    })
    for (const marker of markers) {
      this.#sql.insertMarker.run({ ...marker, ...key, streamId })
    }
    for (const run of attempt.stageRuns) {
      this.#sql.insertStage.run({ ...run, ...key, implied: run.implied ? 1 : 0 })
    }
    for (const run of attempt.stepRuns) this.#sql.insertStep.run({ ...parametersOf(run), ...key })
    if (failureGroup !== undefined) this.#saveFailure(key, { attempt, streamId, failureGroup })
  }

  #saveFailure(
    key: AttemptKey,
    failed: Pick<NumberedAttempt, 'attempt' | 'streamId'> & { failureGroup: FailureGroupKey },
  ): void {
    const { failure } = failed.attempt
    if (failure === undefined) return
    const { stage, step = null, exitCode = null, decisiveLine, reasons } = failure
    this.#sql.insertSignature.run({ ...failed.failureGroup, stage, step })
    this.#sql.insertFailure.run({
      ...key,
      ...{ streamId: failed.streamId, stage, step, exitCode },
      decisiveOrdinal: decisiveLine?.ordinal ?? null,
      decisiveText: decisiveLine?.text ?? null,
      reasonsJson: JSON.stringify(reasons),
      failureGroupId: failed.failureGroup.failureGroupId,
    })
  }
}
