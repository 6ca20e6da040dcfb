import { type LogLook, logShows } from '../views/log-look.ts'
import { oneOf, readNumber } from './filters.ts'
import type { PageRequest } from './reply-page.ts'
import type { LogRequest } from './store/log-record.ts'

const mostCharacters = 200

/** Which log, and how it is looked at. Throws OperatorError `invalid-request`. */
export function readLogRequest({
  params,
  query,
}: Pick<PageRequest, 'params' | 'query'>): LogRequest {
  const attempt = readNumber('attempt', query.attempt)
  const from = readNumber('from', query.from)
  const to = readNumber('to', query.to)
  const line = readNumber('line', params.line ?? query.line)
  return {
    ...{ instanceId: params.instance ?? '', look: readLook(query) },
    ...(attempt !== undefined && { attempt }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(line !== undefined && { line }),
  }
}

function readLook(query: PageRequest['query']): LogLook {
  return {
    show: oneOf('show', query.show || 'folded', logShows),
    find: (query.find ?? '').slice(0, mostCharacters),
    highlight: (query.highlight ?? '').slice(0, mostCharacters),
    raw: oneOf('raw', query.raw || 'no', ['yes', 'no']) === 'yes',
    events: oneOf('events', query.events || 'yes', ['yes', 'no']) === 'yes',
  }
}
