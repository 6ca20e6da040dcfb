import type { FastifyPluginAsync } from 'fastify'
import { stripOf, stripPage } from '../../views/instance-strip.ts'
import { type StripOrder, stripOrders } from '../../views/urls.ts'
import { oneOf } from '../filters.ts'
import { type PageOptions, registerPage } from '../reply-page.ts'

/** One cell an instance; the .json names every cell, which the overview asks for when the pointer is over one. */
export const stripPages: FastifyPluginAsync<PageOptions> = async (app, options) => {
  registerPage(app, options, {
    path: '/clusters/:cluster/strip',
    answer: ({ params, query }) => {
      const record = options.stores().strip(params.cluster ?? '', readStripOrder(query))
      const { cluster } = record
      return {
        ...{ title: 'Instances, one cell each', cluster, tab: 'overview', record },
        body: () => stripPage(cluster, stripOf(record)),
        table: () => ({
          columns: [record.order, 'instance_id', 'state'],
          rows: record.sections.flatMap(({ name, instances }) =>
            instances.map(({ instanceId, state }) => [name, instanceId, state]),
          ),
        }),
      }
    },
  })
}

/** Throws OperatorError `invalid-request`. */
export function readStripOrder(query: Readonly<Record<string, string>>): StripOrder {
  return oneOf('strip', query.strip || 'group', stripOrders)
}
