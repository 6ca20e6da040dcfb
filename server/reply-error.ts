import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { OperatorError, operatorErrorCodes } from '../ingest/operator-error.ts'
import { errorPage } from '../views/error-page.ts'
import { type AssetPaths, layout } from '../views/layout.ts'

/** What an answer that is no page says, in every form. */
export interface ErrorRecord {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly nextStep: string
}

/** An error as a page, or as JSON to whoever asked for JSON or CSV. */
export function replyError(
  request: FastifyRequest,
  reply: FastifyReply,
  at: { readonly error: ErrorRecord; readonly assets: AssetPaths },
): FastifyReply {
  const { error, assets } = at
  reply.code(error.status)
  if (/\.(json|csv)($|\?)/.test(request.url)) return reply.send({ error })
  const none = { url: undefined, cluster: undefined, tab: undefined, time: 'utc' } as const
  const frame = { title: error.message, assets, ...none }
  return reply.type('text/html; charset=utf-8').send(String(layout(frame, errorPage(error))))
}

/** An OperatorError says what to do; anything else is a bug, whose text is for the log and not for the page. */
export function errorRecord(error: unknown): ErrorRecord {
  if (error instanceof OperatorError) {
    const { code, message, nextStep } = error
    return { status: operatorErrorCodes[code].httpStatus, code, message, nextStep }
  }
  const status = (error as FastifyError).statusCode
  if (status !== undefined && status >= 400 && status < 500) {
    return {
      status,
      code: 'invalid-request',
      message: 'The request cannot be read.',
      nextStep: 'Go back to the overview.',
    }
  }
  return {
    status: 500,
    code: 'bug',
    message: 'This page failed: a bug in hyperscope.',
    nextStep:
      'The terminal that runs hyperscope shows where; please report it. `hyperscope doctor` tells whether the file is damaged.',
  }
}

export const notFound: ErrorRecord = {
  status: 404,
  code: 'not-found',
  message: 'There is no such page.',
  nextStep: 'Go back to the overview.',
}
