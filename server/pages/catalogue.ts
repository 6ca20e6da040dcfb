import type { FastifyPluginAsync } from 'fastify'
import { catalogue } from '../../views/catalogue.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** Which known causes hit in a cluster, on how many failed and healthy instances. */
export const cataloguePage: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/catalogue',
    answer: ({ params }) => {
      const record = options.stores().catalogue(params.cluster ?? '')
      return {
        ...{ title: 'Catalogue', cluster: record.cluster, tab: 'catalogue', record },
        body: () => catalogue(record),
        table: () => ({
          columns: [
            ...['known_cause', 'title', 'failed_instances', 'healthy_instances', 'healthy'],
            'demoted',
          ],
          rows: record.hits.map((hit) => [
            ...[hit.knownCause, hit.title, hit.failedInstances, hit.healthyInstances, hit.healthy],
            hit.demoted,
          ]),
        }),
      }
    },
  })
}
