import type { FastifyPluginAsync } from 'fastify'
import { clusters } from '../../views/clusters.ts'
import { urls } from '../../views/urls.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** `/` leads to the one cluster there is, else to the list of all. */
export const clusterPages: FastifyPluginAsync<PageOptions> = async (app, options) => {
  app.get('/', (_, reply) => {
    const all = options.stores().clusters().clusters
    const [only] = all
    return reply.redirect(
      only !== undefined && all.length === 1 ? urls.cluster(only.key) : urls.clusters(),
    )
  })
  registerPage(app, options, {
    path: urls.clusters(),
    answer: () => {
      const record = options.stores().clusters()
      return {
        ...{ title: 'Clusters', cluster: undefined, tab: undefined, record },
        body: () => clusters(record),
        table: () => ({
          columns: ['cluster_id', 'name', 'region', 'status', 'as_of_ms', 'expected', 'failed'],
          rows: record.clusters.map((each) => [
            ...[each.clusterId, each.name, each.region, each.status],
            ...[each.asOfMs, each.expected, each.failed],
          ]),
        }),
      }
    },
  })
}
