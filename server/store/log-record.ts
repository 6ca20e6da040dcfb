import type { AttemptRecord } from '../../views/attempt-stages.ts'
import type { ClusterHeader } from '../../views/layout.ts'
import { type LogRecord, windowLines } from '../../views/log.ts'
import { chosenAttempt, type InstanceRequest, instanceNotFound } from './instance-request.ts'
import type { StreamFacts } from './instance-store.ts'
import type { Stores } from './stores.ts'

export interface LogRequest extends InstanceRequest {
  /** First line of the window of a long log. */
  readonly from?: number
}

/** A log of at most this many lines is shown as a whole: the browser's own find works then. */
const wholeLines = 5000
const linesBefore = 200

/** What the log of an attempt is read by. */
export interface AttemptLog {
  readonly cluster: ClusterHeader
  readonly instanceId: string
  readonly attempt: AttemptRecord
  readonly stream: StreamFacts
  readonly decisiveLine: number | null
}

export function logRecord(stores: Stores, nameOrId: string, request: LogRequest): LogRecord {
  return attemptLogRecord(stores, attemptLog(stores, nameOrId, request), request)
}

/** The lines of an attempt: all, or the asked window of a long one. */
export function attemptLogRecord(stores: Stores, log: AttemptLog, request: LogRequest): LogRecord {
  const { cluster, instanceId, attempt, stream, decisiveLine } = log
  const { logStreamId, logStream } = stream
  const { firstLine, lastLine } = attempt
  return {
    ...{ clusterKey: cluster.key, instanceId, attempt: attempt.attempt, logStream },
    ...{ firstLine, lastLine, decisiveLine },
    lines: stores.logs.lines({ logStreamId, ...window(log, request) }),
    steps: stores.instances.stepRuns({
      ...{ clusterId: cluster.clusterId, instanceId },
      attempt: attempt.attempt,
    }),
  }
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

function attemptLog(stores: Stores, nameOrId: string, request: InstanceRequest): AttemptLog {
  const cluster = stores.clusters.cluster(nameOrId)
  const { instanceId } = request
  const of = { clusterId: cluster.clusterId, instanceId }
  const attempt = chosenAttempt(stores.instances.attempts(of), request)
  const ofAttempt = { ...of, attempt: attempt?.attempt ?? 0 }
  const stream = stores.instances.stream(ofAttempt)
  if (attempt === undefined || stream === undefined) throw instanceNotFound(cluster.name, request)
  const failure = stores.instances.failure(ofAttempt)
  const decisiveLine = failure?.decisiveLineOrdinal ?? null
  return { cluster, instanceId, attempt, stream, decisiveLine }
}

/** The asked window, else one around the asked line, else around the decisive one, else the end. */
function window(
  { attempt, decisiveLine }: AttemptLog,
  { from, line }: LogRequest,
): { fromLine: number; toLine: number } {
  const { firstLine, lastLine } = attempt
  if (lastLine - firstLine < wholeLines) return { fromLine: firstLine, toLine: lastLine }
  const centre = line ?? decisiveLine
  const wanted = from ?? (centre === null ? lastLine - windowLines + 1 : centre - linesBefore)
  const fromLine = Math.min(Math.max(wanted, firstLine), lastLine)
  return { fromLine, toLine: Math.min(lastLine, fromLine + windowLines - 1) }
}
