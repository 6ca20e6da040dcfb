/** An event with its own time, and the time at which CloudWatch took it in; undefined: not known. */
interface TakenIn {
  readonly atMs?: number | undefined
  readonly ingestedMs?: number | undefined
}

/**
 * The least time that CloudWatch took an event in after the event's own: how far the clock of the instance is behind, since some
 * event is always delivered within seconds. Negative: it is ahead. undefined: no event tells.
 */
export function leastBehindMs(events: readonly TakenIn[]): number | undefined {
  let least: number | undefined
  for (const { atMs, ingestedMs } of events) {
    if (atMs === undefined || ingestedMs === undefined) continue
    const behindMs = Math.round(ingestedMs - atMs)
    if (least === undefined || behindMs < least) least = behindMs
  }
  return least
}
