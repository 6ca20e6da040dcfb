// How a log is looked at: what of it is shown, what is searched and tinted. All of it stands in the URL.
import { urls } from './urls.ts'

/** `folded`: what says little is folded; `all`: nothing is; `unusual`: only what most healthy instances do not print. */
export const logShows = ['folded', 'all', 'unusual'] as const
export type LogShow = (typeof logShows)[number]

export interface LogLook {
  readonly show: LogShow
  /** Looked for in the whole attempt; `''`: nothing is. */
  readonly find: string
  /** Tinted words as they were typed; `''`: none. */
  readonly highlight: string
  /** True: control characters as they are, nothing overwritten, nothing clipped. */
  readonly raw: boolean
  /** True: what AWS said of the instance stands between the lines. */
  readonly events: boolean
}

/** Which log a link leads to. */
export interface LogOf {
  readonly clusterKey: string
  readonly instanceId: string
  readonly attempt: number
}

/** Where in it: a line, or the first or last line of a window. */
export interface LogAt {
  readonly line?: number
  readonly from?: number
  readonly to?: number
}

/** The query of a log seen so; what goes without saying is left out. */
function lookQuery({ attempt }: LogOf, look: Partial<LogLook>, at: LogAt) {
  const { show, find, highlight, raw, events } = look
  return {
    ...{ attempt, ...at },
    ...(show !== undefined && show !== 'folded' && { show }),
    ...(find && { find }),
    ...(highlight && { highlight }),
    ...(raw === true && { raw: 'yes' }),
    ...(events === false && { events: 'no' }),
  }
}

/** The page of the instance with its log seen so, at the line or at the log. */
export function logHref(of: LogOf, look: Partial<LogLook>, at: LogAt = {}): string {
  const page = urls.logOfInstance(of.clusterKey, of.instanceId, lookQuery(of, look, at))
  return `${page}#${at.line === undefined ? 'log' : `L${at.line}`}`
}

/** A window of the log alone. */
export function windowHref(of: LogOf, look: Partial<LogLook>, at: LogAt): string {
  return urls.log(of.clusterKey, of.instanceId, lookQuery(of, look, at))
}

export const mostHighlights = 5

/** `lock "held by"` → `lock`, `held by`: words and quoted phrases, each once, at most five. */
export function highlightTerms(typed: string): readonly string[] {
  const found = Array.from(typed.matchAll(/"([^"]+)"|([^\s"]+)/g), ([, phrase, word]) =>
    (phrase ?? word ?? '').toLowerCase(),
  )
  return [...new Set(found)].slice(0, mostHighlights)
}
