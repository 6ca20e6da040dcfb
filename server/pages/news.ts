import type { FastifyPluginAsync } from 'fastify'
import { news } from '../../views/news.ts'
import { type PageOptions, pageRequest } from '../reply-page.ts'

/**
 * Whether the file knows more than the page that asks: `since` is the number of lines that it knew. Nothing new: 204, which
 * changes nothing in the page.
 */
export const newsPage: FastifyPluginAsync<PageOptions> = async (app, options) => {
  app.get('/clusters/:cluster/news', (request, reply) => {
    const { params, query } = pageRequest(request)
    const { cluster } = options.stores().sync(params.cluster ?? '', 0)
    const since = Number(query.since)
    if (!Number.isInteger(since) || cluster.lines === since) return reply.code(204).send()
    return reply.type('text/html; charset=utf-8').send(String(news(cluster.lines - since)))
  })
}
