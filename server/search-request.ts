import { RE2JSException } from 're2js'
import { type SearchProblem, type SearchQuery, searchModes } from '../views/search.ts'
import { oneOf, readInstanceListRequest, readNumber } from './filters.ts'
import { lineMatcher } from './search-matcher.ts'

/** Longest text that is looked for. */
const longest = 1000

/** The search that a query asks for. Throws OperatorError `invalid-request`. */
export function readSearchQuery(query: Readonly<Record<string, string>>): SearchQuery {
  return {
    q: query.q ?? '',
    mode: oneOf('mode', query.mode || 'text', searchModes),
    matchCase: query.case === '1',
    not: query.not === '1',
    attempts: oneOf('attempts', query.attempts || 'last', ['last', 'all'] as const),
    template: query.template || undefined,
    seconds: Math.min(readNumber('seconds', query.seconds) ?? 1, 120),
    after: query.after || undefined,
    filter: readInstanceListRequest(query).filter,
  }
}

/** Why nothing can be searched; undefined: something can. */
export function searchProblem(query: SearchQuery): SearchProblem | undefined {
  const { q, mode } = query
  if (q === '') return { kind: 'empty', message: '' }
  if (q.length > longest) {
    return { kind: 'too-long', message: `At most ${longest} characters can be searched for.` }
  }
  if (mode !== 'regex') {
    if (q.trim().length >= 2) return undefined
    return {
      kind: 'too-short',
      message: 'Two characters at least: one stands on nearly every line.',
    }
  }
  try {
    lineMatcher(query)
    return undefined
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return { kind: 'invalid-regex', message: error.message }
  }
}
