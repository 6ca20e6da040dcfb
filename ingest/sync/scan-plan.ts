import type { StreamRow } from '../store/stream-store.ts'

/** Streams that are read together, by one chain of pages. */
export interface ScanBatch {
  readonly streams: readonly StreamRow[]
  /** Inclusive: where the chain begins. */
  readonly fromMs: number
}

/** FilterLogEvents takes up to 100 stream names. */
const batchSize = 100

/**
 * CloudWatch may still accept an event that is older than ones it has shown. A scan therefore begins this long before
 * the end of the last whole one; what is read again is recognised. An agent sends its lines every few seconds, so that
 * this leaves room for a lost connection; `--full` reads everything again, since events up to 14 days late are accepted.
 */
export const overlapMs = 30 * 60_000

/**
 * Which streams are read together and from when: streams of failing instances first, since their diagnosis is waited
 * for; streams never read apart from those that only need their overlap.
 */
export function scanPlan(
  streams: readonly StreamRow[],
  reading: 'what-is-new' | 'everything',
): readonly ScanBatch[] {
  const starts = streams.map((stream) => ({ stream, fromMs: startOf(stream, reading) }))
  const fresh = starts.filter(({ fromMs }) => fromMs === 0)
  const known = starts.filter(({ fromMs }) => fromMs > 0)
  return [
    ...batches(fresh.sort((a, b) => b.stream.failing - a.stream.failing)),
    ...batches(known.sort((a, b) => b.stream.failing - a.stream.failing || a.fromMs - b.fromMs)),
  ]
}

function startOf(stream: StreamRow, reading: 'what-is-new' | 'everything'): number {
  // A scan that was cut off goes on where it was.
  if (stream.resumeMs !== null) return stream.resumeMs
  if (reading === 'everything' || stream.checkpointMs === null) return 0
  return Math.max(0, stream.checkpointMs - overlapMs)
}

function* batches(
  starts: readonly { readonly stream: StreamRow; readonly fromMs: number }[],
): Generator<ScanBatch> {
  for (let index = 0; index < starts.length; index += batchSize) {
    const part = starts.slice(index, index + batchSize)
    yield {
      streams: part.map(({ stream }) => stream),
      fromMs: Math.min(...part.map(({ fromMs }) => fromMs)),
    }
  }
}
