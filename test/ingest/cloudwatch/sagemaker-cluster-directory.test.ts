import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { OperatorError } from '../../../ingest/operator-error.ts'
import { all, inOrder, type Reply, thrownBy, withScriptedAws } from './scripted-aws.ts'

const test = suite('sagemaker cluster directory')

const arn = 'arn:aws:sagemaker:eu-west-1:123456789012:cluster/abcdefghijkl'
const seconds = 1_768_900_000
const cluster = {
  ClusterArn: arn,
  ClusterName: 'ml-prod',
  ClusterStatus: 'RollingBack',
  CreationTime: seconds,
  FailureMessage: 'Instance i-0123456789abcdef0 failed to provision',
  InstanceGroups: [
    {
      InstanceGroupName: 'worker',
      InstanceType: 'ml.p5.48xlarge',
      CurrentCount: 3,
      TargetCount: 4,
      Status: 'SomethingNew',
      SoftwareUpdateStatus: 'RollbackComplete',
      LifeCycleConfig: { SourceS3Uri: 's3://bucket/lcs', OnCreate: 'on_create.sh' },
      CurrentImageId: 'ami-1',
      DesiredImageId: 'ami-2',
    },
  ],
  RestrictedInstanceGroups: [{ InstanceGroupName: 'rig', CurrentCount: 1, TargetCount: 1 }],
  NodeProvisioningMode: 'Continuous',
}

async function codeOf(reply: Reply, nameOrArn: string): Promise<string> {
  let code = 'none'
  await withScriptedAws(inOrder(reply), async ({ source }) => {
    code = ((await thrownBy(source.directory.cluster(nameOrArn))) as OperatorError).code
  })
  return code
}

test('a cluster comes with account and id of its ARN, and with groups of both kinds', async () => {
  await withScriptedAws(inOrder({ json: cluster }), async ({ source, requests }) => {
    const { instanceGroups, ...info } = await source.directory.cluster('ml-prod')
    assert.equal(info, {
      clusterId: 'abcdefghijkl',
      name: 'ml-prod',
      arn,
      region: 'eu-west-1',
      accountId: '123456789012',
      status: 'RollingBack',
      failureMessage: 'Instance i-0123456789abcdef0 failed to provision',
      orchestrator: 'slurm',
      nodeProvisioningMode: 'Continuous',
      createdMs: seconds * 1000,
    })
    assert.equal(instanceGroups[0], {
      name: 'worker',
      instanceType: 'ml.p5.48xlarge',
      currentCount: 3,
      targetCount: 4,
      status: 'SomethingNew',
      softwareUpdateStatus: 'RollbackComplete',
      lifecycleScriptUri: 's3://bucket/lcs',
      onCreate: 'on_create.sh',
      currentImageId: 'ami-1',
      desiredImageId: 'ami-2',
    })
    assert.is(instanceGroups[1]?.name, 'rig')
    assert.equal(requests[0]?.input, { ClusterName: 'ml-prod' })
  })
})

for (const [orchestrator, expected] of [
  [undefined, 'slurm'],
  [{ Eks: { ClusterArn: 'arn:aws:eks:eu-west-1:123456789012:cluster/x' } }, 'eks'],
  [{ Slurm: {} }, 'slurm'],
  [{ Nomad: {} }, undefined],
] as const) {
  test(`orchestrator ${JSON.stringify(orchestrator)} is ${expected}`, async () => {
    const json = { ...cluster, Orchestrator: orchestrator }
    await withScriptedAws(inOrder({ json }), async ({ source }) => {
      assert.is((await source.directory.cluster(arn)).orchestrator, expected)
    })
  })
}

test('a cluster that is not there, or cannot be, is not found', async () => {
  assert.is(await codeOf({ error: 'ResourceNotFound' }, 'gone'), 'cluster-not-found')
  assert.is(await codeOf({ error: 'ValidationException' }, 'no/such/name'), 'cluster-not-found')
})

test('an ARN of another Region is refused before anything is sent', async () => {
  const elsewhere = arn.replace('eu-west-1', 'us-west-2')
  await withScriptedAws(inOrder({ json: cluster }), async ({ source, requests }) => {
    const error = (await thrownBy(source.directory.cluster(elsewhere))) as OperatorError
    assert.is(error.code, 'invalid-option')
    assert.is(error.nextStep, 'Add --region us-west-2.')
    assert.is(requests.length, 0)
  })
})

const node = {
  InstanceGroupName: 'worker',
  InstanceId: 'i-0123456789abcdef0',
  NodeLogicalId: 'node-7',
  InstanceType: 'ml.p5.48xlarge',
  LaunchTime: seconds,
  InstanceStatus: { Status: 'Failure', Message: 'Lifecycle scripts did not run successfully.' },
  PrivateDnsHostname: 'ip-10-1-2-3',
}

test('nodes are listed with logical ids, a hundred a page; one without instance yet is left out', async () => {
  const waiting = { ...node, InstanceId: '', NodeLogicalId: 'node-8' }
  const script = inOrder(
    { json: { ClusterNodeSummaries: [node, waiting], NextToken: 't' } },
    { json: { ClusterNodeSummaries: [{ InstanceGroupName: 'worker', InstanceId: 'i-1' }] } },
  )
  await withScriptedAws(script, async ({ source, requests }) => {
    const pages = await all(source.directory.nodes('ml-prod'))
    assert.equal(pages[0], [
      {
        instanceId: 'i-0123456789abcdef0',
        instanceGroup: 'worker',
        instanceType: 'ml.p5.48xlarge',
        nodeLogicalId: 'node-7',
        launchedMs: seconds * 1000,
        softwareUpdatedMs: undefined,
        status: 'Failure',
        message: 'Lifecycle scripts did not run successfully.',
        privateDnsHostname: 'ip-10-1-2-3',
      },
    ])
    assert.is(pages[1]?.[0]?.instanceId, 'i-1')
    assert.equal(requests[1]?.input, {
      ClusterName: 'ml-prod',
      MaxResults: 100,
      NextToken: 't',
      IncludeNodeLogicalIds: true,
    })
  })
})

test('a cluster that knows no logical ids is listed without them', async () => {
  const script = inOrder(
    { error: 'ValidationException' },
    { json: { ClusterNodeSummaries: [node], NextToken: 't' } },
    { json: { ClusterNodeSummaries: [] } },
  )
  await withScriptedAws(script, async ({ source, requests }) => {
    assert.is((await all(source.directory.nodes('ml-prod'))).flat().length, 1)
    assert.equal(
      requests.map(({ input }) => input.IncludeNodeLogicalIds),
      [true, undefined, undefined],
    )
  })
})

test('details of a node come with its place and image, and are undefined once it is gone', async () => {
  const NodeDetails = {
    ...node,
    PrivatePrimaryIp: '10.1.2.3',
    Placement: { AvailabilityZone: 'eu-west-1a', AvailabilityZoneId: 'euw1-az1' },
    CurrentImageId: 'ami-1',
    CapacityType: 'Spot',
    LifeCycleConfig: { SourceS3Uri: 's3://bucket/lcs', OnInitComplete: 'extend.sh' },
  }
  await withScriptedAws(
    inOrder({ json: { NodeDetails } }, { error: 'ResourceNotFound' }),
    async ({ source }) => {
      assert.equal(await source.directory.nodeDetails('ml-prod', node.InstanceId), {
        instanceId: 'i-0123456789abcdef0',
        privateIp: '10.1.2.3',
        availabilityZone: 'eu-west-1a',
        availabilityZoneId: 'euw1-az1',
        imageId: 'ami-1',
        desiredImageId: undefined,
        capacityType: 'Spot',
        lifecycleScriptUri: 's3://bucket/lcs',
        onCreate: 'extend.sh',
      })
      assert.is(await source.directory.nodeDetails('ml-prod', 'i-gone'), undefined)
    },
  )
})

test('details that are not permitted are an error the caller can tell from a node that is gone', async () => {
  await withScriptedAws(inOrder({ error: 'AccessDeniedException' }), async ({ source }) => {
    const error = (await thrownBy(source.directory.nodeDetails('ml-prod', 'i-1'))) as OperatorError
    assert.is(error.code, 'access-denied')
    assert.match(error.message, 'sagemaker:DescribeClusterNode')
    assert.match(error.nextStep, 'arn:aws:sagemaker:eu-west-1:*:cluster/*')
  })
})

test.run()
