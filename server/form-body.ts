import type { FastifyInstance, FastifyRequest } from 'fastify'

/** A form holds one note; a longer body is refused (413). */
const mostBytes = 65_536

/** Lets the routes of a plugin take the forms of pages, and nothing else (415). */
export function takeForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: mostBytes },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  )
}

/** The fields of a form, and the cluster that it is sent for. */
export function sentForm(request: FastifyRequest): {
  readonly cluster: string
  readonly form: URLSearchParams
} {
  const { cluster = '' } = request.params as Readonly<Record<string, string>>
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
  return { cluster, form }
}
