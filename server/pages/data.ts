import type { FastifyPluginAsync } from 'fastify'
import { data } from '../../views/data.ts'
import type { SyncRunRecord } from '../../views/sync-facts.ts'
import type { CsvTable } from '../csv.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** What the data rests on: streams, holes, syncs. Its .csv is the list of syncs. */
export const dataPage: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/data',
    answer: ({ params }) => {
      const record = options.stores().data(params.cluster ?? '')
      return {
        ...{ title: 'Data', cluster: record.cluster, tab: 'data', record },
        body: () => data(record),
        table: () => syncRunsTable(record.syncRuns),
      }
    },
  })
}

export function syncRunsTable(syncRuns: readonly SyncRunRecord[]): CsvTable {
  return {
    columns: [
      ...['started_ms', 'ended_ms', 'outcome', 'source', 'streams', 'streams_changed'],
      ...['events', 'late_events', 'lines', 'bytes', 'calls', 'throttles', 'retries'],
    ],
    rows: syncRuns.map((run) => [
      ...[run.startedMs, run.endedMs, run.outcome, run.source, run.streams],
      ...[run.streamsChanged, run.events, run.lateEvents, run.lines, run.bytes],
      ...[run.calls, run.throttles, run.retries],
    ]),
  }
}
