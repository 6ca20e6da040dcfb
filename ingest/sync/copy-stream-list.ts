import { type LogGroupLayout, logGroupNames } from '../lifecycle/log-group-name.ts'
import { otherStreamKind, parseLogStreamName } from '../lifecycle/log-stream-name.ts'
import type { ClusterInfo, LogGroupInfo, LogStreamInfo } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import type { LifecycleStream } from '../store/inventory-store.ts'
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
  return found
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

/** Lists the streams of a log group: lifecycle streams go into the database, others are counted. */
export async function copyStreamList(
  state: SyncState,
  group: LogGroupInfo,
  layout: LogGroupLayout,
): Promise<ListedGroup> {
  const { inventory } = state.request.database
  const logGroupId = inventory.saveLogGroup(state.clusterId, group, layout.name)
  const streams = new Map<string, LogStreamInfo>()
  const skipped = new Map<string, string[]>()
  for await (const page of state.request.source.logs.logStreams(group.name)) {
    const lifecycle: LifecycleStream[] = []
    for (const stream of page) {
      const identity = parseLogStreamName(stream.name, layout)
      if (identity === undefined) addSkipped(skipped, stream.name, layout)
      else lifecycle.push({ name: stream.name, ...identity })
      if (identity !== undefined) streams.set(stream.name, stream)
    }
    inventory.saveStreams(state.clusterId, logGroupId, lifecycle)
    state.streams += lifecycle.length
    state.streamsSkipped += page.length - lifecycle.length
    state.report()
  }
  inventory.saveSkipped(logGroupId, skipped)
  for (const [kind, names] of skipped) {
    state.note(`${names.length} streams of kind ${kind} hold no lifecycle log and were skipped.`)
  }
  return { logGroupId, name: group.name, streams }
}

function addSkipped(skipped: Map<string, string[]>, name: string, layout: LogGroupLayout): void {
  const kind = otherStreamKind(name, layout) ?? 'unknown'
  skipped.set(kind, [...(skipped.get(kind) ?? []), name])
}
