import type { Database, Statement } from 'better-sqlite3'
import { type AttemptTimes, timelineOf } from '../lifecycle/timeline.ts'
import { prepareAll } from './prepare-all.ts'

/** What a count rests on; migrations/023-fleet-count.sql says what takes it away. */
type Subject = 'standing' | 'failure' | 'stream'

interface KeptView {
  readonly subject: Subject
  /** Counts where nothing is kept, and else reads what is. */
  readonly view: string
  readonly columns: string
}

const keptViews: readonly KeptView[] = [
  {
    ...{ subject: 'standing', view: 'standing_count' },
    columns: `cluster_id, bring_up_id, state, stage, step, instance_group, instance_type, availability_zone,
              availability_zone_id, image_id, capacity_type, lifecycle_script_uri, listed, aws_disagrees, instances`,
  },
  { subject: 'standing', view: 'strip', columns: 'cluster_id, bring_up_id, strip_order, cells' },
  {
    ...{ subject: 'failure', view: 'failure_count' },
    columns: `cluster_id, bring_up_id, failure_group_id, stage, step, known_cause, instances, attempts, first_started_ms,
              first_seen_ms, last_seen_ms`,
  },
  {
    ...{ subject: 'stream', view: 'log_stream_count' },
    columns: `cluster_id, log_group_id, dialect, streams, empty_streams, instances, events, lines, bytes, markers, unmatched,
              first_event_ms, last_event_ms`,
  },
  {
    ...{ subject: 'stream', view: 'stream_hole' },
    columns: 'cluster_id, without_lines, stream_gone, without_dialect, unmatched_marker',
  },
]

const selectTimes = /* sql */ `
  SELECT ran_in, started_ms, failed_ms, is_open
    FROM attempt_time
   WHERE cluster_id  = @clusterId
     AND bring_up_id = @bringUpId
   LIMIT 100000
`

const sql = {
  clusterIds: 'SELECT cluster_id FROM cluster ORDER BY cluster_id',
  isCounted: 'SELECT count(*) FROM counted WHERE cluster_id = @clusterId AND subject = @subject',
  setCounted: 'INSERT INTO counted (cluster_id, subject) VALUES (@clusterId, @subject)',
  bringUpIds: /* sql */ `
    SELECT '' UNION ALL SELECT bring_up_id FROM bring_up WHERE cluster_id = @clusterId`,
  selectTimes,
  deleteTimelines: 'DELETE FROM timeline WHERE cluster_id = @clusterId',
  insertTimeline: /* sql */ `
    INSERT INTO timeline (cluster_id, bring_up_id, shown_bring_up, from_ms, bin_ms, started, failed, first_failure_ms,
                          last_failure_ms, elsewhere)
    VALUES (@clusterId, @bringUpId, @shown, @fromMs, @binMs, @started, @failed, @firstFailureMs, @lastFailureMs,
            @elsewhere)`,
  clearFile: 'DELETE FROM kept_file_size',
  countFile: /* sql */ `
    INSERT INTO kept_file_size (line_bytes, index_bytes)
    SELECT line_bytes, index_bytes FROM file_size`,
}

/** Keeps what depends on every instance, counted. Callers own the transaction. */
export class FleetCountStore {
  readonly #sql: Readonly<Record<keyof typeof sql, Statement>>
  readonly #views: readonly (KeptView & { readonly clear: Statement; readonly count: Statement })[]

  constructor(database: Database) {
    this.#sql = prepareAll(database, sql)
    this.#views = keptViews.map((kept) => ({
      ...kept,
      clear: database.prepare(`DELETE FROM kept_${kept.view} WHERE cluster_id = @clusterId`),
      count: database.prepare(`
        INSERT INTO kept_${kept.view} (${kept.columns})
        SELECT ${kept.columns} FROM ${kept.view} WHERE cluster_id = @clusterId`),
    }))
  }

  /** Counts what is not counted, in the whole file. */
  countAll(): void {
    const clusterIds = this.#sql.clusterIds.pluck().all() as string[]
    for (const clusterId of clusterIds) this.countCluster(clusterId)
    if (clusterIds.length > 0) this.countFile()
  }

  /** Counts what is not counted of a cluster. */
  countCluster(clusterId: string): void {
    this.countStandings(clusterId)
    this.#count(clusterId, 'failure')
    this.#count(clusterId, 'stream')
  }

  /** Where the instances of a cluster stand, if that is not counted. */
  countStandings(clusterId: string): void {
    if (this.#count(clusterId, 'standing')) this.#saveTimelines(clusterId)
  }

  /** How large the parts of the file are, if that is not counted. */
  countFile(): void {
    const of = { clusterId: '', subject: 'file' }
    if (this.#isCounted(of)) return
    this.#sql.clearFile.run()
    this.#sql.countFile.run()
    this.#sql.setCounted.run(of)
  }

  #count(clusterId: string, subject: Subject): boolean {
    const of = { clusterId, subject }
    if (this.#isCounted(of)) return false
    for (const kept of this.#views.filter((each) => each.subject === subject)) {
      kept.clear.run({ clusterId })
      kept.count.run({ clusterId })
    }
    this.#sql.setCounted.run(of)
    return true
  }

  #isCounted(of: { readonly clusterId: string; readonly subject: string }): boolean {
    return this.#sql.isCounted.pluck().get(of) === 1
  }

  #saveTimelines(clusterId: string): void {
    this.#sql.deleteTimelines.run({ clusterId })
    for (const bringUpId of this.#sql.bringUpIds.pluck().all({ clusterId }) as string[]) {
      const scope = { clusterId, bringUpId }
      const times = this.#sql.selectTimes.raw().all(scope) as AttemptTimes[]
      if (times.length === 0) continue
      const { bringUpId: shown, started, failed, ...rest } = timelineOf(times)
      this.#sql.insertTimeline.run({
        ...{ ...scope, fromMs: rest.fromMs, binMs: rest.binMs, elsewhere: rest.elsewhere },
        ...{
          shown: shown ?? null,
          started: JSON.stringify(started),
          failed: JSON.stringify(failed),
        },
        firstFailureMs: rest.firstFailureMs ?? null,
        lastFailureMs: rest.lastFailureMs ?? null,
      })
    }
  }
}
