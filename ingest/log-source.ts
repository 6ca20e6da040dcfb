// THE PORT between hyperscope and wherever lifecycle logs come from: CloudWatch and SageMaker, exported files,
// the demo cluster. Times are epoch milliseconds UTC.

import type { OperatorError } from './operator-error.ts'

/** What DescribeLogGroups says of one log group. */
export interface LogGroupInfo {
  readonly name: string
  readonly createdMs: number | undefined
  /** undefined: events never expire. */
  readonly retentionDays: number | undefined
  readonly storedBytes: number | undefined
}

/**
 * What DescribeLogStreams says of one log stream. `lastEventMs` is eventually consistent (hours at worst) and
 * therefore never decides alone that a stream has nothing new.
 */
export interface LogStreamInfo {
  readonly name: string
  readonly createdMs: number | undefined
  readonly lastEventMs: number | undefined
}

/** One event, verbatim. The message may hold several lines, NUL, ANSI codes, anything. */
export interface LogEvent {
  readonly streamName: string
  readonly atMs: number
  readonly message: string
  /** When CloudWatch took it in; undefined: not known. */
  readonly ingestedMs?: number | undefined
}

/** A stream to read, and from when. */
export interface StreamToRead {
  readonly name: string
  /** Inclusive. */
  readonly fromMs: number
  /** Its diagnosis is waited for: it is read first. */
  readonly isUrgent: boolean
  /** What the list of streams says of its last event; a hint for planning, never believed. */
  readonly lastEventMs: number | undefined
}

export interface ReadRequest {
  readonly logGroupName: string
  readonly streams: readonly StreamToRead[]
  /** Exclusive. */
  readonly toMs: number
}

/** A part of the answer to one ReadRequest. */
export interface LogPage {
  /** Events of one stream stand in CloudWatch's order, over all pages; streams are interleaved. */
  readonly events: readonly LogEvent[]
  /** The streams that the page is about; others are read beside them, in pages of their own. */
  readonly streamNames: readonly string[]
  /** Every event of these streams before this time has been yielded, here or before; `toMs`: they are whole. */
  readonly completeToMs: number
  /** Asked streams that CloudWatch no longer has; they yield nothing more. */
  readonly goneStreams: readonly string[]
  /** Why these streams are not read further now; the next sync goes on with them. undefined: nothing is in the way. */
  readonly failure: OperatorError | undefined
  /** What the reading had to do without: sentences. */
  readonly notes: readonly string[]
}

/**
 * Where log events come from.
 *
 * `read` yields every event with `fromMs <= atMs < toMs` of each named stream exactly once, and at least one page of each
 * stream; in which calls, how many at once and in what order is the source's to plan. All throw OperatorError
 * `log-group-not-found`, `access-denied`, `credentials-missing`, `credentials-expired`, `aws-unreachable`; throttling is
 * waited out, never thrown.
 */
export interface LogSource {
  logGroups(namePrefix: string): AsyncIterable<readonly LogGroupInfo[]>
  logStreams(logGroupName: string): AsyncIterable<readonly LogStreamInfo[]>
  read(request: ReadRequest): AsyncIterable<LogPage>
}

/** DescribeCluster, as far as hyperscope uses it. */
export interface ClusterInfo {
  readonly clusterId: string
  readonly name: string
  readonly arn: string
  readonly region: string
  readonly accountId: string
  readonly status: string
  readonly failureMessage: string | undefined
  readonly orchestrator: 'slurm' | 'eks' | undefined
  /** `Continuous`, or undefined: only Continuous clusters have cluster events. */
  readonly nodeProvisioningMode: string | undefined
  readonly createdMs: number | undefined
  readonly instanceGroups: readonly InstanceGroupInfo[]
}

export interface InstanceGroupInfo {
  readonly name: string
  readonly instanceType: string | undefined
  readonly currentCount: number | undefined
  readonly targetCount: number | undefined
  readonly status: string | undefined
  readonly softwareUpdateStatus: string | undefined
  readonly lifecycleScriptUri: string | undefined
  readonly onCreate: string | undefined
  readonly currentImageId: string | undefined
  readonly desiredImageId: string | undefined
}

/** One node of ListClusterNodes. */
export interface NodeInfo {
  readonly instanceId: string
  readonly instanceGroup: string
  readonly instanceType: string | undefined
  readonly nodeLogicalId: string | undefined
  readonly launchedMs: number | undefined
  readonly softwareUpdatedMs: number | undefined
  readonly status: string | undefined
  /** InstanceStatus.Message: AWS's own words, sticky across retries. */
  readonly message: string | undefined
  readonly privateDnsHostname: string | undefined
}

/** What only DescribeClusterNode says. */
export interface NodeDetails {
  readonly instanceId: string
  readonly privateIp: string | undefined
  readonly availabilityZone: string | undefined
  readonly availabilityZoneId: string | undefined
  readonly imageId: string | undefined
  readonly desiredImageId: string | undefined
  readonly capacityType: string | undefined
  readonly lifecycleScriptUri: string | undefined
  readonly onCreate: string | undefined
}

/** One cluster event, with what DescribeClusterEvent adds. */
export interface ClusterEventInfo {
  readonly eventId: string
  readonly atMs: number
  readonly resourceType: string
  readonly instanceGroup: string | undefined
  readonly instanceId: string | undefined
  readonly level: string | undefined
  readonly description: string | undefined
  readonly failureMessage: string | undefined
}

/**
 * Where the inventory comes from. All throw OperatorError `cluster-not-found`, `access-denied`,
 * `credentials-missing`, `credentials-expired`, `aws-unreachable`.
 */
export interface ClusterDirectory {
  /** By cluster name or ARN. */
  cluster(nameOrArn: string): Promise<ClusterInfo>
  nodes(clusterName: string): AsyncIterable<readonly NodeInfo[]>
  /** undefined: the node is gone. Throws `access-denied` where DescribeClusterNode is not permitted. */
  nodeDetails(clusterName: string, instanceId: string): Promise<NodeDetails | undefined>
  /**
   * Events that are not known yet, newest first; nothing for a cluster without cluster events. Throws
   * `access-denied` at once where the list is not permitted, and after the last event (all of them then without
   * `failureMessage`) where only their details are not.
   */
  clusterEvents(
    clusterName: string,
    knownEventIds: ReadonlySet<string>,
  ): AsyncIterable<ClusterEventInfo>
}

/**
 * What the calls of a source cost so far; the sync reports it. `calls` counts every attempt, `retries` those that
 * repeat one which failed other than by throttling; `byOperation` has the calls under `FilterLogEvents`, ….
 */
export interface CallCounts {
  readonly calls: number
  readonly throttles: number
  readonly retries: number
  readonly byOperation: Readonly<Record<string, number>>
}

/** The pages of one operation and the bytes in them, as the service counts them. */
export interface PageCounts {
  readonly pages: number
  readonly bytes: number
  /** Pages that another followed: what the service puts into one. */
  readonly fullPages: number
  readonly fullBytes: number
  /** Sum over them of the share of the page limit, of bytes or of events, that each holds. */
  readonly fullShare: number
}

/** What the operations that read events have brought so far, and the calls a second that their quotas allow. */
export interface ReadingCounts {
  readonly filter: PageCounts
  readonly get: PageCounts
  readonly filterPerSecond: number
  readonly getPerSecond: number
}

/** A source and a directory of one account and Region, and the clock of the service behind them. */
export interface ClusterSource {
  readonly logs: LogSource
  readonly directory: ClusterDirectory
  readonly region: string
  /** `cloudwatch` or `files`; stands in sync_run.source. */
  readonly kind: string
  counts(): CallCounts
  /** undefined: the source has no quota. */
  reading(): ReadingCounts | undefined
  /** The service's own clock (HTTP Date), so that a wrong local clock misjudges nothing; undefined before any call. */
  serviceNowMs(): number | undefined
}
