import { OperatorError } from '../../ingest/operator-error.ts'
import type { NoteSubject } from '../../ingest/store/note-store.ts'
import type { AttemptRecord } from '../../views/attempt-stages.ts'
import type { Notes, NotesRecord, NoteTarget } from '../../views/notes.ts'
import { chosenAttempt, instanceNotFound } from './instance-request.ts'
import type { OfInstance } from './instance-store.ts'
import { scopeOf } from './scope.ts'
import type { Stores } from './stores.ts'

export function notesRecord(stores: Stores, nameOrId: string): NotesRecord {
  const cluster = stores.clusters.cluster(nameOrId)
  const notes = notesOf(stores, { clusterId: cluster.clusterId })
  return { cluster, ...notes, redHerrings: stores.redHerrings.all() }
}

/** Notes about an instance or a group, newest first. */
export function notesOf(
  stores: Stores,
  of: {
    readonly clusterId: string
    readonly instanceId?: string
    readonly failureGroupId?: string
  },
): Notes {
  return { isWritable: stores.notes.isWritable(), notes: stores.notes.notes(of) }
}

export interface InstanceNotes {
  readonly notes: Notes
  readonly instance: NoteTarget
}

export function instanceNotes(
  stores: Stores,
  nameOrId: string,
  asked: { readonly instanceId: string; readonly attempt: number | undefined },
): InstanceNotes {
  const { instanceId, attempt } = asked
  const of = { ...scopeOf(stores.clusters.cluster(nameOrId)), instanceId }
  return {
    notes: notesOf(stores, of),
    instance: instanceTarget(instanceId, attemptOf(stores, of, attempt), null),
  }
}

function attemptOf(
  stores: Stores,
  of: OfInstance,
  attempt: number | undefined,
): AttemptRecord | undefined {
  const request = { instanceId: of.instanceId, ...(attempt !== undefined && { attempt }) }
  const last = stores.instances.instance(of)?.lastAttempt ?? 0
  return chosenAttempt(stores.instances.attempts(of), request, last)
}

/** What the form on the page of an instance is about. */
export function instanceTarget(
  instanceId: string,
  attempt: AttemptRecord | undefined,
  line: number | null,
): NoteTarget {
  const lines = attempt && {
    ...{ attempt: attempt.attempt, first: attempt.firstLine, last: attempt.lastLine },
  }
  return { instanceId, lines, line, isBesideLog: true }
}

export interface AskedSubject {
  readonly failureGroupId: string | undefined
  readonly instanceId: string | undefined
  readonly attempt: number | undefined
  readonly line: number | undefined
}

/** What a new note is about. Throws OperatorError `cluster-not-found`, `not-found`, `invalid-request`. */
export function noteSubject(stores: Stores, nameOrId: string, asked: AskedSubject): NoteSubject {
  const cluster = stores.clusters.cluster(nameOrId)
  const { clusterId } = cluster
  const nothing = { failureGroupId: null, instanceId: null, logStreamId: null, lineOrdinal: null }
  const { failureGroupId, instanceId, line } = asked
  if (failureGroupId !== undefined) {
    if (stores.failures.group({ ...scopeOf(cluster), failureGroupId }) !== undefined)
      return { ...nothing, clusterId, failureGroupId }
    throw noSubject(`There is no failure group ${failureGroupId}.`)
  }
  const of = { ...scopeOf(cluster), instanceId: instanceId ?? '' }
  if (instanceId === undefined || stores.instances.instance(of) === undefined) {
    throw instanceNotFound(cluster.name, { instanceId: of.instanceId })
  }
  const about = { ...nothing, clusterId, instanceId: of.instanceId }
  if (line === undefined) return about
  return { ...about, ...lineOf(stores, of, { line, attempt: asked.attempt }) }
}

function lineOf(
  stores: Stores,
  of: OfInstance,
  { line, attempt }: { readonly line: number; readonly attempt: number | undefined },
): { readonly logStreamId: number; readonly lineOrdinal: number } {
  const chosen = attemptOf(stores, of, attempt)
  const stream = chosen && stores.instances.stream({ ...of, attempt: chosen.attempt })
  const isInside = chosen && line >= chosen.firstLine && line <= chosen.lastLine
  if (stream !== undefined && isInside === true) {
    return { logStreamId: stream.logStreamId, lineOrdinal: line }
  }
  throw noSubject(`The attempt of ${of.instanceId} has no line ${line}.`)
}

function noSubject(message: string): OperatorError {
  return new OperatorError('not-found', message, 'Go back to the page, reload it and try again.')
}
