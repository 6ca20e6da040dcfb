import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DemoCluster, demoCluster } from '../../../ingest/demo/demo-cluster.ts'
import type { DemoInstance } from '../../../ingest/demo/demo-instance.ts'
import type { DemoOptions } from '../../../ingest/demo/demo-options.ts'
import { demoTruth } from '../../../ingest/demo/demo-truth.ts'
import { coverageStates, failedStates } from '../../../ingest/lifecycle/coverage.ts'
import { OperatorError } from '../../../ingest/operator-error.ts'

const test = suite('demo cluster')
const cluster = demoCluster()
const truth = demoTruth(cluster)

function lines(of: DemoCluster, instance: DemoInstance): string[] {
  return (of.stream(instance)?.messages ?? []).flatMap((message) => message.split('\n'))
}

function counted(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

function contentHash(options: DemoOptions): string {
  const of = demoCluster(options)
  const hash = createHash('sha256').update(JSON.stringify(demoTruth(of)))
  for (const instance of of.instances) hash.update(JSON.stringify(of.events(instance)))
  return hash.digest('hex')
}

test('800 instances stand in five instance groups', () => {
  assert.equal(counted(cluster.instances.map(({ instanceGroup }) => instanceGroup)), {
    controller: 1,
    login: 4,
    'worker-gpu-a': 395,
    'worker-gpu-b': 300,
    'worker-cpu': 100,
  })
})

test('37 of 800 have failed, and every coverage state occurs', () => {
  const counts = counted(truth.instances.map(({ state }) => state))
  assert.is(
    [...failedStates].reduce((sum, state) => sum + (counts[state] ?? 0), 0),
    37,
  )
  assert.equal(Object.keys(counts).sort(), [...coverageStates].sort())
  assert.equal(counts, {
    succeeded: 719,
    'succeeded-after-retry': 12,
    'succeeded-but-rolled-back': 2,
    started: 1,
    downloading: 1,
    running: 2,
    hung: 6,
    failed: 32,
    'failed-lost-tail': 3,
    'download-failed': 2,
    'no-markers': 2,
    empty: 2,
    'no-stream': 16,
  })
})

test('ten causes explain the failed', () => {
  const failed = truth.instances.filter(({ state }) => failedStates.has(state))
  assert.equal(counted(failed.map(({ cause }) => cause ?? 'lost tail')), {
    'dpkg-lock': 6,
    'fsx-mount-timeout': 8,
    'gpu-driver-package-missing': 9,
    'slurm-controller-unreachable': 3,
    'github-dns': 2,
    'ssh-keypair-race': 1,
    'out-of-memory': 1,
    'provisioning-parameter-missing': 1,
    'not-in-resource-config': 1,
    's3-access-denied': 2,
    'lost tail': 3,
  })
})

for (const { cause, facet, value } of truth.planted) {
  test(`${cause} strikes only where ${facet} is ${value}`, () => {
    const struck = truth.instances.filter((instance) => instance.cause === cause)
    assert.ok(struck.length >= 5)
    for (const { facets } of struck) assert.is(facets[facet], value)
    const spared = truth.instances.filter(
      ({ facets, state }) => facets[facet] === value && state === 'succeeded',
    )
    assert.ok(spared.length > 100, 'most instances with that value are healthy')
  })
}

for (const options of [
  {},
  { layout: 'announced' },
  { layout: 'before-2026' },
  { orchestrator: 'eks' },
] as const) {
  test(`every decisive line stands in its log (${JSON.stringify(options)})`, () => {
    const of = demoCluster(options)
    const checked = demoTruth(of).instances.flatMap(({ attempts }, index) => {
      const instance = of.instances[index]
      if (instance === undefined) return []
      const written = new Set(lines(of, instance))
      const said = attempts.flatMap(({ decisiveLine, alsoDecisive }) =>
        decisiveLine === null ? [] : [decisiveLine, ...alsoDecisive],
      )
      for (const line of said) assert.ok(written.has(line), `${instance.instanceId}: ${line}`)
      return said
    })
    assert.ok(checked.length >= 40, String(checked.length))
  })
}

test('equal options give equal bytes, another seed others', () => {
  const small = { instances: 60, seed: 5 }
  assert.is(contentHash(small), contentHash(small))
  assert.is.not(contentHash(small), contentHash({ ...small, seed: 6 }))
})

test('a stream is the same whether or not others were written before it', () => {
  const fresh = demoCluster()
  const instance = fresh.instances[500]
  const known = cluster.instances[500]
  assert.ok(instance !== undefined && known !== undefined)
  assert.equal(fresh.events(instance), cluster.events(known))
})

test('event ids are distinct in the whole cluster', () => {
  const ids = cluster.instances
    .slice(0, 200)
    .flatMap((instance) => cluster.events(instance).map(({ eventId }) => eventId))
  assert.is(new Set(ids).size, ids.length)
})

test('before 2026 no stream holds a service marker', () => {
  const old = demoCluster({ layout: 'before-2026', instances: 200 })
  for (const instance of old.instances) {
    assert.not(lines(old, instance).some((line) => line.startsWith('[SageMaker]')))
  }
})

test('the announced layout writes all four markers and the exit code', () => {
  const announced = demoCluster({ layout: 'announced' })
  assert.is(announced.logGroupName, '/aws/sagemaker/hyperpod/ml-prod')
  const at = demoTruth(announced).instances.findIndex(({ cause }) => cause === 'dpkg-lock')
  const instance = announced.instances[at]
  assert.ok(instance !== undefined)
  assert.is(announced.stream(instance)?.name, `${instance.instanceId}/on_create.sh`)
  const markers = lines(announced, instance).filter((line) => /^\[(LIFECYCLE|SCRIPT)_/.test(line))
  assert.equal(markers, [
    '[LIFECYCLE_SCRIPT_START] Starting lifecycle script execution',
    '[SCRIPT_DOWNLOAD_START] Downloading script from s3://sagemaker-lifecycle-07f7a580/src/on_create.sh',
    '[SCRIPT_DOWNLOAD_COMPLETE] Script download completed',
    '[SCRIPT_EXECUTION_FAILED] Script failed with exit code 100',
  ])
})

for (const instances of [8, 80, 3000]) {
  test(`a cluster of ${instances} instances has failed ones and healthy ones`, () => {
    const { instances: all } = demoTruth(demoCluster({ instances }))
    assert.is(all.length, instances)
    assert.is(new Set(all.map(({ instanceId }) => instanceId)).size, instances)
    assert.ok(all.some(({ state }) => failedStates.has(state)))
    assert.ok(all.some(({ state }) => state === 'succeeded'))
  })
}

test('addresses are distinct in the largest cluster', () => {
  const { instances } = demoCluster({ instances: 15_000 })
  const unlisted = instances.filter(({ fate }) => !fate.listed).length
  // A replacement takes over the address of the instance it replaces.
  assert.ok(new Set(instances.map(({ privateIp }) => privateIp)).size >= 15_000 - unlisted)
})

test('a cluster of 7 instances is refused with advice', () => {
  try {
    demoCluster({ instances: 7 })
    assert.unreachable()
  } catch (error) {
    assert.instance(error, OperatorError)
    assert.is((error as OperatorError).code, 'invalid-option')
  }
})

test('the truth survives JSON', () => {
  assert.equal(JSON.parse(JSON.stringify(truth)), truth)
})

test.run()
