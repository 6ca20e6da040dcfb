import type { FastifyPluginAsync } from 'fastify'
import { sync } from '../../views/sync.ts'
import type { SyncRunRecord } from '../../views/sync-facts.ts'
import type { CsvTable } from '../csv.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

export interface SyncOptions extends PageOptions {
  /** Clock of this machine, epoch ms: what a heartbeat is judged by. */
  readonly now: () => number
}

/** The running sync, live, and the earlier ones. */
export const syncPage: FastifyPluginAsync<SyncOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/sync',
    isKept: false,
    answer: ({ params }) => {
      const record = options.stores().sync(params.cluster ?? '', options.now())
      return {
        ...{ title: 'Sync', cluster: record.cluster, tab: 'data', record },
        body: () => sync(record),
        table: () => syncRunsTable(record.syncRuns),
      }
    },
  })
}

function syncRunsTable(syncRuns: readonly SyncRunRecord[]): CsvTable {
  return {
    columns: [
      ...['started_ms', 'ended_ms', 'outcome', 'source', 'streams', 'streams_changed'],
      ...['events', 'late_events', 'repeated_events', 'lines', 'bytes', 'calls', 'throttles'],
      ...['retries', 'page_fill', 'reading_ms', 'quota_ms', 'quota_ratio', 'notes'],
    ],
    rows: syncRuns.map((run) => [
      ...[run.startedMs, run.endedMs, run.outcome, run.source, run.streams],
      ...[run.streamsChanged, run.events, run.lateEvents, run.repeatedEvents, run.lines],
      ...[run.bytes, run.calls, run.throttles, run.retries, run.pageFill, run.readingMs],
      ...[run.quotaMs, run.quotaRatio, run.notes.join('\n')],
    ]),
  }
}
