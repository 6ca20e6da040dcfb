import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseLogGroupName } from '../../../ingest/lifecycle/log-group-name.ts'
import { otherStreamKind, parseLogStreamName } from '../../../ingest/lifecycle/log-stream-name.ts'
import { shippedRules } from './stream-lines.ts'

const test = suite('log names')

const { layouts } = shippedRules

function layout(name: string) {
  const found = layouts.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

for (const [name, expected] of [
  ['/aws/sagemaker/Clusters/k8-3/gyazigf6kqq9', ['observed', 'k8-3', 'gyazigf6kqq9']],
  ['/aws/sagemaker/hyperpod/my-cluster', ['announced', 'my-cluster', undefined]],
  ['/aws/sagemaker/TrainingJobs', undefined],
  ['', undefined],
] as const) {
  test(`log group "${name}" is ${expected?.[0] ?? 'unknown'}`, () => {
    const found = parseLogGroupName(name, layouts)
    assert.equal(found && [found.layout.name, found.cluster, found.clusterId], expected)
  })
}

test('the template of a layout makes a name that the layout reads', () => {
  for (const candidate of layouts) {
    const name = candidate.logGroupTemplate
      .replace('{cluster}', 'ml-prod')
      .replace('{cluster_id}', 'abcdefghijkl')
    assert.is(parseLogGroupName(name, layouts)?.layout, candidate)
  }
})

test('an observed stream names instance group and instance', () => {
  assert.equal(
    parseLogStreamName('LifecycleConfig/g6e-workers/i-02f19d23ecb3f975c', layout('observed')),
    {
      instanceId: 'i-02f19d23ecb3f975c',
      instanceGroup: 'g6e-workers',
      script: undefined,
    },
  )
})

test('an announced stream names instance and script', () => {
  assert.equal(parseLogStreamName('i-1234567890abcdef0/on-create.sh', layout('announced')), {
    instanceId: 'i-1234567890abcdef0',
    instanceGroup: undefined,
    script: 'on-create.sh',
  })
})

for (const [name, kind] of [
  ['SagemakerHealthMonitoringAgent/worker-1/i-02f19d23ecb3f975c', 'health-monitoring-agent'],
  ['DeepHealthCheckResults/abc', 'deep-health-check'],
  ['something else', undefined],
] as const) {
  test(`"${name}" holds no lifecycle log: ${kind ?? 'unknown'}`, () => {
    assert.is(parseLogStreamName(name, layout('observed')), undefined)
    assert.is(otherStreamKind(name, layout('observed')), kind)
  })
}

test.run()
