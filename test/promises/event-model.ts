// The demo's own list of events as a model of what a file must hold.
import type { DemoEvent } from '../../ingest/demo/demo-stream.ts'
import type { DemoWorld } from '../ingest/sync/synced-demo.ts'

/** Events that can be seen at a moment, by stream in CloudWatch's order. `isWanted`: of those only these. */
export function modelEvents(
  { server: { cluster } }: DemoWorld,
  nowMs: number,
  isWanted: (event: DemoEvent, index: number) => boolean = () => true,
): string[] {
  const streams = [...cluster.streamOwners].sort(([one], [other]) => (one < other ? -1 : 1))
  return streams.flatMap(([name, instance]) =>
    cluster
      .events(instance)
      .filter((event) => event.ingestedMs <= nowMs && isWanted(event, instance.index))
      .map(({ atMs, message }) => `${name} ${atMs} ${message}`),
  )
}

/** The same of a file. */
export function storedEvents(world: DemoWorld): string[] {
  return world
    .query<{ said: string }>(
      "SELECT log_stream || ' ' || at_ms || ' ' || message AS said FROM log_event ORDER BY log_stream, event_ordinal",
    )
    .map(({ said }) => said)
}

/** Where they part, as a sentence; none: nowhere. */
export function differences(rows: readonly string[], wanted: readonly string[]): readonly string[] {
  const place = rows.findIndex((row, index) => row !== wanted[index])
  if (place < 0 && rows.length === wanted.length) return []
  return [`${rows.length} events for ${wanted.length}, ${rows[place]} is the first that differs`]
}
