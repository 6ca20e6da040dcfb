// From the shapes of the SageMaker API to those of the port. Values of AWS's enums are passed on as they come:
// new ones appear without notice.
import type {
  ClusterInstanceGroupDetails,
  ClusterNodeDetails,
  ClusterNodeSummary,
  ClusterRestrictedInstanceGroupDetails,
  DescribeClusterCommandOutput,
} from '@aws-sdk/client-sagemaker'
import type { ClusterInfo, InstanceGroupInfo, NodeDetails, NodeInfo } from '../log-source.ts'

/** Region, account and cluster id of a cluster's ARN; undefined where it is no such ARN. */
export function parseClusterArn(
  arn: string,
): { region: string; accountId: string; clusterId: string } | undefined {
  const parts = /^arn:aws[a-z-]*:sagemaker:([a-z0-9-]+):(\d{12}):cluster\/([a-z0-9]+)$/.exec(arn)
  if (parts === null) return undefined
  const [, region = '', accountId = '', clusterId = ''] = parts
  return { region, accountId, clusterId }
}

/** @param region where the cluster was asked for; stands in where its ARN is none of the known form. */
export function clusterInfo(cluster: DescribeClusterCommandOutput, region: string): ClusterInfo {
  const arn = cluster.ClusterArn ?? ''
  const parsed = parseClusterArn(arn)
  const clusterId = parsed?.clusterId ?? arn.slice(arn.lastIndexOf('/') + 1)
  return {
    clusterId,
    name: cluster.ClusterName ?? clusterId,
    arn,
    region: parsed?.region ?? region,
    accountId: parsed?.accountId ?? '',
    status: cluster.ClusterStatus ?? 'Unknown',
    failureMessage: cluster.FailureMessage || undefined,
    orchestrator: orchestrator(cluster),
    nodeProvisioningMode: cluster.NodeProvisioningMode,
    createdMs: epochMs(cluster.CreationTime),
    instanceGroups: [
      ...(cluster.InstanceGroups ?? []).map(instanceGroupInfo),
      ...(cluster.RestrictedInstanceGroups ?? []).map(restrictedGroupInfo),
    ],
  }
}

// The field came with EKS; clusters of before, and most of Slurm since, have none.
function orchestrator(cluster: DescribeClusterCommandOutput): ClusterInfo['orchestrator'] {
  if (cluster.Orchestrator === undefined) return 'slurm'
  if (cluster.Orchestrator.Eks !== undefined) return 'eks'
  return cluster.Orchestrator.Slurm === undefined ? undefined : 'slurm'
}

function instanceGroupInfo(group: ClusterInstanceGroupDetails): InstanceGroupInfo {
  return {
    ...restrictedGroupInfo(group),
    softwareUpdateStatus: group.SoftwareUpdateStatus,
    lifecycleScriptUri: group.LifeCycleConfig?.SourceS3Uri,
    onCreate: group.LifeCycleConfig?.OnCreate ?? group.LifeCycleConfig?.OnInitComplete,
    currentImageId: group.CurrentImageId,
    desiredImageId: group.DesiredImageId,
  }
}

/** A restricted instance group runs no lifecycle scripts of the customer. */
function restrictedGroupInfo(
  group: ClusterInstanceGroupDetails | ClusterRestrictedInstanceGroupDetails,
): InstanceGroupInfo {
  return {
    name: group.InstanceGroupName ?? '',
    instanceType: group.InstanceType,
    currentCount: group.CurrentCount,
    targetCount: group.TargetCount,
    status: group.Status,
    softwareUpdateStatus: undefined,
    lifecycleScriptUri: undefined,
    onCreate: undefined,
    currentImageId: undefined,
    desiredImageId: undefined,
  }
}

/** A node that is still waiting for its instance has no instance id and no log; it is left out. */
export function nodeInfo(node: ClusterNodeSummary): NodeInfo[] {
  if (!node.InstanceId) return []
  return [
    {
      instanceId: node.InstanceId,
      instanceGroup: node.InstanceGroupName ?? '',
      instanceType: node.InstanceType,
      nodeLogicalId: node.NodeLogicalId,
      launchedMs: epochMs(node.LaunchTime),
      softwareUpdatedMs: epochMs(node.LastSoftwareUpdateTime),
      status: node.InstanceStatus?.Status,
      message: node.InstanceStatus?.Message || undefined,
      privateDnsHostname: node.PrivateDnsHostname,
    },
  ]
}

export function nodeDetails(node: ClusterNodeDetails, instanceId: string): NodeDetails {
  return {
    instanceId: node.InstanceId ?? instanceId,
    privateIp: node.PrivatePrimaryIp,
    availabilityZone: node.Placement?.AvailabilityZone,
    availabilityZoneId: node.Placement?.AvailabilityZoneId,
    imageId: node.CurrentImageId,
    desiredImageId: node.DesiredImageId,
    capacityType: node.CapacityType,
    lifecycleScriptUri: node.LifeCycleConfig?.SourceS3Uri,
    onCreate: node.LifeCycleConfig?.OnCreate ?? node.LifeCycleConfig?.OnInitComplete,
  }
}

/** undefined for a missing date and for one that is none. */
export function epochMs(date: Date | undefined): number | undefined {
  const ms = date?.getTime()
  return ms === undefined || Number.isNaN(ms) ? undefined : ms
}
