import type { DemoInstance } from './demo-instance.ts'
import type { DemoOperation, OperationScene } from './demo-operation.ts'
import { streamBeginsMs } from './demo-stream.ts'
import { listPage } from './list-page.ts'
import type { DemoStream } from './log-delivery.ts'
import { otherLogGroups, otherStreams } from './other-logs.ts'
import { type InputReader, inputReader, type RequestInput } from './request-input.ts'
import { existingStream } from './requested-stream.ts'
import { invalidParameter, ServiceError } from './service-error.ts'

const refusal = invalidParameter('The specified nextToken is invalid.')

/** The log group that the request names, by name or ARN; only the demo cluster's own has streams. */
export function requestedLogGroup({ cluster }: OperationScene, reader: InputReader): string {
  const named = reader.text('logGroupName') ?? reader.requiredText('logGroupIdentifier')
  const name = named.replace(/^arn:aws:logs:[^:]*:\d+:log-group:/, '').replace(/:\*$/, '')
  const known = [cluster.logGroupName, ...otherLogGroups(cluster)]
  if (known.includes(name)) return name
  throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.')
}

function logGroupRecord(
  { cluster, createdAgainMs }: OperationScene,
  name: string,
): Record<string, unknown> {
  const arn = `arn:aws:logs:${cluster.settings.region}:${cluster.accountId}:log-group:${name}`
  return {
    logGroupName: name,
    creationTime: createdAgainMs ?? cluster.createdMs,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: name === cluster.logGroupName ? cluster.instances.length * 52_000 : 0,
    logGroupClass: 'STANDARD',
  }
}

/** DescribeLogGroups. */
export const describeLogGroups: DemoOperation = (scene, input) => {
  const { cluster, limits } = scene
  const reader = inputReader(input, invalidParameter)
  const prefix = reader.text('logGroupNamePrefix') ?? ''
  const pattern = reader.text('logGroupNamePattern') ?? ''
  if (prefix !== '' && pattern !== '') {
    throw invalidParameter('logGroupNamePrefix and logGroupNamePattern are mutually exclusive.')
  }
  const names = [cluster.logGroupName, ...otherLogGroups(cluster)]
    .filter((name) => name.startsWith(prefix) && name.includes(pattern))
    .sort()
  const page = listPage(scene, {
    entries: names,
    keyOf: (name) => name,
    request: `DescribeLogGroups ${prefix} ${pattern}`,
    token: reader.text('nextToken'),
    limit: Math.min(reader.count('limit', { from: 1, to: 50 }) ?? 50, limits.logGroups),
    refusal,
  })
  const logGroups = page.entries.map((name) => logGroupRecord(scene, name))
  return { logGroups, nextToken: page.nextToken }
}

/** One stream of a log group, whatever it holds. */
interface ListedStream {
  readonly name: string
  readonly createdMs: number
  readonly instance: DemoInstance | undefined
}

/** A stream appears with its first event; an empty one was made and never written to. */
function lifecycleStreams(scene: OperationScene): ListedStream[] {
  const { cluster, nowMs } = scene
  return [...cluster.streamOwners]
    .filter(([, instance]) => streamBeginsMs(instance) + 5_000 <= nowMs)
    .map(([name, instance]) => ({ name, createdMs: streamBeginsMs(instance) + 1_500, instance }))
}

function listedStreams(scene: OperationScene, logGroup: string): ListedStream[] {
  const { cluster, nowMs } = scene
  if (logGroup !== cluster.logGroupName) return []
  const others = otherStreams(cluster)
    .filter((stream) => (stream.atMs[0] ?? 0) <= nowMs)
    .map(({ name, atMs }) => ({ name, createdMs: atMs[0] ?? 0, instance: undefined }))
  const all = [...lifecycleStreams(scene), ...others]
  if (scene.createdAgainMs === undefined) return all
  return all.filter(({ name }) => existingStream(scene, name) !== undefined)
}

function visibleTimes(stream: DemoStream, asOfMs: number): Record<string, unknown> {
  const visible = [...stream.ingestedMs.keys()].filter(
    (place) => (stream.ingestedMs[place] ?? 0) <= asOfMs,
  )
  const [first, last] = [visible[0], visible.at(-1)]
  if (first === undefined || last === undefined) return {}
  return {
    firstEventTimestamp: stream.atMs[first],
    lastEventTimestamp: stream.atMs[last],
    lastIngestionTime: Math.round(stream.ingestedMs[last] ?? 0),
  }
}

function streamRecord(
  scene: OperationScene,
  listed: ListedStream,
  logGroup: string,
): Record<string, unknown> {
  const { cluster, nowMs, streamTimesLagMs } = scene
  const stream =
    listed.instance === undefined
      ? otherStreams(cluster).find(({ name }) => name === listed.name)
      : cluster.stream(listed.instance)
  return {
    logStreamName: listed.name,
    creationTime: listed.createdMs,
    ...(stream === undefined ? {} : visibleTimes(stream, nowMs - streamTimesLagMs)),
    uploadSequenceToken: '49039859609212673154285473105846471526134416264846049378',
    arn: `arn:aws:logs:${cluster.settings.region}:${cluster.accountId}:log-group:${logGroup}:log-stream:${listed.name}`,
    storedBytes: 0,
  }
}

function orderStreams(
  scene: OperationScene,
  streams: ListedStream[],
  byTime: boolean,
): ListedStream[] {
  const time = (stream: ListedStream): number =>
    Number(streamRecord(scene, stream, '').lastEventTimestamp ?? 0)
  if (!byTime) return streams.sort((a, b) => (a.name < b.name ? -1 : 1))
  const timed = streams.map((stream) => ({ stream, atMs: time(stream) }))
  return timed.sort((a, b) => a.atMs - b.atMs).map(({ stream }) => stream)
}

/** DescribeLogStreams. */
export const describeLogStreams: DemoOperation = (scene, input: RequestInput) => {
  const reader = inputReader(input, invalidParameter)
  const logGroup = requestedLogGroup(scene, reader)
  const prefix = reader.text('logStreamNamePrefix')
  const orderBy = reader.oneOf('orderBy', ['LogStreamName', 'LastEventTime']) ?? 'LogStreamName'
  if (orderBy === 'LastEventTime' && prefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
  }
  const streams = listedStreams(scene, logGroup).filter(({ name }) => name.startsWith(prefix ?? ''))
  const ordered = orderStreams(scene, streams, orderBy === 'LastEventTime')
  const page = listPage(scene, {
    entries: reader.flag('descending') ? ordered.reverse() : ordered,
    keyOf: ({ name }) => name,
    request: `DescribeLogStreams ${logGroup} ${prefix ?? ''} ${orderBy} ${reader.flag('descending')}`,
    token: reader.text('nextToken'),
    limit: Math.min(reader.count('limit', { from: 1, to: 50 }) ?? 50, scene.limits.logStreams),
    refusal,
  })
  const logStreams = page.entries.map((stream) => streamRecord(scene, stream, logGroup))
  return { logStreams, nextToken: page.nextToken }
}
