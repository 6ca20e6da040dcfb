import { OperatorError } from '../../ingest/operator-error.ts'
import type { LineFactsRecord } from '../../views/line-facts.ts'
import type { NoteRecord } from '../../views/notes.ts'
import { noiseRule } from '../noise-rule.ts'
import { attemptLog, type LogRequest } from './log-record.ts'
import { notesOf } from './note-records.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

const linesAround = 12

/** Throws OperatorError `cluster-not-found`, `not-found`. */
export function lineFactsRecord(
  stores: Stores,
  nameOrId: string,
  request: LogRequest,
): LineFactsRecord {
  const { cluster, instanceId, attempt, stream } = attemptLog(stores, nameOrId, request)
  const { logStreamId } = stream
  const ordinal = request.line ?? attempt.firstLine
  const context = stores.logs.lines({
    logStreamId,
    fromLine: Math.max(attempt.firstLine, ordinal - linesAround),
    toLine: Math.min(attempt.lastLine, ordinal + linesAround),
  })
  const line = context.find((each) => each.ordinal === ordinal)
  if (line === undefined) throw lineNotFound(instanceId, attempt.attempt, ordinal)
  const { clusterId } = cluster
  const notes = notesOf(stores, { clusterId, instanceId })
  const isOfLine = (note: NoteRecord): boolean =>
    note.lineOrdinal === ordinal && note.attempt === attempt.attempt
  const { templateId, template } = stores.lines.templateOf(line.text)
  const printers = stores.fleetLines.printers(clusterId, templateId)
  const steps = stores.instances.stepRuns({
    ...scopeOf(cluster),
    instanceId,
    attempt: attempt.attempt,
  })
  const step = steps.findLast((run) => run.firstLine <= ordinal && run.lastLine >= ordinal)
  return {
    ...{ cluster, clusterKey: cluster.key, instanceId, attempt: attempt.attempt, line, template },
    ...{ step: step?.step ?? null, context, ...printers },
    noiseRule: noiseRule(line.text, template),
    redHerring: stores.redHerrings.matching(line.text),
    isWritable: notes.isWritable,
    notes: { ...notes, notes: notes.notes.filter(isOfLine) },
    lines: { attempt: attempt.attempt, first: attempt.firstLine, last: attempt.lastLine },
  }
}

function lineNotFound(instanceId: string, attempt: number, line: number): OperatorError {
  return new OperatorError(
    'not-found',
    `Attempt ${attempt} of ${instanceId} has no line ${line}.`,
    'Open the log of the attempt: it shows which lines it has.',
  )
}
