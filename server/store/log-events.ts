import type { ClusterEventRecord } from '../../views/aws-words.ts'
import type { LogEventRecord, LogRecord } from '../../views/log.ts'
import type { AttemptLog } from './log-record.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

type Shown = Pick<LogRecord, 'fromLine' | 'toLine' | 'lines'>

/** What AWS said of the instance since the attempt before and until the next one, placed between the shown lines. */
export function logEvents(
  stores: Stores,
  log: AttemptLog,
  shown: Shown,
): Pick<LogRecord, 'events' | 'eventsInAll'> {
  const { cluster, instanceId, attempt, stream } = log
  const of = { ...scopeOf(cluster), instanceId }
  const all = stores.instances.events(of)
  if (all.length === 0) return { events: [], eventsInAll: 0 }
  const attempts = stores.instances.attempts(of)
  const before = attempts.findLast((each) => each.attempt < attempt.attempt)
  const next = attempts.find((each) => each.attempt > attempt.attempt)
  // Where the instance's clock is off, an event stands where the instance was at that moment.
  const ofAttempt = all
    .map((event) => ({ event, clockMs: event.atMs - stream.clockShiftMs }))
    .filter(
      ({ clockMs }) =>
        clockMs > (before?.endedMs ?? Number.NEGATIVE_INFINITY) &&
        clockMs < (next?.startedMs ?? Number.POSITIVE_INFINITY),
    )
    .reverse()
  const { from, until } = shownTime(stores, log, shown)
  const events = ofAttempt
    .filter(({ clockMs }) => clockMs >= from && clockMs < until)
    .map(({ event, clockMs }) => placed(event, clockMs, shown))
  return { events, eventsInAll: ofAttempt.length }
}

/** Up to the line after the shown ones, so that of two windows one has the event between them. */
function shownTime(
  stores: Stores,
  { attempt, stream: { logStreamId } }: AttemptLog,
  { fromLine, toLine }: Shown,
): { readonly from: number; readonly until: number } {
  const timeOf = (line: number): number | undefined =>
    stores.logs.lines({ logStreamId, fromLine: line, toLine: line })[0]?.atMs
  const from = fromLine <= attempt.firstLine ? undefined : timeOf(fromLine)
  const until = toLine >= attempt.lastLine ? undefined : timeOf(toLine + 1)
  return { from: from ?? Number.NEGATIVE_INFINITY, until: until ?? Number.POSITIVE_INFINITY }
}

function placed(event: ClusterEventRecord, clockMs: number, { lines }: Shown): LogEventRecord {
  return { ...event, aboveLine: lines.find(({ atMs }) => atMs > clockMs)?.ordinal ?? null }
}
