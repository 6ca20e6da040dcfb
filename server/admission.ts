// Listening on loopback is no authorisation: every user and program of this machine can open a connection to the port.
// So the viewer lets in whoever knows its token: once as `?token=…` in the printed address, from then on as a cookie; and
// a program as `Authorization: Bearer …`. Cookies do not tell ports apart, so the port stands in the name.
import { createHash, timingSafeEqual } from 'node:crypto'

/** What the decision rests on. */
export interface AdmissionRequest {
  readonly method: string
  /** Path and query, as they came in. */
  readonly url: string
  readonly cookie: string | undefined
  readonly authorization: string | undefined
}

export interface Session {
  readonly token: string
  readonly port: number
}

/** `swap`: the address held the token; the browser is to keep it as a cookie and to ask again without it. */
export type Admission =
  | { readonly kind: 'in' | 'out' }
  | { readonly kind: 'swap'; readonly setCookie: string; readonly location: string }

const keptForSeconds = 30 * 24 * 3600

export function admission(request: AdmissionRequest, session: Session): Admission {
  const { given, location } = withoutToken(request.url)
  const isKnown =
    isSameText(bearer(request.authorization), session.token) || hasCookie(request, session)
  if (given === undefined) return { kind: isKnown ? 'in' : 'out' }
  // An old token in a bookmark does no harm to a browser that is in.
  if (!(isKnown || isSameText(given, session.token))) return { kind: 'out' }
  if (request.method !== 'GET' && request.method !== 'HEAD') return { kind: 'out' }
  return { kind: 'swap', setCookie: cookieOf(session), location }
}

function cookieName({ port }: Session): string {
  return `hyperscope-${port}`
}

function cookieOf(session: Session): string {
  const cookie = `${cookieName(session)}=${session.token}`
  return `${cookie}; Path=/; Max-Age=${keptForSeconds}; HttpOnly; SameSite=Strict`
}

function hasCookie({ cookie = '' }: AdmissionRequest, session: Session): boolean {
  const start = `${cookieName(session)}=`
  return cookie
    .split(';')
    .map((pair) => pair.trim())
    .some((pair) => pair.startsWith(start) && isSameText(pair.slice(start.length), session.token))
}

function bearer(authorization = ''): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
}

/** The token of a URL, and the URL without it: a path of this server whatever was sent, never `//elsewhere`. */
function withoutToken(url: string): { given: string | undefined; location: string } {
  const [path = '', ...queries] = url.split('?')
  const parts = queries.join('?').split('&')
  const kept = parts.filter((part) => !part.startsWith('token='))
  const query = kept.join('&')
  return {
    given: parts.find((part) => part.startsWith('token='))?.slice('token='.length),
    location: `/${path.replace(/^[/\\]*/, '')}${query === '' ? '' : `?${query}`}`,
  }
}

/** In the same time wherever they differ. */
function isSameText(given: string | undefined, expected: string): boolean {
  return given !== undefined && timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
