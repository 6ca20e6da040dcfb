import type { ImportLimits } from './import-limits.ts'
import type { EventTroubles, ImportedEvents } from './imported-event.ts'
import { textLines } from './text-lines.ts'

/** The lines of a log that holds no times, each an event. */
export async function* rawEvents(
  chunks: AsyncIterable<Buffer>,
  limits: ImportLimits,
  troubles: EventTroubles,
): ImportedEvents {
  for await (const lines of textLines(chunks, limits, troubles)) {
    yield lines.map((message) => ({
      ...{ streamName: undefined, atMs: undefined, ingestedMs: undefined },
      message,
    }))
  }
}
