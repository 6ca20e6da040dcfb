// One page of GetLogEvents. Its events have no id.
import type { LogEvent } from '../log-source.ts'
import { UnexpectedAnswer } from './aws-fault.ts'
import { parsedBody } from './send-for-body.ts'

export interface StreamPage {
  readonly events: readonly LogEvent[]
  /** Never missing; the one that was sent comes back when there is nothing more. */
  readonly nextForwardToken: string
}

/** Parses the JSON of one answer; throws UnexpectedAnswer where it is no page of events. */
export function parseStreamPage(text: string, streamName: string): StreamPage {
  const { events, nextForwardToken } = parsedBody(text)
  if (!Array.isArray(events)) throw new UnexpectedAnswer('an answer without events')
  if (typeof nextForwardToken !== 'string' || nextForwardToken === '') {
    throw new UnexpectedAnswer('an answer without nextForwardToken')
  }
  return { events: events.map((event) => streamEvent(event, streamName)), nextForwardToken }
}

function streamEvent(event: Readonly<Record<string, unknown>>, streamName: string): LogEvent {
  const { timestamp, message, ingestionTime } = event
  if (typeof timestamp !== 'number') throw new UnexpectedAnswer('an event without time')
  return {
    ...{ streamName, atMs: timestamp, message: typeof message === 'string' ? message : '' },
    ingestedMs: typeof ingestionTime === 'number' ? ingestionTime : undefined,
  }
}
