import type { Database, Statement } from 'better-sqlite3'
import type { DataHoles, StreamCounts, UnrecognisedMarker } from '../../views/data.ts'
import type { DialectRecord, LogGroupRecord, SkippedStreams } from '../../views/data-sources.ts'
import type { OddClock } from '../../views/odd-clocks.ts'

const selectLogGroups = /* sql */ `
  SELECT log_group.name                       AS name,
         log_group.layout                     AS layout,
         log_group.created_ms                 AS createdMs,
         log_group.retention_days             AS retentionDays,
         log_group.gone                       AS gone,
         coalesce(sum(stored.streams), 0)     AS streams,
         coalesce(sum(stored.lines), 0)       AS lines,
         coalesce(sum(stored.bytes), 0)       AS bytes,
         min(stored.first_event_ms) + log_group.retention_days * 86400000 AS expiresMs
    FROM log_group
    LEFT JOIN (SELECT log_group_id, streams, lines, bytes, first_event_ms
                 FROM log_stream_count
                WHERE cluster_id = @clusterId) AS stored USING (log_group_id)
   WHERE log_group.cluster_id = @clusterId
   GROUP BY log_group.log_group_id
   ORDER BY log_group.name
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

const selectStreamCounts = /* sql */ `
  SELECT coalesce(sum(streams), 0) AS streams,
         coalesce(sum(events), 0)  AS events,
         coalesce(sum(lines), 0)   AS lines,
         coalesce(sum(bytes), 0)   AS bytes,
         min(first_event_ms)       AS firstEventMs,
         max(last_event_ms)        AS lastEventMs
    FROM log_stream_count
   WHERE cluster_id = @clusterId
`

// Each of these numbers leads to the list of its instances: the conditions are those of instance-conditions.ts.
const selectHoles = /* sql */ `
  SELECT (SELECT coalesce(sum(instances), 0)
            FROM standing_count
           WHERE cluster_id = @clusterId AND bring_up_id = '' AND state = 'no-stream') AS withoutStream,
         (SELECT coalesce(sum(instances), 0)
            FROM standing_count
           WHERE cluster_id = @clusterId AND bring_up_id = '' AND listed = 0)          AS notListed,
         unmatched_marker                                                              AS unmatchedMarkers,
         without_lines                                                                 AS withoutLines,
         stream_gone                                                                   AS gone,
         without_dialect                                                               AS withoutDialect
    FROM stream_hole
   WHERE cluster_id = @clusterId
`

const selectDialects = /* sql */ `
  SELECT log_group.name                                  AS logGroup,
         coalesce(stored.dialect, '-')                   AS dialect,
         sum(stored.streams - stored.empty_streams)      AS streams,
         sum(stored.instances)                           AS instances,
         sum(stored.lines)                               AS lines,
         sum(stored.markers)                             AS markers,
         sum(stored.unmatched)                           AS unmatched
    FROM log_stream_count AS stored
    JOIN log_group USING (log_group_id)
   WHERE stored.cluster_id = @clusterId
     AND stored.lines      > 0
   GROUP BY log_group.name, 2
   ORDER BY log_group.name, streams DESC, dialect
   LIMIT 200
`

const selectOddClocks = /* sql */ `
  SELECT instance_id AS instanceId, kind, off_ms AS offMs
    FROM odd_clock
   WHERE cluster_id = @clusterId
   ORDER BY abs(off_ms) DESC, instance_id
   LIMIT 100000
`

const selectTimesOf = /* sql */ `
  SELECT instance.launched_ms           AS launchedMs,
         min(log_stream.first_event_ms) AS firstEventMs,
         max(log_stream.last_event_ms)  AS lastEventMs
    FROM instance
    JOIN log_stream USING (cluster_id, instance_id)
   WHERE cluster_id  = @clusterId
     AND instance_id = @instanceId
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

type OfCluster = { readonly clusterId: string }
type OddSign = Pick<OddClock, 'instanceId' | 'kind' | 'offMs'>
type ClockTimes = Omit<OddClock, keyof OddSign>
type Limited = OfCluster & { readonly limit: number }

/** What the data rests on, and where it has holes. */
export class DataStore {
  readonly #logGroups: Statement<[OfCluster], LogGroupRecord>
  readonly #skipped: Statement<[OfCluster], SkippedStreams>
  readonly #streamCounts: Statement<[OfCluster], StreamCounts>
  readonly #holes: Statement<[OfCluster], Omit<DataHoles, 'oddClocks'>>
  readonly #dialects: Statement<[OfCluster], DialectRecord>
  readonly #oddClocks: Statement<[OfCluster], OddSign>
  readonly #timesOf: Statement<[OfCluster & { readonly instanceId: string }], ClockTimes>
  readonly #unrecognised: Statement<[Limited], Omit<UnrecognisedMarker, 'text'> & StreamOf>
  readonly #unrecognisedCount: Statement<[OfCluster], number>

  constructor(database: Database) {
    this.#logGroups = database.prepare(selectLogGroups)
    this.#skipped = database.prepare(selectSkipped)
    this.#streamCounts = database.prepare(selectStreamCounts)
    this.#holes = database.prepare(selectHoles)
    this.#dialects = database.prepare(selectDialects)
    this.#oddClocks = database.prepare(selectOddClocks)
    this.#timesOf = database.prepare(selectTimesOf)
    this.#unrecognised = database.prepare(selectUnrecognised)
    this.#unrecognisedCount = database.prepare(countUnrecognised).pluck() as Statement<
      [OfCluster],
      number
    >
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

  holes(clusterId: string): Omit<DataHoles, 'oddClocks'> {
    return this.#holes.get({ clusterId }) as Omit<DataHoles, 'oddClocks'>
  }

  dialects(clusterId: string): readonly DialectRecord[] {
    return this.#dialects.all({ clusterId })
  }

  /** How many there are, and the furthest off first: to find them walks all streams, and is done once. */
  oddClocks(
    clusterId: string,
    limit: number,
  ): { readonly instances: number; readonly furthest: readonly OddClock[] } {
    const odd = this.#oddClocks.all({ clusterId })
    const furthest = odd.slice(0, limit).map((sign): OddClock => {
      const times = this.#timesOf.get({ clusterId, instanceId: sign.instanceId })
      return { ...sign, ...(times as ClockTimes) }
    })
    return { instances: odd.length, furthest }
  }

  unrecognised(clusterId: string, limit: number) {
    return this.#unrecognised.all({ clusterId, limit })
  }

  unrecognisedCount(clusterId: string): number {
    return this.#unrecognisedCount.get({ clusterId }) ?? 0
  }
}

interface StreamOf {
  readonly logStreamId: number
}
