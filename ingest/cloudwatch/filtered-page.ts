// One page of FilterLogEvents.
import type { LogEvent } from '../log-source.ts'
import { UnexpectedAnswer } from './aws-fault.ts'
import { parsedBody } from './send-for-body.ts'

/** An event with CloudWatch's own id; undefined where a service other than AWS leaves it out. */
export interface FilteredEvent extends LogEvent {
  readonly eventId: string | undefined
}

export interface FilteredPage {
  readonly events: readonly FilteredEvent[]
  /** undefined: this was the last page. An empty page with a token is normal. */
  readonly nextToken: string | undefined
}

/** Parses the JSON of one answer; throws UnexpectedAnswer where it is no page of events. */
export function parseFilteredPage(text: string): FilteredPage {
  const answer = parsedBody(text) as { events?: unknown; nextToken?: unknown }
  if (!Array.isArray(answer.events)) throw new UnexpectedAnswer('an answer without events')
  const nextToken = typeof answer.nextToken === 'string' ? answer.nextToken : ''
  return {
    events: answer.events.map(filteredEvent),
    nextToken: nextToken === '' ? undefined : nextToken,
  }
}

function filteredEvent(event: Readonly<Record<string, unknown>>): FilteredEvent {
  const { logStreamName, timestamp, message, eventId, ingestionTime } = event
  if (typeof logStreamName !== 'string' || typeof timestamp !== 'number') {
    throw new UnexpectedAnswer('an event without log stream or time')
  }
  return {
    streamName: logStreamName,
    atMs: timestamp,
    message: typeof message === 'string' ? message : '',
    ingestedMs: typeof ingestionTime === 'number' ? ingestionTime : undefined,
    eventId: typeof eventId === 'string' ? eventId : undefined,
  }
}
