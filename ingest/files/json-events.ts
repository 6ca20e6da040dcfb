import type { ImportLimits } from './import-limits.ts'
import type { EventTroubles, ImportedEvent, ImportedEvents } from './imported-event.ts'
import { innermostObjects } from './json-objects.ts'

/** The fields of OutputLogEvent and FilteredLogEvent that are read; any of them may be missing or of another kind. */
interface EventFields {
  readonly logStreamName?: unknown
  readonly timestamp?: unknown
  readonly message?: unknown
  readonly ingestionTime?: unknown
}

/** The events of what `aws logs get-log-events` and `filter-log-events` print, however many pages there are. */
export async function* jsonEvents(
  chunks: AsyncIterable<Buffer>,
  limits: ImportLimits,
  troubles: EventTroubles,
): ImportedEvents {
  for await (const objects of innermostObjects(chunks, limits)) {
    const events = objects.flatMap((fields) => eventOf(fields, troubles))
    if (events.length > 0) yield events
  }
}

/** Objects that are no events, such as `searchedLogStreams`, are none. */
function eventOf(fields: EventFields, troubles: EventTroubles): readonly ImportedEvent[] {
  const { logStreamName, timestamp, message, ingestionTime } = fields
  if (typeof message !== 'string' || timestamp === undefined) return []
  const atMs = troubles.possibleMs(Number(timestamp), String(timestamp))
  if (atMs === undefined) return []
  if (!message.isWellFormed()) troubles.damagedLines += 1
  return [
    {
      streamName: typeof logStreamName === 'string' ? logStreamName : undefined,
      atMs,
      ingestedMs: typeof ingestionTime === 'number' ? ingestionTime : undefined,
      message: message.toWellFormed(),
    },
  ]
}
