// Raw logs stand behind these pages, and any web page the operator has open can send requests to 127.0.0.1. So a
// request is answered only when it names this server as its host (a rebound DNS name does not) and comes from its own
// pages or the address bar. A form, which writes a note, must say that it comes from its own pages.

/** What the decision rests on. */
export interface RequestFacts {
  readonly method: string
  /** Names and values in turn, as they came in: Node keeps only the first of two Host headers. */
  readonly rawHeaders: readonly string[]
}

export interface Refusal {
  readonly status: number
  readonly message: string
  readonly nextStep: string
}

const ownNames = ['127.0.0.1', 'localhost', '[::1]']

/** Why a request is not answered; undefined: it is. `port` is the one that this server listens on. */
export function requestRefusal(facts: RequestFacts, port: number): Refusal | undefined {
  const [host, ...moreHosts] = valuesOf(facts, 'host')
  if (host === undefined || moreHosts.length > 0) {
    return { status: 400, message: 'A request names exactly one host.', nextStep: openUrl(port) }
  }
  if (!isOwnHost(host, port)) {
    return {
      status: 421,
      message: 'This server answers only its own name.',
      nextStep: openUrl(port),
    }
  }
  if (facts.method === 'OPTIONS' || isForeign(facts, host)) {
    return {
      status: 403,
      message: 'Other pages may not read this server.',
      nextStep: openUrl(port),
    }
  }
  if (facts.method === 'GET' || facts.method === 'HEAD') return undefined
  if (facts.method === 'POST') return isSurelyOwn(facts) ? undefined : foreignForm(port)
  return {
    status: 405,
    message: 'Nothing but the forms of notes can be sent to this server.',
    nextStep: openUrl(port),
  }
}

/** Every browser says one of the two with a form; a program that says neither may read, not write. */
function isSurelyOwn(facts: RequestFacts): boolean {
  return (
    valuesOf(facts, 'origin').length > 0 || valuesOf(facts, 'sec-fetch-site')[0] === 'same-origin'
  )
}

function foreignForm(port: number): Refusal {
  return {
    status: 403,
    message: 'A form must come from a page of this server, and say so (Origin).',
    nextStep: openUrl(port),
  }
}

function openUrl(port: number): string {
  return `Open http://127.0.0.1:${port}/ in the browser.`
}

function valuesOf({ rawHeaders }: RequestFacts, name: string): readonly string[] {
  return rawHeaders.filter(
    (_, index) => rawHeaders[index - 1]?.toLowerCase() === name && index % 2 === 1,
  )
}

function isOwnHost(host: string, port: number): boolean {
  // A browser leaves the port out of the Host header when it is the scheme's own.
  const suffixes = port === 80 ? [':80', ''] : [`:${port}`]
  const lower = host.toLowerCase()
  return ownNames.some((name) => suffixes.some((suffix) => lower === name + suffix))
}

/** Reads count too: a script on another page must not even learn how long an answer is. */
function isForeign(facts: RequestFacts, host: string): boolean {
  const origins = valuesOf(facts, 'origin')
  if (origins.some((origin) => origin.toLowerCase() !== `http://${host.toLowerCase()}`)) return true
  const [site] = valuesOf(facts, 'sec-fetch-site')
  if (site === undefined || site === 'same-origin' || site === 'none') return false
  // A link in a mail or a wiki opens a page as a whole; nothing of it is readable for where it came from.
  const isNavigation =
    valuesOf(facts, 'sec-fetch-mode')[0] === 'navigate' &&
    valuesOf(facts, 'sec-fetch-dest')[0] === 'document'
  return !(isNavigation && facts.method === 'GET')
}
