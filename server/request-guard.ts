import type { FastifyReply, FastifyRequest } from 'fastify'
import { admissionPage } from '../views/admission-page.ts'
import type { AssetPaths } from '../views/layout.ts'
import { admission } from './admission.ts'
import type { ErrorRecord } from './reply-error.ts'
import { requestRefusal } from './request-refusal.ts'
import { responseHeaders } from './response-headers.ts'

export interface GuardOptions {
  readonly assets: AssetPaths
  /** The port that this server listens on. */
  readonly port: () => number
  /** undefined: whoever reaches the port is let in. */
  readonly token: string | undefined
}

/** Stands before every route. True: it has answered, and nothing else may. */
export type RequestGuard = (request: FastifyRequest, reply: FastifyReply) => boolean

export function requestGuard({ assets, port, token }: GuardOptions): RequestGuard {
  return (request, reply) => {
    const refusal = requestRefusal(
      { method: request.method, rawHeaders: request.raw.rawHeaders },
      port(),
    )
    reply.headers(responseHeaders(refusal === undefined ? request.headers.host : undefined, assets))
    if (refusal === undefined)
      return token !== undefined && isKeptOut({ request, reply, token, port: port() })
    const error: ErrorRecord = { code: 'request-refused', ...refusal }
    reply.code(error.status).send({ error })
    return true
  }
}

interface Visit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly token: string
  readonly port: number
}

function isKeptOut({ request, reply, token, port }: Visit): boolean {
  const { method, url, headers } = request
  const { cookie, authorization } = headers
  const admitted = admission({ method, url, cookie, authorization }, { token, port })
  if (admitted.kind === 'in') return false
  if (admitted.kind === 'swap') {
    reply.headers({ 'set-cookie': admitted.setCookie, 'referrer-policy': 'no-referrer' })
    reply.redirect(admitted.location, 303)
    return true
  }
  replyKeptOut({ request, reply, token, port })
  return true
}

/** Nothing of the file, and no other file of this server. */
function replyKeptOut({ request, reply, port }: Visit): void {
  const error: ErrorRecord = {
    ...{ status: 401, code: 'request-refused', message: 'This browser has not been let in yet.' },
    nextStep: `Open the address that hyperscope printed when it was started: http://127.0.0.1:${port}/?token=… A program sends the token as "Authorization: Bearer …".`,
  }
  reply.code(error.status).header('www-authenticate', 'Bearer')
  if (/\.(json|csv)($|\?)/.test(request.url)) {
    reply.send({ error })
    return
  }
  // A browser keeps the cookie to itself when a link of another site leads here, and sends it with a link of ours.
  const cameFrom = String(request.headers['sec-fetch-site'])
  const goOnTo = /^(?:cross-site|same-site)$/.test(cameFrom) ? ownPath(request.url) : undefined
  reply.type('text/html; charset=utf-8').send(String(admissionPage(error, goOnTo)))
}

function ownPath(url: string): string {
  return `/${url.replace(/^[/\\]*/, '')}`
}
