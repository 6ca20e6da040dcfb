import { type LogGroupLayout, logGroupNames } from '../lifecycle/log-group-name.ts'
import { otherStreamKind, parseLogStreamName } from '../lifecycle/log-stream-name.ts'
import type { ClusterInfo, LogGroupInfo, LogStreamInfo } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import type { LifecycleStream, LogGroupRow } from '../store/stream-store.ts'
import type { SyncState } from './sync-state.ts'

/** A log group whose lifecycle streams are in the database. */
export interface ListedGroup {
  readonly logGroupId: number
  readonly name: string
  /** What DescribeLogStreams says of each stream, by name; eventually consistent. */
  readonly streams: ReadonlyMap<string, LogStreamInfo>
}

/** The log groups of a cluster: one for each layout under whose name CloudWatch has one. */
export async function logGroupsOfCluster(
  state: SyncState,
  cluster: ClusterInfo,
): Promise<readonly { group: LogGroupInfo; layout: LogGroupLayout }[]> {
  const found = []
  const { layouts } = state.request.rules
  for (const [index, name] of logGroupNames(cluster, layouts).entries()) {
    const layout = layouts[index]
    const group = await findLogGroup(state, name)
    if (group !== undefined && layout !== undefined) found.push({ group, layout })
  }
  noteGoneGroups(state, cluster, new Set(found.map(({ group }) => group.name)))
  return found
}

/** Rows of a log group that was deleted stay; they are all that is left of it. */
function noteGoneGroups(state: SyncState, cluster: ClusterInfo, found: ReadonlySet<string>): void {
  const { streams } = state.request.database
  for (const { logGroupId, name } of streams.logGroups(cluster.clusterId)) {
    if (found.has(name)) continue
    streams.markLogGroupGone(logGroupId)
    state.note(`CloudWatch no longer has log group ${name}; what was copied stays.`)
  }
}

/** The log group of this very name; undefined: CloudWatch has none. */
export async function findLogGroup(
  state: SyncState,
  name: string,
): Promise<LogGroupInfo | undefined> {
  try {
    for await (const page of state.request.source.logs.logGroups(name)) {
      const group = page.find((candidate) => candidate.name === name)
      if (group !== undefined) return group
    }
    return undefined
  } catch (error) {
    if (!(error instanceof OperatorError) || error.code !== 'access-denied') throw error
    state.note(`${error.message} So the retention of ${name} is unknown. ${error.nextStep}`)
    return { name, createdMs: undefined, retentionDays: undefined, storedBytes: undefined }
  }
}

/**
 * The streams of a log group as the file knows them, where CloudWatch need not be asked: every instance that AWS lists has
 * its stream, so that there is none to find. undefined: the list must be read.
 */
export function knownStreamList(state: SyncState, group: LogGroupInfo): ListedGroup | undefined {
  const { database, reading, logGroup } = state.request
  const { streams } = database
  const stored = streams.logGroups(state.clusterId).find(({ name }) => name === group.name)
  const mustAsk = reading === 'everything' || logGroup !== undefined || stored === undefined
  if (mustAsk || isCreatedAgain(stored, group) || streams.isStreamMissing(state.clusterId))
    return undefined
  const known = streams.knownStreams(stored.logGroupId)
  if (known.length === 0) return undefined
  state.streams += known.length
  const infos = known.map(({ name, lastEventMs }): [string, LogStreamInfo] => [
    name,
    { name, createdMs: undefined, lastEventMs: lastEventMs ?? undefined },
  ])
  return { logGroupId: stored.logGroupId, name: group.name, streams: new Map(infos) }
}

/** A log group that was deleted and created again under its name has other streams, which may have the names of the old ones. */
function isCreatedAgain({ createdMs }: LogGroupRow, group: LogGroupInfo): boolean {
  return createdMs !== null && group.createdMs !== undefined && group.createdMs > createdMs
}

/** Tells of a log group that was created again since the file has known it. */
export function noteCreatedAgain(state: SyncState, group: LogGroupInfo): void {
  const groups = state.request.database.streams.logGroups(state.clusterId)
  const stored = groups.find(({ name }) => name === group.name)
  if (stored === undefined || !isCreatedAgain(stored, group)) return
  const at = new Date(group.createdMs ?? 0).toISOString()
  state.note(
    `Log group ${group.name} was deleted and created again at ${at}; what was copied before stays, what CloudWatch took in between the last sync and then is lost.`,
  )
}

/**
 * Lists the streams of a log group: lifecycle streams go into the database, others are counted. Throws OperatorError
 * `log-group-not-found`, and stores nothing then.
 */
export async function copyStreamList(
  state: SyncState,
  group: LogGroupInfo,
  layout: LogGroupLayout,
): Promise<ListedGroup> {
  const { source, database } = state.request
  const streams = new Map<string, LogStreamInfo>()
  const skipped = new Map<string, string[]>()
  const lifecycle: LifecycleStream[] = []
  for await (const page of source.logs.logStreams(group.name)) {
    for (const stream of page) {
      const identity = parseLogStreamName(stream.name, layout)
      if (identity === undefined) addSkipped(skipped, stream.name, layout)
      else lifecycle.push({ name: stream.name, ...identity })
      if (identity !== undefined) streams.set(stream.name, stream)
    }
    state.report()
  }
  // Half of a list would pass for the whole of it, and not be asked for again.
  const logGroupId = database.atOnce(() => {
    const id = database.streams.saveLogGroup(state.clusterId, group, layout.name)
    database.streams.saveStreams(state.clusterId, id, lifecycle)
    database.streams.saveSkipped(id, skipped)
    return id
  })
  state.streams += lifecycle.length
  for (const [kind, names] of skipped) {
    state.streamsSkipped += names.length
    state.note(`${names.length} streams of kind ${kind} hold no lifecycle log and were skipped.`)
  }
  return { logGroupId, name: group.name, streams }
}

function addSkipped(skipped: Map<string, string[]>, name: string, layout: LogGroupLayout): void {
  const kind = otherStreamKind(name, layout) ?? 'unknown'
  skipped.set(kind, [...(skipped.get(kind) ?? []), name])
}
