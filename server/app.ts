import Fastify, { type FastifyInstance } from 'fastify'
import { databaseError } from '../migrations/database-error.ts'
import { assetFiles, readAssets } from './assets.ts'
import { KeptPages } from './kept-pages.ts'
import { bringUpsPage } from './pages/bring-ups.ts'
import { cataloguePage } from './pages/catalogue.ts'
import { clusterPages } from './pages/clusters.ts'
import { comparePages } from './pages/compare.ts'
import { dataPage } from './pages/data.ts'
import { durationPages } from './pages/durations.ts'
import { exportPages } from './pages/export.ts'
import { facetsPage } from './pages/facets.ts'
import { failurePages } from './pages/failures.ts'
import { instancePages } from './pages/instance.ts'
import { instancesPage } from './pages/instances.ts'
import { newsPage } from './pages/news.ts'
import { notesPages } from './pages/notes.ts'
import { overviewPage } from './pages/overview.ts'
import { redHerringForms } from './pages/red-herrings.ts'
import { searchPage } from './pages/search.ts'
import { sqlPage } from './pages/sql.ts'
import { stripPages } from './pages/strip.ts'
import { syncPage } from './pages/sync.ts'
import { errorRecord, notFound, replyError } from './reply-error.ts'
import type { PageOptions } from './reply-page.ts'
import { requestGuard } from './request-guard.ts'
import { LiveDatabase } from './store/live-database.ts'

export interface AppOptions {
  readonly databasePath: string
  /** The port that the Host header must name; once the app listens, the one it really listens on. */
  readonly port: number
  /** What a browser must know to be let in (admission.ts); undefined: whoever reaches the port is let in. */
  readonly token?: string | undefined
  /** Clock of this machine, epoch ms: when a note was written. */
  readonly now: () => number
  /** Whether the SQL page answers; undefined: it is off. */
  readonly isSqlOn?: boolean
  /** Gets every bug, once. Errors that an operator can act on are only shown. */
  readonly onBug: (error: unknown) => void
}

/** No route has a schema. What fastify would load to check and write by one takes a third of the viewer's start. */
function noSchema(): never {
  throw new Error('A route has a schema; the viewer is built without the compilers of schemas.')
}
const withoutSchemas = { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } }

/** The viewer. It does not listen (listen.ts does), writes nothing but notes, and calls nobody. */
export function createApp(options: AppOptions): FastifyInstance {
  const { paths: assets, files } = readAssets()
  const database = new LiveDatabase(options.databasePath)
  const app = Fastify({
    // A cluster known by its log group alone may have a long id.
    routerOptions: { maxParamLength: 600 },
    // A URL that cannot be decoded gets no route and so no hook: it is guarded here.
    frameworkErrors: (error, request, reply) => {
      if (guard(request, reply)) return
      replyError(request, reply, { error: errorRecord(error), assets })
    },
    requestTimeout: 30_000,
    schemaController: withoutSchemas,
  })
  const guard = requestGuard({
    ...{ assets, port: () => listeningPort(app) ?? options.port, token: options.token },
  })
  app.addHook('onRequest', (request, reply, done) => {
    if (!guard(request, reply)) done()
  })
  app.setErrorHandler((error, request, reply) => {
    const record = errorRecord(databaseError(options.databasePath, error))
    if (record.code === 'bug') options.onBug(error)
    return replyError(request, reply, { error: record, assets })
  })
  app.setNotFoundHandler((request, reply) =>
    replyError(request, reply, { error: notFound, assets }),
  )
  app.addHook('onClose', () => database.close())
  app.register(assetFiles, { files })
  const pages = { stores: () => database.stores(), assets, kept: new KeptPages() }
  registerPages(app, pages)
  const { databasePath, now, isSqlOn = false } = options
  app.register(notesPages, { ...pages, databasePath, now })
  app.register(exportPages, { ...pages, databasePath })
  app.register(redHerringForms, { ...pages, databasePath, now })
  app.register(searchPage, { ...pages, now })
  app.register(syncPage, { ...pages, now })
  app.register(sqlPage, { ...pages, databasePath, now, isSqlOn })
  return app
}

function registerPages(app: FastifyInstance, options: PageOptions): void {
  app.register(clusterPages, options)
  app.register(overviewPage, options)
  app.register(stripPages, options)
  app.register(instancesPage, options)
  app.register(instancePages, options)
  app.register(failurePages, options)
  app.register(bringUpsPage, options)
  app.register(facetsPage, options)
  app.register(newsPage, options)
  app.register(cataloguePage, options)
  app.register(durationPages, options)
  app.register(comparePages, options)
  app.register(dataPage, options)
}

function listeningPort(app: FastifyInstance): number | undefined {
  const address = app.server.address()
  return typeof address === 'object' ? address?.port : undefined
}
