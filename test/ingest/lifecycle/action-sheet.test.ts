import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionInput, actionSheet } from '../../../ingest/lifecycle/action-sheet.ts'
import { transience } from '../../../ingest/lifecycle/transience.ts'
import { loadKnownCauses } from '../../../ingest/load-known-causes.ts'
import { instanceId, shuffled } from './inventory-sample.ts'

const test = suite('action sheet')

const verdict = (healthyThatHit: number, failedAgain: number) =>
  transience({
    failed: 14,
    healthyThatHit,
    healthyPastStep: 736,
    recovered: 0,
    failedAgain,
    hopelessFacet: undefined,
    knownCause: undefined,
  })

const members = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    instanceId: instanceId(at),
    instanceGroup: 'workers',
    controller: false,
  }))

const input: ActionInput = {
  clusterName: 'ml-prod',
  region: 'us-west-2',
  orchestrator: 'slurm',
  instances: members(2),
  verdict: verdict(11, 0),
  knownCause: undefined,
}

test('a transient failure of two instances is one command to copy', () => {
  const { steps, excluded } = actionSheet(input)
  assert.equal(
    steps.map(({ title }) => title),
    ['Replace 2 instances'],
  )
  assert.equal(steps[0]?.commands, [
    'aws sagemaker batch-replace-cluster-nodes --region us-west-2 --cluster-name ml-prod' +
      ' --node-ids i-00000000000000000 i-00000000000000001',
  ])
  assert.match(steps[0]?.risk ?? '', 'everything on its root and secondary volumes is lost')
  assert.equal(excluded, [])
})

test('a known cause is corrected and checked before anything is replaced', () => {
  const knownCause = loadKnownCauses().causes.find(({ id }) => id === 's3-no-route')
  const { steps } = actionSheet({ ...input, knownCause, verdict: verdict(0, 9) })
  assert.equal(
    steps.map(({ title }) => title),
    [
      'Correct: S3 cannot be reached from the subnet',
      'Check that it is corrected',
      'Replace 2 instances',
    ],
  )
  assert.equal(steps[1]?.commands, [knownCause?.verify])
  assert.match(steps[2]?.preconditions[0] ?? '', 'else they fail again')
})

test('sixty instances are three batches of at most 25; every id once, in any order of input', () => {
  const instances = [...members(60), ...members(5)]
  const commands = actionSheet({ ...input, instances }).steps[0]?.commands ?? []
  const ids = commands.map((command) => command.split('--node-ids ')[1]?.split(' ') ?? [])
  assert.equal(
    ids.map(({ length }) => length),
    [25, 25, 10],
  )
  assert.equal(
    ids.flat().sort(),
    members(60).map((member) => member.instanceId),
  )
  assert.equal(
    actionSheet({ ...input, instances: shuffled(instances, 2) }).steps[0]?.commands,
    commands,
  )
})

test('Slurm controllers are in no command and are named with the reason', () => {
  const controller = { instanceId: instanceId(0xc0), instanceGroup: 'controller', controller: true }
  const sheet = actionSheet({ ...input, instances: [controller, ...members(1)] })
  assert.not.match(JSON.stringify(sheet.steps), controller.instanceId)
  assert.equal(sheet.excluded, [
    {
      instanceId: controller.instanceId,
      reason: 'SageMaker does not replace Slurm controllers.',
    },
  ])
  assert.equal(actionSheet({ ...input, instances: [controller] }).steps, [])
})

for (const hostile of ['ml-prod; rm -rf /', 'ml-prod$(id)', "ml'prod", '-x', 'ml prod', '']) {
  test(`the cluster name "${hostile}" gets into no command`, () => {
    assert.equal(actionSheet({ ...input, clusterName: hostile }).steps, [])
  })
}

test('an id or a Region of another form gets into no command', () => {
  const instances = [{ instanceId: 'i-0; reboot', instanceGroup: 'w', controller: false }]
  const sheet = actionSheet({ ...input, instances: [...instances, ...members(1)] })
  assert.not.match(JSON.stringify(sheet.steps), 'reboot')
  assert.is(sheet.excluded[0]?.reason, 'Its id has not the form of an instance id.')
  assert.equal(actionSheet({ ...input, region: 'us-west-2 --debug' }).steps, [])
})

test('an unknown lasting cause is to be found first', () => {
  const { steps } = actionSheet({ ...input, verdict: verdict(0, 9) })
  assert.is(steps[0]?.title, 'Find and correct the cause')
})

test.run()
