// A page token is what the service needs to go on, in a form that tells the caller nothing: JSON with the time of
// issue and a checksum, bound to the request it was issued for. It holds for 24 hours, as the API references of
// FilterLogEvents and GetLogEvents say.
import { createHash } from 'node:crypto'
import type { ServiceError } from './service-error.ts'

/** Where a listing goes on: the values of its order at the last entry given out. */
export type PagePosition = readonly (string | number)[]

interface TokenBody {
  readonly position: PagePosition
  readonly issuedMs: number
  readonly serial: number
}

/** Issues and reads the tokens of one server. */
export interface PageTokens {
  issue(request: string, position: PagePosition): string
  /** Throws the given error for a token that is damaged, expired or issued for another request. */
  read(request: string, token: string, refusal: ServiceError): PagePosition
}

const tokenLifeMs = 24 * 3600_000

function checksum(request: string, body: string): string {
  return createHash('sha256').update(`${request}\n${body}`).digest('base64url').slice(0, 16)
}

function parseBody(body: string): TokenBody | undefined {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString()) as TokenBody
  } catch {
    return undefined
  }
}

/** Two tokens of one position differ, as those of the real services do. */
export function pageTokens(nowMs: () => number): PageTokens {
  let serial = 0
  return {
    issue(request, position) {
      serial += 1
      const content: TokenBody = { position, issuedMs: nowMs(), serial }
      const body = Buffer.from(JSON.stringify(content)).toString('base64url')
      return `${body}.${checksum(request, body)}`
    },
    read(request, token, refusal) {
      const [body = '', sum] = token.split('.')
      const content = sum === checksum(request, body) ? parseBody(body) : undefined
      if (content === undefined || nowMs() - content.issuedMs > tokenLifeMs) throw refusal
      return content.position
    },
  }
}
