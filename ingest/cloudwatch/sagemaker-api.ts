import {
  DescribeClusterCommand,
  type DescribeClusterCommandOutput,
  DescribeClusterEventCommand,
  type DescribeClusterEventCommandOutput,
  DescribeClusterNodeCommand,
  type DescribeClusterNodeCommandOutput,
  ListClusterEventsCommand,
  type ListClusterEventsCommandOutput,
  ListClusterNodesCommand,
  type ListClusterNodesCommandInput,
  type ListClusterNodesCommandOutput,
  ListClustersCommand,
  type ListClustersCommandOutput,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker'
import type { AwsCall } from './aws-call.ts'
import type { AwsCaller } from './aws-caller.ts'
import { isRefusal } from './aws-fault.ts'
import { clusterNotFound } from './aws-operator-error.ts'
import type { UsedAction } from './iam-policy.ts'

/** The largest page that the list operations give. */
const pageSize = 100

/**
 * The operations of SageMaker that hyperscope calls, each sent by AwsCaller. Those about a cluster throw
 * OperatorError `cluster-not-found`, and ValidationException as it comes: its meaning depends on the operation.
 */
export class SageMakerApi {
  readonly #client: SageMakerClient
  readonly #caller: AwsCaller

  constructor(client: SageMakerClient, caller: AwsCaller) {
    this.#client = client
    this.#caller = caller
  }

  get region(): string {
    return this.#caller.region
  }

  listClusters(NextToken: string | undefined): Promise<ListClustersCommandOutput> {
    const command = new ListClustersCommand({ MaxResults: pageSize, NextToken })
    return this.#caller.call({
      action: 'sagemaker:ListClusters',
      subject: '',
      send: (abortSignal) => this.#client.send(command, { abortSignal }),
      isComplete: (output) => output.ClusterSummaries !== undefined,
    })
  }

  describeCluster(nameOrArn: string): Promise<DescribeClusterCommandOutput> {
    const command = new DescribeClusterCommand({ ClusterName: nameOrArn })
    return this.#call({
      action: 'sagemaker:DescribeCluster',
      subject: nameOrArn,
      send: (abortSignal) => this.#client.send(command, { abortSignal }),
      isComplete: (output) => output.ClusterArn !== undefined,
    })
  }

  listClusterNodes(
    input: Pick<ListClusterNodesCommandInput, 'NextToken' | 'IncludeNodeLogicalIds'> & {
      readonly ClusterName: string
    },
  ): Promise<ListClusterNodesCommandOutput> {
    const command = new ListClusterNodesCommand({ ...input, MaxResults: pageSize })
    return this.#call({
      action: 'sagemaker:ListClusterNodes',
      subject: input.ClusterName,
      send: (abortSignal) => this.#client.send(command, { abortSignal }),
      isComplete: (output) => output.ClusterNodeSummaries !== undefined,
    })
  }

  /** Throws ResourceNotFound as it comes: it may be the node or the cluster that is gone. */
  describeClusterNode(
    clusterName: string,
    instanceId: string,
  ): Promise<DescribeClusterNodeCommandOutput> {
    const command = new DescribeClusterNodeCommand({ ClusterName: clusterName, NodeId: instanceId })
    return this.#caller.call({
      action: 'sagemaker:DescribeClusterNode',
      subject: clusterName,
      send: (abortSignal) => this.#client.send(command, { abortSignal }),
      isComplete: (output) => output.NodeDetails !== undefined,
      expected: ['ResourceNotFound', 'ValidationException'],
    })
  }

  listClusterEvents(
    clusterName: string,
    NextToken: string | undefined,
  ): Promise<ListClusterEventsCommandOutput> {
    const command = new ListClusterEventsCommand({
      ClusterName: clusterName,
      SortBy: 'EventTime',
      SortOrder: 'Descending',
      MaxResults: pageSize,
      NextToken,
    })
    return this.#call({
      action: 'sagemaker:ListClusterEvents',
      subject: clusterName,
      send: (abortSignal) => this.#client.send(command, { abortSignal }),
      isComplete: (output) => output.Events !== undefined,
    })
  }

  /** Throws ResourceNotFound as it comes: only the latest events of a cluster are kept. */
  describeClusterEvent(
    clusterName: string,
    eventId: string,
  ): Promise<DescribeClusterEventCommandOutput> {
    const command = new DescribeClusterEventCommand({ ClusterName: clusterName, EventId: eventId })
    return this.#caller.call({
      action: 'sagemaker:DescribeClusterEvent',
      subject: clusterName,
      send: (abortSignal) => this.#client.send(command, { abortSignal }),
      isComplete: (output) => output.EventDetails !== undefined,
      expected: ['ResourceNotFound', 'ValidationException'],
    })
  }

  async #call<Output>(call: AwsCall<Output>): Promise<Output> {
    try {
      return await this.#caller.call({
        ...call,
        expected: ['ResourceNotFound', 'ValidationException'],
      })
    } catch (error) {
      if (!isRefusal(error, 'ResourceNotFound')) throw error
      throw this.clusterNotFound(call.action, call.subject, error)
    }
  }

  clusterNotFound(action: UsedAction, nameOrArn: string, error: unknown): Error {
    const context = { action, subject: nameOrArn, region: this.region }
    return clusterNotFound(context, error)
  }
}
