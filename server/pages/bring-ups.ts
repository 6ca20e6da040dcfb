import type { FastifyPluginAsync } from 'fastify'
import { bringUps } from '../../views/bring-ups.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** Every bring-up of a cluster. */
export const bringUpsPage: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/bring-ups',
    answer: ({ params }) => {
      const record = options.stores().bringUps(params.cluster ?? '')
      return {
        ...{ title: 'Bring-ups', cluster: record.cluster, tab: undefined, record },
        body: () => bringUps(record),
        table: () => ({
          columns: [
            ...[
              'bring_up_id',
              'label',
              'started_ms',
              'ended_ms',
              'attempts',
              'instances',
              'failed',
            ],
          ],
          rows: record.bringUps.map((each) => [
            ...[each.bringUpId, each.label, each.startedMs, each.endedMs, each.attempts],
            ...[each.instances, each.failed],
          ]),
        }),
      }
    },
  })
}
