import type { Database, Statement } from 'better-sqlite3'
import type {
  LogGroupRecord,
  SkippedStreams,
  StreamCounts,
  UnrecognisedMarker,
} from '../../views/data.ts'
import type { SyncRunRecord } from '../../views/sync-facts.ts'

const selectLogGroups = /* sql */ `
  SELECT name, layout, created_ms AS createdMs, retention_days AS retentionDays, gone
    FROM log_group
   WHERE cluster_id = @clusterId
   ORDER BY name
   LIMIT 100
`

const selectSkipped = /* sql */ `
  SELECT log_group.name         AS logGroup,
         skipped_stream.kind    AS kind,
         skipped_stream.streams AS streams,
         skipped_stream.sample  AS sample
    FROM skipped_stream
    JOIN log_group USING (log_group_id)
   WHERE log_group.cluster_id = @clusterId
   ORDER BY streams DESC, kind
   LIMIT 100
`

// One pass over the streams of the cluster by log_stream_by_instance.
const selectStreamCounts = /* sql */ `
  SELECT count(*)                                  AS streams,
         count(*) FILTER (WHERE lines = 0)         AS withoutLines,
         count(*) FILTER (WHERE gone = 1)          AS gone,
         count(*) FILTER (WHERE dialect IS NULL AND lines > 0) AS withoutDialect,
         coalesce(sum(events), 0)                  AS events,
         coalesce(sum(lines), 0)                   AS lines,
         coalesce(sum(bytes), 0)                   AS bytes,
         min(first_event_ms)                       AS firstEventMs,
         max(last_event_ms)                        AS lastEventMs
    FROM log_stream
   WHERE cluster_id = @clusterId
`

const selectDialects = /* sql */ `
  SELECT coalesce(dialect, '-') AS dialect, count(*) AS streams
    FROM log_stream
   WHERE cluster_id = @clusterId AND lines > 0
   GROUP BY 1
   ORDER BY streams DESC
   LIMIT 100
`

const selectUnrecognised = /* sql */ `
  SELECT marker.instance_id   AS instanceId,
         marker.attempt       AS attempt,
         marker.log_stream_id AS logStreamId,
         marker.line_ordinal  AS lineOrdinal
    FROM marker
   WHERE marker.cluster_id = @clusterId
     AND marker.kind       = 'unrecognised'
   ORDER BY marker.log_stream_id, marker.line_ordinal
   LIMIT @limit
`

const countUnrecognised = /* sql */ `
  SELECT count(*)
    FROM marker
   WHERE cluster_id = @clusterId
     AND kind       = 'unrecognised'
`

const selectNotListed = /* sql */ `
  SELECT count(*)
    FROM instance
   WHERE cluster_id = @clusterId
     AND listed     = 0
`

const selectSyncRuns = /* sql */ `
  SELECT sync_run_id        AS syncRunId,
         source             AS source,
         started_ms         AS startedMs,
         ended_ms           AS endedMs,
         outcome            AS outcome,
         streams            AS streams,
         streams_changed    AS streamsChanged,
         streams_skipped    AS streamsSkipped,
         pages              AS pages,
         events             AS events,
         late_events        AS lateEvents,
         lines              AS lines,
         bytes              AS bytes,
         calls              AS calls,
         throttles          AS throttles,
         retries            AS retries,
         calls_by_operation AS callsByOperation,
         notes              AS notes,
         phase              AS phase,
         streams_done       AS streamsDone,
         left_ms            AS leftMs,
         clock_ms           AS clockMs,
         heartbeat_ms       AS heartbeatMs
    FROM sync_run
   WHERE cluster_id = @clusterId
   ORDER BY started_ms DESC, sync_run_id DESC
   LIMIT @limit
`

type OfCluster = { readonly clusterId: string }
type Limited = OfCluster & { readonly limit: number }
type SyncRunRow = SyncRunRecord & { readonly callsByOperation: string; readonly notes: string }

/** What the data rests on, and where it has holes. */
export class DataStore {
  readonly #logGroups: Statement<[OfCluster], LogGroupRecord>
  readonly #skipped: Statement<[OfCluster], SkippedStreams>
  readonly #streamCounts: Statement<[OfCluster], StreamCounts>
  readonly #dialects: Statement<[OfCluster], { dialect: string; streams: number }>
  readonly #unrecognised: Statement<[Limited], Omit<UnrecognisedMarker, 'text'> & StreamOf>
  readonly #unrecognisedCount: Statement<[OfCluster], number>
  readonly #notListed: Statement<[OfCluster], number>
  readonly #syncRuns: Statement<[Limited], SyncRunRow>

  constructor(database: Database) {
    this.#logGroups = database.prepare(selectLogGroups)
    this.#skipped = database.prepare(selectSkipped)
    this.#streamCounts = database.prepare(selectStreamCounts)
    this.#dialects = database.prepare(selectDialects)
    this.#unrecognised = database.prepare(selectUnrecognised)
    this.#unrecognisedCount = database.prepare(countUnrecognised).pluck() as Statement<
      [OfCluster],
      number
    >
    this.#notListed = database.prepare(selectNotListed).pluck() as Statement<[OfCluster], number>
    this.#syncRuns = database.prepare(selectSyncRuns)
  }

  logGroups(clusterId: string): readonly LogGroupRecord[] {
    return this.#logGroups.all({ clusterId })
  }

  skipped(clusterId: string): readonly SkippedStreams[] {
    return this.#skipped.all({ clusterId })
  }

  streamCounts(clusterId: string): StreamCounts {
    return this.#streamCounts.get({ clusterId }) as StreamCounts
  }

  dialects(clusterId: string): readonly { readonly dialect: string; readonly streams: number }[] {
    return this.#dialects.all({ clusterId })
  }

  unrecognised(clusterId: string, limit: number) {
    return this.#unrecognised.all({ clusterId, limit })
  }

  unrecognisedCount(clusterId: string): number {
    return this.#unrecognisedCount.get({ clusterId }) ?? 0
  }

  notListed(clusterId: string): number {
    return this.#notListed.get({ clusterId }) ?? 0
  }

  /** Newest first. */
  syncRuns(clusterId: string, limit: number): readonly SyncRunRecord[] {
    return this.#syncRuns.all({ clusterId, limit }).map((row) => ({
      ...row,
      callsByOperation: JSON.parse(row.callsByOperation) as Record<string, number>,
      notes: JSON.parse(row.notes) as string[],
    }))
  }
}

interface StreamOf {
  readonly logStreamId: number
}
