// The shapes of SageMaker's answers about a HyperPod cluster. Times are seconds since 1970, as AWS JSON has them.
import type { ClusterEvent } from './cluster-events.ts'
import type { DemoCluster } from './demo-cluster.ts'
import type { DemoInstance } from './demo-instance.ts'
import { demoInstanceGroups, demoSubnets } from './demo-inventory.ts'
import { type AwsStatus, awsStatus, firstFailure, isListed } from './demo-status.ts'
import { demoScriptUri } from './download-cause.ts'
import { lifecycleFailureMessage } from './failure-message.ts'

type Json = Record<string, unknown>

const updateMs = 40 * 60_000
const oldImage = 'ami-0d1f6f2f8b3a41c07'

function seconds(ms: number): number {
  return ms / 1000
}

const lifecycleConfig: Json = { SourceS3Uri: demoScriptUri, OnCreate: 'on_create.sh' }
const securityGroups: readonly string[] = ['sg-0f3a91c47be2d5068']

function hasRollback(instances: readonly DemoInstance[]): boolean {
  return instances.some(({ fate }) => fate.state === 'succeeded-but-rolled-back')
}

function softwareUpdate(instances: readonly DemoInstance[]): Json {
  if (!instances.some(({ softwareUpdatedMs }) => softwareUpdatedMs !== undefined)) return {}
  return { SoftwareUpdateStatus: hasRollback(instances) ? 'Failed' : 'Succeeded' }
}

function groupRecord(cluster: DemoCluster, name: string, nowMs: number): Json {
  const instances = cluster.instances.filter(({ instanceGroup }) => instanceGroup === name)
  const listed = instances.filter((instance) => isListed(instance, nowMs))
  const running = listed.filter(
    (instance) => awsStatus(cluster, instance, nowMs).Status === 'Running',
  )
  const isComplete = running.length === listed.length
  return {
    InstanceGroupName: name,
    InstanceType: instances[0]?.instanceType,
    CurrentCount: running.length,
    TargetCount: instances.filter(({ fate }) => fate.listed).length,
    LifeCycleConfig: lifecycleConfig,
    ExecutionRole: `arn:aws:iam::${cluster.accountId}:role/HyperPodExecution`,
    ThreadsPerCore: 2,
    Status: isComplete ? 'InService' : 'Degraded',
    CurrentImageId: hasRollback(instances) ? oldImage : instances[0]?.imageId,
    DesiredImageId: instances[0]?.desiredImageId,
    ...softwareUpdate(instances),
  }
}

function clusterStatus(cluster: DemoCluster, nowMs: number): string {
  return nowMs < cluster.settings.startedMs + updateMs ? 'Updating' : 'InService'
}

export function clusterSummary(cluster: DemoCluster, nowMs: number): Json {
  return {
    ClusterArn: cluster.arn,
    ClusterName: cluster.settings.clusterName,
    CreationTime: seconds(cluster.createdMs),
    ClusterStatus: clusterStatus(cluster, nowMs),
  }
}

export function clusterDescription(cluster: DemoCluster, nowMs: number): Json {
  const { orchestrator, region } = cluster.settings
  const failure = firstFailure(cluster, nowMs)
  const eks = { ClusterArn: `arn:aws:eks:${region}:${cluster.accountId}:cluster/ml-prod` }
  const names = demoInstanceGroups.map(({ name }) => name)
  const present = names.filter((name) =>
    cluster.instances.some((entry) => entry.instanceGroup === name),
  )
  return {
    ...clusterSummary(cluster, nowMs),
    ...(failure === undefined ? {} : { FailureMessage: lifecycleFailureMessage(cluster, failure) }),
    InstanceGroups: present.map((name) => groupRecord(cluster, name, nowMs)),
    VpcConfig: { SecurityGroupIds: securityGroups, Subnets: demoSubnets },
    Orchestrator:
      orchestrator === 'eks' ? { Eks: eks } : { Slurm: { SlurmConfigStrategy: 'Managed' } },
    NodeRecovery: 'Automatic',
    NodeProvisioningMode: 'Continuous',
  }
}

/** One entry of ListClusterNodes. */
export function nodeSummary(instance: DemoInstance, status: AwsStatus): Json {
  const { softwareUpdatedMs } = instance
  return {
    InstanceGroupName: instance.instanceGroup,
    InstanceId: instance.instanceId,
    InstanceType: instance.instanceType,
    LaunchTime: seconds(instance.launchedMs),
    ...(softwareUpdatedMs === undefined
      ? {}
      : { LastSoftwareUpdateTime: seconds(softwareUpdatedMs) }),
    InstanceStatus: status,
    PrivateDnsHostname: `${instance.hostname}.${instance.availabilityZone.slice(0, -1)}.compute.internal`,
    ImageVersionStatus:
      instance.imageId === instance.desiredImageId ? 'UpToDate' : 'UpdateAvailable',
  }
}

/** What DescribeClusterNode says. */
export function nodeDescription(instance: DemoInstance, status: AwsStatus): Json {
  return {
    ...nodeSummary(instance, status),
    NodeLogicalId: instance.nodeLogicalId,
    LifeCycleConfig: lifecycleConfig,
    ThreadsPerCore: 2,
    OverrideVpcConfig: { SecurityGroupIds: securityGroups, Subnets: [instance.subnetId] },
    PrivatePrimaryIp: instance.privateIp,
    Placement: {
      AvailabilityZone: instance.availabilityZone,
      AvailabilityZoneId: instance.availabilityZoneId,
    },
    CurrentImageId: instance.imageId,
    DesiredImageId: instance.desiredImageId,
    CapacityType: instance.capacityType,
  }
}

/** One entry of ListClusterEvents. */
export function eventSummary(cluster: DemoCluster, event: ClusterEvent): Json {
  return {
    EventId: event.eventId,
    ClusterArn: cluster.arn,
    ClusterName: cluster.settings.clusterName,
    InstanceGroupName: event.instance.instanceGroup,
    InstanceId: event.instance.instanceId,
    ResourceType: 'Instance',
    EventTime: seconds(event.atMs),
    Description: event.description,
    EventLevel: event.level,
  }
}

/** What DescribeClusterEvent says: the metadata lies two levels deep. */
export function eventDescription(cluster: DemoCluster, event: ClusterEvent): Json {
  const { failureMessage, lifecycleState } = event
  const instance = {
    NodeLogicalId: event.instance.nodeLogicalId,
    ...(lifecycleState === undefined ? {} : { LcsExecutionState: lifecycleState }),
    ...(failureMessage === undefined ? {} : { FailureMessage: failureMessage }),
  }
  return {
    ...eventSummary(cluster, event),
    EventDetails: { EventMetadata: { Instance: instance } },
  }
}
