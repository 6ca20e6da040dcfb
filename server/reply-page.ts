import { html, type SafeHtml } from '@remix-run/html-template'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type AssetPaths, type ClusterHeader, layout, type Tab } from '../views/layout.ts'
import { type CsvTable, csv } from './csv.ts'
import { inShownTime, readTimeShown } from './shown-time.ts'
import type { ReadStores } from './store/read-store.ts'

/** What every page file gets. */
export interface PageOptions {
  /** The stores over the database as it is now. */
  readonly stores: () => ReadStores
  readonly assets: AssetPaths
}

/** What a page answers: one record in whatever form was asked for. */
export interface Answer {
  readonly title: string
  readonly cluster: ClusterHeader | undefined
  readonly tab: Tab | undefined
  readonly record: object
  /** HTTP status; undefined: 200. */
  readonly status?: number
  /** Stands above the body in the whole page; a fragment comes without it. */
  readonly heading?: () => SafeHtml
  readonly body: () => SafeHtml
  readonly table: () => CsvTable
}

export interface PageRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** True: a link of another site led here. */
  readonly isFromElsewhere?: boolean
  /** Aborted when whoever asked has gone away. */
  readonly signal: AbortSignal
  readonly form: 'html' | 'json' | 'csv'
}

/** Registers a page with its .json and .csv twin. */
export function registerPage(
  app: FastifyInstance,
  options: PageOptions,
  page: {
    readonly path: string
    readonly answer: (request: PageRequest) => Answer | Promise<Answer>
  },
): void {
  const answerTo = async (
    request: FastifyRequest,
    reply: FastifyReply,
    form: PageRequest['form'],
  ): Promise<Answer> => page.answer({ ...pageRequest(request), signal: goneSignal(reply), form })
  app.get(page.path, async (request, reply) => {
    const answer = await answerTo(request, reply, 'html')
    return replyHtml(request, reply, { answer, options })
  })
  app.get(`${page.path}.json`, async (request, reply) => {
    const { record, status = 200 } = await answerTo(request, reply, 'json')
    return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(record))
  })
  app.get(`${page.path}.csv`, async (request, reply) => {
    const { table, status = 200 } = await answerTo(request, reply, 'csv')
    reply.header('content-disposition', 'attachment')
    return reply.code(status).type('text/csv; charset=utf-8').send(csv(table()))
  })
}

function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}

/** A value given twice counts once: the last. */
export function pageRequest(request: FastifyRequest): Omit<PageRequest, 'signal' | 'form'> {
  const query = Object.entries(request.query as Record<string, string | string[]>)
  return {
    params: request.params as Record<string, string>,
    isFromElsewhere: /^(?:cross-site|same-site)$/.test(String(request.headers['sec-fetch-site'])),
    query: Object.fromEntries(query.map(([name, value]) => [name, [value].flat().at(-1) ?? ''])),
  }
}

/** The fragment alone to htmx, inside the whole page to everyone else. */
function replyHtml(
  request: FastifyRequest,
  reply: FastifyReply,
  page: { readonly answer: Answer; readonly options: PageOptions },
): FastifyReply {
  const time = readTimeShown(pageRequest(request).query)
  const { title, cluster, tab, heading, body } = page.answer
  const frame = { title, cluster, tab, time, url: request.url, assets: page.options.assets }
  const isFragment = request.headers['hx-request-type'] === 'partial'
  const whole = (): SafeHtml => layout(frame, html`${heading?.()}${body()}`)
  return reply
    .code(page.answer.status ?? 200)
    .header('vary', 'HX-Request-Type')
    .type('text/html; charset=utf-8')
    .send(
      inShownTime(String(isFragment ? body() : whole()), {
        time,
        zeroMs: cluster?.beganMs ?? undefined,
      }),
    )
}
