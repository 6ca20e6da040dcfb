import { type ClusterEvent, clusterEvents } from './cluster-events.ts'
import {
  clusterDescription,
  clusterSummary,
  eventDescription,
  eventSummary,
  nodeDescription,
  nodeSummary,
} from './cluster-record.ts'
import type { DemoInstance } from './demo-instance.ts'
import type { DemoOperation, OperationScene } from './demo-operation.ts'
import { awsStatus, isListed } from './demo-status.ts'
import { listPage } from './list-page.ts'
import { type InputReader, inputReader, type RequestInput } from './request-input.ts'
import { ServiceError, validationError } from './service-error.ts'

const refusal = validationError('Invalid NextToken')

function pageSize(scene: OperationScene, reader: InputReader, usual: number): number {
  const wanted = reader.count('MaxResults', { from: 1, to: 100 }) ?? usual
  return Math.min(wanted, scene.limits.clusterEntries)
}

/** The parameters that a token is bound to: all but the token and the page size. */
function boundTo(operation: string, input: RequestInput): string {
  const { NextToken: _, MaxResults: __, ...bound } = input
  return `${operation} ${JSON.stringify(bound)}`
}

function requireCluster({ cluster }: OperationScene, reader: InputReader): void {
  const name = reader.requiredText('ClusterName')
  const isKnown = [cluster.settings.clusterName, cluster.clusterId, cluster.arn].includes(name)
  if (!isKnown) throw new ServiceError('ResourceNotFound', `Cluster ${name} not found.`)
}

/** ListClusters. */
export const listClusters: DemoOperation = ({ cluster, nowMs }, input) => {
  const reader = inputReader(input, validationError)
  const isWanted = cluster.settings.clusterName.includes(reader.text('NameContains') ?? '')
  return { ClusterSummaries: isWanted ? [clusterSummary(cluster, nowMs)] : [] }
}

/** DescribeCluster. */
export const describeCluster: DemoOperation = (scene, input) => {
  requireCluster(scene, inputReader(input, validationError))
  return clusterDescription(scene.cluster, scene.nowMs)
}

/** Nodes in the order of the request; by default as SageMaker does, newest first. */
function orderedNodes(nodes: readonly DemoInstance[], reader: InputReader): DemoInstance[] {
  const sortBy = reader.oneOf('SortBy', ['CREATION_TIME', 'NAME']) ?? 'CREATION_TIME'
  const direction = reader.oneOf('SortOrder', ['Ascending', 'Descending']) === 'Ascending' ? 1 : -1
  const byName = (a: DemoInstance, b: DemoInstance): number =>
    a.instanceId < b.instanceId ? -1 : 1
  const byTime = (a: DemoInstance, b: DemoInstance): number =>
    a.launchedMs - b.launchedMs || byName(a, b)
  return nodes.toSorted((a, b) => direction * (sortBy === 'NAME' ? byName(a, b) : byTime(a, b)))
}

/** ListClusterNodes. */
export const listClusterNodes: DemoOperation = (scene, input) => {
  const reader = inputReader(input, validationError)
  requireCluster(scene, reader)
  const group = reader.text('InstanceGroupNameContains') ?? ''
  const { cluster, nowMs } = scene
  const nodes = cluster.instances.filter(
    (instance) => instance.instanceGroup.includes(group) && isListed(instance, nowMs),
  )
  const page = listPage(scene, {
    entries: orderedNodes(nodes, reader),
    keyOf: ({ instanceId }) => instanceId,
    request: boundTo('ListClusterNodes', input),
    token: reader.text('NextToken'),
    limit: pageSize(scene, reader, 10),
    refusal,
  })
  const withLogicalIds = reader.flag('IncludeNodeLogicalIds')
  const summaries = page.entries.map((instance) => ({
    ...nodeSummary(instance, awsStatus(cluster, instance, nowMs)),
    ...(withLogicalIds ? { NodeLogicalId: instance.nodeLogicalId } : {}),
  }))
  return { ClusterNodeSummaries: summaries, NextToken: page.nextToken }
}

/** DescribeClusterNode, by instance id or logical id. */
export const describeClusterNode: DemoOperation = (scene, input) => {
  const reader = inputReader(input, validationError)
  requireCluster(scene, reader)
  const nodeId = reader.text('NodeId')
  const logicalId = reader.text('NodeLogicalId')
  if ((nodeId === undefined) === (logicalId === undefined)) {
    throw validationError('Exactly one of NodeId and NodeLogicalId must be specified.')
  }
  const { cluster, nowMs } = scene
  const node = cluster.instances.find(
    (entry) =>
      (entry.instanceId === nodeId || entry.nodeLogicalId === logicalId) && isListed(entry, nowMs),
  )
  if (node !== undefined) {
    return { NodeDetails: nodeDescription(node, awsStatus(cluster, node, nowMs)) }
  }
  throw new ServiceError('ResourceNotFound', `Node ${nodeId ?? logicalId} not found.`)
}

function wantedEvents(scene: OperationScene, reader: InputReader): ClusterEvent[] {
  const group = reader.text('InstanceGroupName')
  const nodeId = reader.text('NodeId')
  const after = (reader.number('EventTimeAfter') ?? 0) * 1000
  const before = (reader.number('EventTimeBefore') ?? Number.MAX_SAFE_INTEGER) * 1000
  const resource = reader.oneOf('ResourceType', ['Cluster', 'InstanceGroup', 'Instance'])
  return clusterEvents(scene.cluster, scene.nowMs).filter(
    ({ instance, atMs }) =>
      (group === undefined || instance.instanceGroup === group) &&
      (nodeId === undefined || instance.instanceId === nodeId) &&
      (resource === undefined || resource === 'Instance') &&
      atMs >= after &&
      atMs <= before,
  )
}

/** ListClusterEvents. */
export const listClusterEvents: DemoOperation = (scene, input) => {
  const reader = inputReader(input, validationError)
  requireCluster(scene, reader)
  const events = wantedEvents(scene, reader)
  const isAscending = reader.oneOf('SortOrder', ['Ascending', 'Descending']) === 'Ascending'
  const page = listPage(scene, {
    entries: isAscending ? events.reverse() : events,
    keyOf: ({ eventId }) => eventId,
    request: boundTo('ListClusterEvents', input),
    token: reader.text('NextToken'),
    limit: pageSize(scene, reader, 10),
    refusal,
  })
  const summaries = page.entries.map((event) => eventSummary(scene.cluster, event))
  return { Events: summaries, NextToken: page.nextToken }
}

/** DescribeClusterEvent. */
export const describeClusterEvent: DemoOperation = (scene, input) => {
  const reader = inputReader(input, validationError)
  requireCluster(scene, reader)
  const eventId = reader.requiredText('EventId')
  const event = clusterEvents(scene.cluster, scene.nowMs).find((entry) => entry.eventId === eventId)
  if (event === undefined) throw new ServiceError('ResourceNotFound', `Event ${eventId} not found.`)
  return { EventDetails: eventDescription(scene.cluster, event) }
}
