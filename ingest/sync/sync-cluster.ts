// THE LINE, from a cluster's name to rows: inventory, list of streams, events, what the lines say, where each
// instance stands. Every part may be cut off anywhere and is repeatable; what is copied stays.
import { type LogGroupLayout, parseLogGroupName } from '../lifecycle/log-group-name.ts'
import { secretsSentence } from '../lifecycle/secret-count.ts'
import type { LogGroupInfo } from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import type { SyncOutcome } from '../store/sync-run-store.ts'
import { copyEvents } from './copy-events.ts'
import { copyClusterEvents, copyNodeDetails, copyNodes } from './copy-inventory.ts'
import {
  copyStreamList,
  findLogGroup,
  knownStreamList,
  logGroupsOfCluster,
  noteCreatedAgain,
} from './copy-stream-list.ts'
import { indexLines } from './index-lines.ts'
import { judgeCluster } from './judge-cluster.ts'
import { JudgeOnTheWay } from './judge-on-the-way.ts'
import type { SyncReport, SyncRequest } from './sync-report.ts'
import { SyncState } from './sync-state.ts'
import { together } from './together.ts'

/** How long an interrupted sync may still judge what it has copied. */
const lastJudgementMs = 1500

/**
 * Copies what is new of one cluster and judges it. Resolves also when interrupted (outcome `interrupted`).
 *
 * Throws OperatorError `cluster-not-found`, `log-group-not-found`, `access-denied`, `credentials-missing`,
 * `credentials-expired`, `aws-unreachable`; rows copied before stay, and the next sync goes on from them.
 */
export async function syncCluster(request: SyncRequest): Promise<SyncReport> {
  const state = new SyncState(request)
  const copy =
    request.logGroup === undefined ? await beginWithCluster(state) : await beginWithGroup(state)
  const syncRunId = request.database.runs.begin({
    clusterId: state.clusterId,
    source: request.source.kind,
    startedMs: state.asOfMs,
  })
  state.heartbeat.begin(syncRunId)
  try {
    await copy()
    await analyse(state, request.signal)
    return finish(state, syncRunId, state.isPartial ? 'partial' : 'complete')
  } catch (error) {
    if (request.signal.aborted) return finish(state, syncRunId, await interrupted(state))
    save(state, syncRunId, 'failed')
    throw error
  }
}

/** Reads and stores what the cluster is; returns the copying that follows. */
async function beginWithCluster(state: SyncState): Promise<() => Promise<void>> {
  const { source, database, cluster: nameOrArn = '' } = state.request
  const cluster = await source.directory.cluster(nameOrArn)
  state.begin(cluster)
  database.inventory.saveCluster(cluster, state.asOfMs)
  return async () => {
    await copyNodes(state, cluster)
    const groups = await logGroupsOfCluster(state, cluster)
    if (groups.length === 0) {
      state.note(`CloudWatch has no log group of cluster ${cluster.name} yet.`)
    }
    await together(state, [
      () => copyNodeDetails(state, cluster),
      () => copyClusterEvents(state, cluster),
      () => copyGroups(state, groups),
    ])
  }
}

/** The same without SageMaker: a deleted cluster, or no permission to ask for it. */
async function beginWithGroup(state: SyncState): Promise<() => Promise<void>> {
  const { source, database, rules, logGroup: name = '' } = state.request
  const group = await findLogGroup(state, name)
  if (group === undefined) {
    throw new OperatorError(
      'log-group-not-found',
      `CloudWatch has no log group ${name} in ${source.region}.`,
      'Check the name and --region; `aws logs describe-log-groups --log-group-name-prefix /aws/sagemaker/` lists them.',
    )
  }
  const parsed = parseLogGroupName(name, rules.layouts)
  const lastPart = name.split('/').at(-1) ?? name
  const identity = { clusterId: parsed?.clusterId ?? lastPart, name: parsed?.cluster ?? lastPart }
  state.begin(identity)
  database.inventory.saveClusterIdentity({ ...identity, region: source.region }, state.asOfMs)
  const layouts = parsed === undefined ? rules.layouts : [parsed.layout]
  return async () => {
    const layout = layouts.length === 1 ? layouts[0] : await layoutOfStreams(state, name)
    if (layout !== undefined) await copyGroups(state, [{ group, layout }])
  }
}

/** For a log group of unknown name: the layout that the most of its first streams fit. */
async function layoutOfStreams(
  state: SyncState,
  name: string,
): Promise<LogGroupLayout | undefined> {
  const { rules, source } = state.request
  for await (const page of source.logs.logStreams(name)) {
    const fits = rules.layouts.map((layout) => ({
      layout,
      streams: page.filter((stream) => layout.logStream.test(stream.name)).length,
    }))
    const best = fits.sort((a, b) => b.streams - a.streams)[0]
    if (best !== undefined && best.streams > 0) return best.layout
  }
  state.note(`No stream of ${name} has a known name; add its layout with --rules (docs/rules.md).`)
  return undefined
}

async function copyGroups(
  state: SyncState,
  groups: readonly { readonly group: LogGroupInfo; readonly layout: LogGroupLayout }[],
): Promise<void> {
  const judge = new JudgeOnTheWay(state)
  for (const { group, layout } of groups) {
    state.phase = 'streams'
    noteCreatedAgain(state, group)
    const listed =
      knownStreamList(state, group) ??
      (await copyStreamList(state, group, layout).catch((error: unknown) =>
        passOverMissing(state, group, error),
      ))
    if (listed === undefined) continue
    state.phase = 'events'
    await state.measureReading(() =>
      copyEvents(state, listed, (instanceIds) => judge.add(instanceIds)),
    )
    await judge.end()
  }
}

/** A cluster's log group may not exist yet, or no longer; one that was asked for by name must. */
function passOverMissing(state: SyncState, group: LogGroupInfo, error: unknown): undefined {
  const isMissing = error instanceof OperatorError && error.code === 'log-group-not-found'
  if (!isMissing || state.request.logGroup !== undefined) throw error
  state.note(`CloudWatch has no log group ${group.name}.`)
  return undefined
}

async function analyse(state: SyncState, signal: AbortSignal): Promise<void> {
  const { database, rules } = state.request
  state.phase = 'analysis'
  state.report()
  await judgeCluster(database, state.clusterId, { rules, signal })
  await indexLines(database, signal)
  const secrets = secretsSentence(database.secrets.found(state.clusterId))
  if (secrets !== undefined) state.note(secrets)
  noteStuckReader(state)
}

/** Nothing of the log can be let go of while a reader still sees the file as it was before. */
function noteStuckReader(state: SyncState): void {
  const { log } = state.request.database
  if (!log.isLong) return
  state.note(
    `The write-ahead log has grown to ${Math.round(log.bytes / 2 ** 20)} MB, since ${log.reader} keeps a reading transaction on the file open; close it, and the next sync makes the log small again.`,
  )
}

async function interrupted(state: SyncState): Promise<'interrupted'> {
  await analyse(state, AbortSignal.timeout(lastJudgementMs))
  return 'interrupted'
}

function save(state: SyncState, syncRunId: number, outcome: SyncOutcome): void {
  // AWS says when it began, our own clock how long it took.
  const endedMs = Math.round(state.asOfMs + state.elapsedMs())
  const end = { endedMs, notes: state.notes, outcome }
  const counts = { ...state.counts(), ...state.callCounts(), ...state.figures }
  state.request.database.runs.save(syncRunId, counts, end)
}

function finish(state: SyncState, syncRunId: number, outcome: SyncReport['outcome']): SyncReport {
  const { database } = state.request
  save(state, syncRunId, outcome)
  state.phase = 'done'
  state.report()
  const coverage = database.fleet.coverage(state.clusterId)
  const { calls, throttles, retries, byOperation } = state.callCounts()
  return {
    ...{ clusterId: state.clusterId, clusterName: state.clusterName, outcome },
    ...state.counts(),
    ...{ readingMs: state.figures?.readingMs, quotaMs: state.figures?.quotaMs },
    pageFill: state.figures?.pageFill,
    ...{ calls, throttles, retries, callsByOperation: byOperation },
    ...{ elapsedMs: state.elapsedMs(), asOfMs: state.asOfMs, notes: state.notes, coverage },
    allEnded: database.fleet.underWay(state.clusterId) === 0,
  }
}
