import type { LogStreamInfo, StreamToRead } from '../log-source.ts'
import type { StreamRow } from '../store/stream-store.ts'

/**
 * CloudWatch may still accept an event that is older than ones it has shown. A scan therefore begins this long before
 * the end of the last whole one; what is read again is recognised. An agent sends its lines every few seconds, so that
 * this leaves room for a lost connection; `--full` reads everything again, since events up to 14 days late are accepted.
 */
export const overlapMs = 30 * 60_000

/**
 * How far a clock of which no event is known yet may be behind. A stream that was empty when it was read says nothing of its
 * clock; read again by the overlap alone, one that is further behind would never be seen to have begun.
 */
const mostBehindMs = 24 * 3_600_000

/** From when each stream is read; those of failing instances are urgent, since their diagnosis is waited for. */
export function scanPlan(
  streams: readonly StreamRow[],
  listed: ReadonlyMap<string, LogStreamInfo>,
  reading: 'what-is-new' | 'everything',
): readonly StreamToRead[] {
  return streams.map((stream) => ({
    name: stream.name,
    fromMs: startOf(stream, reading),
    isUrgent: stream.failing === 1,
    lastEventMs: listed.get(stream.name)?.lastEventMs,
  }))
}

function startOf(stream: StreamRow, reading: 'what-is-new' | 'everything'): number {
  // A scan that was cut off goes on where it was, or as long before its beginning as what arrives late may stand.
  if (stream.resumeMs !== null) return stream.resumeMs
  if (reading === 'everything' || stream.checkpointMs === null) return 0
  return Math.max(0, surelyCompleteToMs(stream.checkpointMs, stream.clockBehindMs))
}

/**
 * The event time before which nothing new is expected of a stream that was read at `readMs` of AWS's clock: what arrives late,
 * or bears the time of a clock that is behind, is still before us.
 */
export function surelyCompleteToMs(readMs: number, clockBehindMs: number | null): number {
  return readMs - overlapMs - Math.max(0, clockBehindMs ?? mostBehindMs)
}
