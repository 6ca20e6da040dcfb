import type { Database, Statement } from 'better-sqlite3'
import type { LogGroupInfo } from '../log-source.ts'
import { insertUnlisted } from './inventory-store.ts'
import { parametersOf, prepareAll } from './prepare-all.ts'

/** A lifecycle stream as its name tells it. */
export interface LifecycleStream {
  readonly name: string
  readonly instanceId: string
  readonly instanceGroup: string | undefined
  readonly script: string | undefined
}

/** A row of log_stream, as a sync plans with it. */
export interface StreamRow {
  readonly streamId: number
  readonly name: string
  readonly instanceId: string
  readonly checkpointMs: number | null
  readonly resumeMs: number | null
  /** How far the clock of its instance is behind AWS's, delivery included; negative: ahead; null: not known. */
  readonly clockBehindMs: number | null
  /** AWS lists its instance as failed. */
  readonly failing: 0 | 1
}

export interface LogGroupRow {
  readonly logGroupId: number
  readonly name: string
  readonly layout: string
  /** null: not known. */
  readonly createdMs: number | null
}

/** A stream of one instance and where it stands. */
export interface InstanceStream {
  readonly logGroupId: number
  readonly layout: string
  readonly name: string
}

const upsertLogGroup = /* sql */ `
  INSERT INTO log_group (cluster_id, name, layout, created_ms, retention_days)
  VALUES (@clusterId, @name, @layout, @createdMs, @retentionDays)
  ON CONFLICT (cluster_id, name) DO UPDATE
     SET layout = excluded.layout, created_ms = excluded.created_ms, retention_days = excluded.retention_days,
         gone = 0
  RETURNING log_group_id
`

const insertStream = /* sql */ `
  INSERT INTO log_stream (log_group_id, cluster_id, name, instance_id, instance_group, script)
  VALUES (@logGroupId, @clusterId, @name, @instanceId, @instanceGroup, @script)
  ON CONFLICT (log_group_id, name) DO UPDATE SET gone = 0
`

const selectStreams = /* sql */ `
  SELECT log_stream_id AS streamId, name, instance_id AS instanceId, checkpoint_ms AS checkpointMs,
         resume_ms AS resumeMs, clock_behind_ms AS clockBehindMs,
         EXISTS (SELECT 1 FROM instance
                  WHERE instance.cluster_id = log_stream.cluster_id
                    AND instance.instance_id = log_stream.instance_id
                    AND instance.aws_status = 'Failure') AS failing
    FROM log_stream
   WHERE log_group_id = @logGroupId AND gone = 0
   ORDER BY log_stream_id
`

const sql = {
  ...{ upsertLogGroup, insertStream, insertUnlisted, selectStreams },
  groupGone: 'UPDATE log_group SET gone = 1 WHERE log_group_id = @logGroupId',
  streamGone: 'UPDATE log_stream SET gone = 1 WHERE log_stream_id = @streamId',
  clearSkipped: 'DELETE FROM skipped_stream WHERE log_group_id = @logGroupId',
  insertSkipped: /* sql */ `
    INSERT INTO skipped_stream (log_group_id, kind, streams, sample)
    VALUES (@logGroupId, @kind, @streams, @sample)`,
  streamId: /* sql */ `
    SELECT log_stream_id AS streamId FROM log_stream WHERE log_group_id = @logGroupId AND name = @name`,
  ofInstance: /* sql */ `
    SELECT log_stream.log_group_id AS logGroupId, log_group.layout AS layout, log_stream.name AS name
      FROM log_stream
      JOIN log_group ON log_group.log_group_id = log_stream.log_group_id
     WHERE log_stream.cluster_id = @clusterId AND log_stream.instance_id = @instanceId
     ORDER BY log_stream.log_stream_id`,
  instances: /* sql */ `
    SELECT DISTINCT instance_id
      FROM log_stream
     WHERE log_stream_id IN (SELECT value FROM json_each(@ids))`,
  onlyStream: /* sql */ `
    SELECT instance_id
      FROM log_stream
     WHERE log_stream_id = @streamId
       AND NOT EXISTS (SELECT 1
                         FROM log_stream AS other
                        WHERE other.cluster_id  = log_stream.cluster_id
                          AND other.instance_id = log_stream.instance_id
                          AND other.log_stream_id <> @streamId)`,
  withoutStream: /* sql */ `
    SELECT EXISTS (SELECT 1 FROM instance
                    WHERE instance.cluster_id = @clusterId AND instance.listed = 1
                      AND NOT EXISTS (SELECT 1 FROM log_stream
                                       WHERE log_stream.cluster_id  = instance.cluster_id
                                         AND log_stream.instance_id = instance.instance_id
                                         AND log_stream.gone = 0)) AS isMissing`,
  listed: /* sql */ `
    SELECT name, last_event_ms AS lastEventMs FROM log_stream WHERE log_group_id = @logGroupId AND gone = 0`,
  timeRange: /* sql */ `
    SELECT first_event_ms AS firstMs, last_event_ms AS lastMs FROM log_stream WHERE log_stream_id = @streamId`,
  logGroups: /* sql */ `
    SELECT log_group_id AS logGroupId, name, layout, created_ms AS createdMs
      FROM log_group
     WHERE cluster_id = @clusterId
     ORDER BY log_group_id`,
}

/** Log groups and their streams, as CloudWatch lists them. One transaction a method. */
export class StreamStore {
  readonly #database: Database
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>

  constructor(database: Database) {
    this.#database = database
    this.#sql = prepareAll(database, sql)
  }

  /** Returns the row's id. */
  saveLogGroup(clusterId: string, group: LogGroupInfo, layout: string): number {
    const row = this.#sql.upsertLogGroup.get({
      clusterId,
      layout,
      ...parametersOf(group),
    }) as { log_group_id: number }
    return row.log_group_id
  }

  logGroups(clusterId: string): readonly LogGroupRow[] {
    return this.#sql.logGroups.all({ clusterId }) as LogGroupRow[]
  }

  saveStreams(clusterId: string, logGroupId: number, streams: readonly LifecycleStream[]): void {
    this.#atOnce(() => {
      for (const stream of streams) {
        const row = { clusterId, logGroupId, ...parametersOf(stream) }
        this.#sql.insertUnlisted.run(row)
        this.#sql.insertStream.run(row)
      }
    })
  }

  saveSkipped(logGroupId: number, skipped: ReadonlyMap<string, readonly string[]>): void {
    this.#atOnce(() => {
      this.#sql.clearSkipped.run({ logGroupId })
      for (const [kind, names] of skipped) {
        this.#sql.insertSkipped.run({
          logGroupId,
          kind,
          streams: names.length,
          sample: names[0] ?? '',
        })
      }
    })
  }

  streams(logGroupId: number): readonly StreamRow[] {
    return this.#sql.selectStreams.all({ logGroupId }) as StreamRow[]
  }

  /** undefined: the log group has no such stream in the file. */
  streamId(logGroupId: number, name: string): number | undefined {
    const row = this.#sql.streamId.get({ logGroupId, name }) as { streamId: number } | undefined
    return row?.streamId
  }

  /** The lifecycle streams of one instance, in the order in which they were met. */
  streamsOfInstance(clusterId: string, instanceId: string): readonly InstanceStream[] {
    return this.#sql.ofInstance.all({ clusterId, instanceId }) as InstanceStream[]
  }

  /** The instances whose logs these streams are. */
  instancesOf(streamIds: readonly number[]): readonly string[] {
    return this.#sql.instances.pluck().all({ ids: JSON.stringify(streamIds) }) as string[]
  }

  /** The instance of a stream where that is its only one; undefined: it has others. */
  instanceOfOnly(streamId: number): string | undefined {
    return this.#sql.onlyStream.pluck().get({ streamId }) as string | undefined
  }

  /** True where AWS lists an instance of the cluster that has no stream yet, or no more. */
  isStreamMissing(clusterId: string): boolean {
    const row = this.#sql.withoutStream.get({ clusterId }) as { isMissing: 0 | 1 }
    return row.isMissing === 1
  }

  /** What the file knows of the streams of a log group: their names and their last events. */
  knownStreams(logGroupId: number): readonly { name: string; lastEventMs: number | null }[] {
    return this.#sql.listed.all({ logGroupId }) as { name: string; lastEventMs: number | null }[]
  }

  /** Earliest and latest time of a stream's events; undefined: it has none. */
  timeRange(streamId: number): { readonly firstMs: number; readonly lastMs: number } | undefined {
    const row = this.#sql.timeRange.get({ streamId }) as
      | { firstMs: number | null; lastMs: number | null }
      | undefined
    if (row?.firstMs == null || row.lastMs == null) return undefined
    return { firstMs: row.firstMs, lastMs: row.lastMs }
  }

  /** Rows stay; the stream is not asked for again unless CloudWatch lists it again. */
  markStreamGone(streamId: number): void {
    this.#sql.streamGone.run({ streamId })
  }

  markLogGroupGone(logGroupId: number): void {
    this.#sql.groupGone.run({ logGroupId })
  }

  #atOnce(work: () => void): void {
    this.#database.transaction(work).immediate()
  }
}
