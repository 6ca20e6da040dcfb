import {
  DescribeClusterCommand,
  DescribeClusterEventCommand,
  DescribeClusterNodeCommand,
  ListClusterNodesCommand,
  ListClustersCommand,
  paginateListClusterEvents,
  paginateListClusterNodes,
} from '@aws-sdk/client-sagemaker'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errorName, withServer } from './demo-clients.ts'

const test = suite('SageMaker of the demo')

test('ListClusters and DescribeCluster know the cluster by name and ARN', () =>
  withServer({ instances: 800 }, async ({ sagemaker, server }) => {
    const list = await sagemaker.send(new ListClustersCommand({}))
    assert.equal(
      list.ClusterSummaries?.map((entry) => entry.ClusterName),
      ['ml-prod'],
    )
    const cluster = await sagemaker.send(
      new DescribeClusterCommand({ ClusterName: server.cluster.arn }),
    )
    assert.match(
      cluster.ClusterArn ?? '',
      /^arn:aws:sagemaker:us-west-2:\d{12}:cluster\/[a-z0-9]{12}$/,
    )
    assert.is(cluster.CreationTime?.getTime(), server.cluster.createdMs)
    assert.is(cluster.NodeProvisioningMode, 'Continuous')
    assert.is(cluster.InstanceGroups?.length, 5)
    const login = cluster.InstanceGroups?.find((group) => group.InstanceGroupName === 'login')
    assert.is(login?.SoftwareUpdateStatus, 'Failed')
    assert.is.not(login?.CurrentImageId, login?.DesiredImageId)
    assert.match(
      cluster.FailureMessage ?? '',
      /^Instance i-[0-9a-f]{17} failed to provision .*visit log group ‘\/aws\/sagemaker\/Clusters\/ml-prod\//,
    )
    const unknown = sagemaker.send(new DescribeClusterCommand({ ClusterName: 'no-such-cluster' }))
    assert.is(await errorName(unknown), 'ResourceNotFound')
  }))

test('ListClusterNodes lists all but the replaced, each described by DescribeClusterNode', () =>
  withServer({ instances: 800 }, async ({ sagemaker, server }) => {
    const seen: string[] = []
    const statuses: Record<string, number> = {}
    const pages = paginateListClusterNodes(
      { client: sagemaker, pageSize: 100 },
      { ClusterName: 'ml-prod', IncludeNodeLogicalIds: true },
    )
    for await (const page of pages) {
      for (const node of page.ClusterNodeSummaries ?? []) {
        seen.push(node.InstanceId ?? '')
        const status = node.InstanceStatus?.Status ?? ''
        statuses[status] = (statuses[status] ?? 0) + 1
        assert.ok(node.NodeLogicalId)
      }
    }
    assert.is(new Set(seen).size, 796)
    assert.equal(statuses, { Running: 732, Failure: 48, Pending: 16 })
    const rolledBack = server.cluster.instances.find(
      ({ fate }) => fate.state === 'succeeded-but-rolled-back',
    )
    const described = await sagemaker.send(
      new DescribeClusterNodeCommand({ ClusterName: 'ml-prod', NodeId: rolledBack?.instanceId }),
    )
    assert.is(described.NodeDetails?.PrivatePrimaryIp, rolledBack?.privateIp)
    assert.is(described.NodeDetails?.Placement?.AvailabilityZone, rolledBack?.availabilityZone)
    assert.is.not(described.NodeDetails?.CurrentImageId, described.NodeDetails?.DesiredImageId)
    const unlisted = server.cluster.instances.find(({ fate }) => !fate.listed)
    const gone = new DescribeClusterNodeCommand({
      ClusterName: 'ml-prod',
      NodeId: unlisted?.instanceId,
    })
    assert.is(await errorName(sagemaker.send(gone)), 'ResourceNotFound')
    const tooMany = new ListClusterNodesCommand({ ClusterName: 'ml-prod', MaxResults: 101 })
    assert.is(await errorName(sagemaker.send(tooMany)), 'ValidationException')
  }))

test('cluster events are the 500 newest and name instances that are no longer listed', () =>
  withServer({ instances: 800 }, async ({ sagemaker, server }) => {
    const events = []
    const pages = paginateListClusterEvents(
      { client: sagemaker, pageSize: 100 },
      { ClusterName: 'ml-prod' },
    )
    for await (const page of pages) events.push(...(page.Events ?? []))
    assert.is(events.length, 500)
    const times = events.map(({ EventTime }) => EventTime?.getTime() ?? 0)
    assert.equal(
      times,
      times.toSorted((a, b) => b - a),
    )
    for (const instance of server.cluster.instances.filter(({ fate }) => !fate.listed)) {
      const named = events.filter(({ InstanceId }) => InstanceId === instance.instanceId)
      assert.is(named.length, 2, 'an error comes twice')
      const EventId = named[0]?.EventId
      const detail = await sagemaker.send(
        new DescribeClusterEventCommand({ ClusterName: 'ml-prod', EventId }),
      )
      const metadata = detail.EventDetails?.EventDetails?.EventMetadata
      assert.match(
        metadata?.Instance?.FailureMessage ?? '',
        /^EFA health checks did not run successfully/,
      )
    }
  }))

test('5,000 instances are listed in seconds', () =>
  withServer({ instances: 5000 }, async ({ sagemaker }) => {
    const before = process.cpuUsage()
    let nodes = 0
    const pages = paginateListClusterNodes(
      { client: sagemaker, pageSize: 100 },
      { ClusterName: 'ml-prod' },
    )
    for await (const page of pages) nodes += page.ClusterNodeSummaries?.length ?? 0
    assert.is(nodes, 4975)
    const { user, system } = process.cpuUsage(before)
    assert.ok(user + system < 10_000_000, `${user + system} µs`)
  }))

test.run()
