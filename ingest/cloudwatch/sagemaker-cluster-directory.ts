import type {
  ClusterDirectory,
  ClusterEventInfo,
  ClusterInfo,
  NodeDetails,
  NodeInfo,
} from '../log-source.ts'
import { OperatorError } from '../operator-error.ts'
import { isRefusal } from './aws-fault.ts'
import { clusterEventInfo, failureMessage, mayHoldFailureMessage } from './cluster-event.ts'
import { clusterInfo, nodeDetails, nodeInfo, parseClusterArn } from './cluster-info.ts'
import { firstSeen } from './first-seen.ts'
import { pageChain } from './page-chain.ts'
import type { SageMakerApi } from './sagemaker-api.ts'

/** The inventory of HyperPod clusters, as SageMaker tells it. */
export class SageMakerClusterDirectory implements ClusterDirectory {
  readonly #sagemaker: SageMakerApi

  constructor(sagemaker: SageMakerApi) {
    this.#sagemaker = sagemaker
  }

  async cluster(nameOrArn: string): Promise<ClusterInfo> {
    const { region } = this.#sagemaker
    refuseOtherRegion(nameOrArn, region)
    try {
      return clusterInfo(await this.#sagemaker.describeCluster(nameOrArn), region)
    } catch (error) {
      // A name that no cluster can have is refused as invalid.
      if (!isRefusal(error, 'ValidationException')) throw error
      throw this.#sagemaker.clusterNotFound('sagemaker:DescribeCluster', nameOrArn, error)
    }
  }

  async *nodes(clusterName: string): AsyncGenerator<readonly NodeInfo[]> {
    let IncludeNodeLogicalIds: boolean | undefined = true
    const chain = pageChain(
      async (NextToken) => {
        const input = { ClusterName: clusterName, NextToken }
        try {
          return await this.#sagemaker.listClusterNodes({ ...input, IncludeNodeLogicalIds })
        } catch (error) {
          // Clusters without Continuous provisioning may not know logical ids.
          const retry = NextToken === undefined && isRefusal(error, 'ValidationException')
          if (!retry) throw error
          IncludeNodeLogicalIds = undefined
          return await this.#sagemaker.listClusterNodes(input)
        }
      },
      (page) => page.NextToken,
    )
    const isNew = firstSeen<NodeInfo>(({ instanceId }) => instanceId)
    for await (const page of chain) {
      yield (page.ClusterNodeSummaries ?? []).flatMap(nodeInfo).filter(isNew)
    }
  }

  async nodeDetails(clusterName: string, instanceId: string): Promise<NodeDetails | undefined> {
    try {
      const answer = await this.#sagemaker.describeClusterNode(clusterName, instanceId)
      return answer.NodeDetails && nodeDetails(answer.NodeDetails, instanceId)
    } catch (error) {
      if (isRefusal(error, 'ResourceNotFound', 'ValidationException')) return undefined
      throw error
    }
  }

  async *clusterEvents(
    clusterName: string,
    knownEventIds: ReadonlySet<string>,
  ): AsyncGenerator<ClusterEventInfo> {
    let denied: OperatorError | undefined
    const isNew = firstSeen<ClusterEventInfo>(({ eventId }) => eventId)
    for await (const event of this.#listedEvents(clusterName)) {
      if (knownEventIds.has(event.eventId) || !isNew(event)) continue
      if (denied !== undefined || !mayHoldFailureMessage(event)) {
        yield event
        continue
      }
      const detailed = await this.#withFailureMessage(clusterName, event)
      if (detailed instanceof OperatorError) denied = detailed
      yield detailed instanceof OperatorError ? event : detailed
    }
    // The events without their messages are worth having; that the messages are missing must still be said.
    if (denied !== undefined) throw denied
  }

  async *#listedEvents(clusterName: string): AsyncGenerator<ClusterEventInfo> {
    const chain = pageChain(
      (token) => this.#sagemaker.listClusterEvents(clusterName, token),
      (page) => page.NextToken,
    )
    try {
      for await (const page of chain) {
        for (const summary of page.Events ?? []) {
          const event = clusterEventInfo(summary)
          if (event !== undefined) yield event
        }
      }
    } catch (error) {
      // Only clusters with Continuous provisioning have events.
      if (!isRefusal(error, 'ValidationException')) throw error
    }
  }

  async #withFailureMessage(
    clusterName: string,
    event: ClusterEventInfo,
  ): Promise<ClusterEventInfo | OperatorError> {
    try {
      const answer = await this.#sagemaker.describeClusterEvent(clusterName, event.eventId)
      return { ...event, failureMessage: failureMessage(answer.EventDetails) }
    } catch (error) {
      // Only the latest events are kept: this one has just been dropped.
      if (isRefusal(error, 'ResourceNotFound', 'ValidationException')) return event
      if (error instanceof OperatorError && error.code === 'access-denied') return error
      throw error
    }
  }
}

function refuseOtherRegion(nameOrArn: string, region: string): void {
  const arnRegion = parseClusterArn(nameOrArn)?.region
  if (arnRegion === undefined || arnRegion === region) return
  throw new OperatorError(
    'invalid-option',
    `${nameOrArn} is a cluster of ${arnRegion}, but the Region in use is ${region}.`,
    `Add --region ${arnRegion}.`,
  )
}
