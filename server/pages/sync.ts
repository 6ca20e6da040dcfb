import type { FastifyPluginAsync } from 'fastify'
import { sync } from '../../views/sync.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'
import { syncRunsTable } from './data.ts'

export interface SyncOptions extends PageOptions {
  /** Clock of this machine, epoch ms: what a heartbeat is judged by. */
  readonly now: () => number
}

/** The running sync, live, and the earlier ones. */
export const syncPage: FastifyPluginAsync<SyncOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/sync',
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
