import type { DemoOperation } from './demo-operation.ts'
import { getLogEvents } from './get-log-events.ts'
import { filterLogEvents } from './log-events-operations.ts'
import { describeLogGroups, describeLogStreams } from './log-streams-operations.ts'
import {
  describeCluster,
  describeClusterEvent,
  describeClusterNode,
  listClusterEvents,
  listClusterNodes,
  listClusters,
} from './sagemaker-operations.ts'

/** An operation by the name that stands in `X-Amz-Target`, and the IAM action it needs. */
export interface ServedOperation {
  readonly name: string
  readonly action: string
  readonly run: DemoOperation
}

const logs = { describeLogGroups, describeLogStreams, filterLogEvents, getLogEvents }
const sagemaker = {
  listClusters,
  describeCluster,
  listClusterNodes,
  describeClusterNode,
  listClusterEvents,
  describeClusterEvent,
}

function served(service: string, target: string, operations: Record<string, DemoOperation>) {
  return Object.entries(operations).map(([key, run]): [string, ServedOperation] => {
    const name = key.charAt(0).toUpperCase() + key.slice(1)
    return [`${target}.${name}`, { name, action: `${service}:${name}`, run }]
  })
}

/** Every operation of the demo server by its `X-Amz-Target`. */
export const servedOperations: ReadonlyMap<string, ServedOperation> = new Map([
  ...served('logs', 'Logs_20140328', logs),
  ...served('sagemaker', 'SageMaker', sagemaker),
])
