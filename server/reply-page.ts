import { html, type SafeHtml } from '@remix-run/html-template'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import { type AssetPaths, type ClusterHeader, layout, type Tab } from '../views/layout.ts'
import { type CsvTable, csv } from './csv.ts'
import type { KeptPages } from './kept-pages.ts'
import { inShownTime, readTimeShown } from './shown-time.ts'
import type { ReadStores } from './store/read-store.ts'

/** What every page file gets. */
export interface PageOptions {
  /** The stores over the database as it is now. */
  readonly stores: () => ReadStores
  readonly assets: AssetPaths
  readonly kept: KeptPages
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

/**
 * Registers a page with its .json and .csv twin. HEAD is of the same route, as Node sends it no body: the route of its own
 * that Fastify would add takes about as long to register as the first, and a viewer that starts registers some seventy.
 */
export function registerPage(
  app: FastifyInstance,
  options: PageOptions,
  page: {
    readonly path: string
    /** False: it depends on more than its address and the file, and is made anew each time. */
    readonly isKept?: boolean
    readonly answer: (request: PageRequest) => Answer | Promise<Answer>
  },
): void {
  const answerTo = async (
    request: FastifyRequest,
    reply: FastifyReply,
    form: PageRequest['form'],
  ): Promise<Answer> => page.answer({ ...pageRequest(request), signal: goneSignal(reply), form })
  const get = (url: string, handler: RouteHandlerMethod): void => {
    app.route({ method: ['GET', 'HEAD'], url, handler })
  }
  get(page.path, async (request, reply) => {
    reply.header('vary', 'HX-Request-Type, Accept-Encoding').type('text/html; charset=utf-8')
    const pages = page.isKept === false ? undefined : options.kept.of(options.stores())
    const key = `${isFragment(request)} ${request.url}`
    const zipped = isZipTaken(request) ? pages?.get(key)?.zipped() : undefined
    if (zipped !== undefined) return reply.header('content-encoding', 'gzip').send(zipped)
    const kept = pages?.get(key)?.text
    if (kept !== undefined) return reply.send(kept)
    const answer = await answerTo(request, reply, 'html')
    const text = Buffer.from(htmlOf(request, answer, options))
    const { status = 200 } = answer
    if (status === 200) pages?.keep(key, text)
    return reply.code(status).send(text)
  })
  get(`${page.path}.json`, async (request, reply) => {
    const { record, status = 200 } = await answerTo(request, reply, 'json')
    return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(record))
  })
  get(`${page.path}.csv`, async (request, reply) => {
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

function isZipTaken({ headers }: FastifyRequest): boolean {
  return /\bgzip\b(?!;q=0)/.test(String(headers['accept-encoding']))
}

function isFragment({ headers }: FastifyRequest): boolean {
  return headers['hx-request-type'] === 'partial'
}

/** The fragment alone to htmx, inside the whole page to everyone else. */
function htmlOf(request: FastifyRequest, answer: Answer, { assets }: PageOptions): string {
  const time = readTimeShown(pageRequest(request).query)
  const { title, cluster, tab, heading, body } = answer
  const frame = { title, cluster, tab, time, url: request.url, assets }
  const shown = isFragment(request) ? body() : layout(frame, html`${heading?.()}${body()}`)
  return inShownTime(String(shown), { time, zeroMs: cluster?.beganMs ?? undefined })
}
