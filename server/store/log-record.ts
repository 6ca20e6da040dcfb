import type { AttemptRecord } from '../../views/attempt-stages.ts'
import type { FailureRecord } from '../../views/instance-verdict.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import type { FindRecord, LogRecord, ShownLine } from '../../views/log.ts'
import type { LogLook } from '../../views/log-look.ts'
import { findRecord } from './find-record.ts'
import { chosenAttempt, type InstanceRequest, instanceNotFound } from './instance-request.ts'
import type { StreamFacts } from './instance-store.ts'
import { logEvents } from './log-events.ts'
import { type LineSpan, logWindow, wholeLines } from './log-window.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'
import { unusualLines } from './unusual-lines.ts'

export interface LogRequest extends InstanceRequest {
  /** First line of the window of a long log. */
  readonly from?: number
  /** Its last line. */
  readonly to?: number
  /** undefined: folded, nothing searched, nothing tinted. */
  readonly look?: LogLook
}

const plainLook: LogLook = { show: 'folded', find: '', highlight: '', raw: false, events: true }
/** Markers drawn beside a log. */
const mostMarkers = 200

/** What the log of an attempt is read by. */
export interface AttemptLog {
  readonly cluster: ClusterHeader
  readonly instanceId: string
  readonly attempt: AttemptRecord
  readonly stream: StreamFacts
  readonly failure: FailureRecord | undefined
}

export function logRecord(stores: Stores, nameOrId: string, request: LogRequest): LogRecord {
  return attemptLogRecord(stores, attemptLog(stores, nameOrId, request), request)
}

/** The lines of an attempt: all, or the asked window of a long one. */
export function attemptLogRecord(stores: Stores, log: AttemptLog, request: LogRequest): LogRecord {
  const { cluster, instanceId, attempt, stream, failure } = log
  const look = request.look ?? plainLook
  const { firstLine, lastLine, startedMs, outcome } = attempt
  const { logStreamId, logStream } = stream
  const range = { logStreamId, fromLine: firstLine, toLine: lastLine }
  const of = { ...scopeOf(cluster), instanceId, attempt: attempt.attempt }
  const find = findRecord(stores.find, { text: look.find, range, line: request.line })
  const shown = shownLines(stores, log, { ...request, look, find })
  return {
    ...{ clusterKey: cluster.key, instanceId, attempt: attempt.attempt, logStream },
    ...{ firstLine, lastLine, startedMs, outcome, look, find },
    exitCode: failure?.exitCode ?? null,
    decisiveLine: failure?.decisiveLineOrdinal ?? null,
    evidenceLines: failure?.evidence.map(({ lineOrdinal }) => lineOrdinal) ?? [],
    askedLine: request.line ?? null,
    fleet: stores.fleetLines.of(cluster.clusterId).instances,
    gapMs: stores.fleetGaps.gapMs(cluster.clusterId),
    markers: stores.logs.markers(range).slice(0, mostMarkers),
    steps: stores.instances.stepRuns(of),
    notes: stores.notes.onLines(logStreamId),
    ...shown,
    redHerringLines: stores.redHerrings.among(shown.lines),
    ...logEvents(stores, log, shown),
  }
}

interface Wish extends LogRequest {
  readonly look: LogLook
  readonly find: FindRecord | undefined
}

type Shown = LineSpan & { readonly lines: readonly ShownLine[] }

function shownLines(stores: Stores, log: AttemptLog, wish: Wish): Shown {
  const { attempt, failure, stream, cluster } = log
  const { logStreamId } = stream
  const decisiveLine = failure?.decisiveLineOrdinal
  const lines = [wish.line, wish.find?.line, decisiveLine]
  const span = logWindow(attempt, { ...wish, lines })
  const fleet = stores.fleetLines.of(cluster.clusterId)
  const isLong = attempt.lastLine - attempt.firstLine >= wholeLines
  if (wish.look.show !== 'unusual' || !isLong) {
    const read = stores.lines.read(stores.logs.lines({ logStreamId, ...span }), fleet)
    return { ...span, lines: read }
  }
  const backwards = wish.to !== undefined && wish.from === undefined
  const range = backwards
    ? { fromLine: attempt.firstLine, toLine: span.toLine }
    : { fromLine: span.fromLine, toLine: attempt.lastLine }
  const asked = { logStreamId, ...range }
  const markers = stores.logs.markers(asked)
  const kinds = new Map(markers.map(({ lineOrdinal, kind }) => [lineOrdinal, kind]))
  const blocks = backwards ? stores.logs.blocksBackwards(asked) : stores.logs.blocksOfLines(asked)
  const keep = new Set([...kinds.keys(), ...lines.flatMap((line) => line ?? [])])
  return unusualLines(blocks, { span: range, backwards, keep }, (block) =>
    stores.lines.read(
      block.map((line) => ({ ...line, marker: kinds.get(line.ordinal) ?? null })),
      fleet,
    ),
  )
}

/** Read outside a snapshot: a long answer must not hold up the sync's checkpoints. */
export function* rawText(
  stores: Stores,
  nameOrId: string,
  request: InstanceRequest,
): Generator<string> {
  const { attempt, stream } = attemptLog(stores, nameOrId, request)
  const range = { fromLine: attempt.firstLine, toLine: attempt.lastLine }
  const { logStreamId } = stream
  for (const lines of stores.logs.blocksOfLines({ logStreamId, ...range })) {
    yield lines.map(({ text }) => `${text}\n`).join('')
  }
}

/** Throws OperatorError `cluster-not-found`, `not-found`. */
export function attemptLog(stores: Stores, nameOrId: string, request: InstanceRequest): AttemptLog {
  const cluster = stores.clusters.cluster(nameOrId)
  const { instanceId } = request
  const of = { ...scopeOf(cluster), instanceId }
  const last = stores.instances.instance(of)?.lastAttempt ?? 0
  const attempt = chosenAttempt(stores.instances.attempts(of), request, last)
  const ofAttempt = { ...of, attempt: attempt?.attempt ?? 0 }
  const stream = stores.instances.stream(ofAttempt)
  if (attempt === undefined || stream === undefined) throw instanceNotFound(cluster.name, request)
  const failure = stores.instances.failure(ofAttempt)
  return { cluster, instanceId, attempt, stream, failure }
}
