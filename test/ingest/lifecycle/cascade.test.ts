import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type CascadeController,
  type CascadeFailure,
  cascades,
} from '../../../ingest/lifecycle/cascade.ts'
import { endpointsOf } from '../../../ingest/lifecycle/endpoint.ts'
import { threadMs } from '../../thread-ms.ts'
import { instanceId, shuffled } from './inventory-sample.ts'

const test = suite('cascade')

const start = Date.UTC(2026, 10, 23, 2, 4, 0)

function failure(at: number, more: Partial<CascadeFailure> = {}): CascadeFailure {
  return {
    instanceId: instanceId(at),
    instanceGroup: 'workers',
    failureGroupId: 'group-1',
    step: './start_slurm.sh',
    failedMs: start + 300_000 + at * 1000,
    decisiveLine: 'slurmd: error: fetch_config: DNS SRV lookup failed',
    upstream: 'controller',
    ...more,
  }
}

const controller: CascadeController = {
  instanceId: instanceId(0xc0),
  names: ['10.1.0.4', 'ip-10-1-0-4'],
  outcome: 'failed',
  endedMs: start + 108_000,
  step: './setup_mariadb_accounting.sh',
}

const workers = Array.from({ length: 29 }, (_, at) => failure(at))
const others = Array.from({ length: 7 }, (_, at) =>
  failure(100 + at, {
    failureGroupId: 'group-2',
    decisiveLine: 'E: Unable to locate package jq',
    upstream: undefined,
  }),
)

test('failures that need a controller follow from the one that failed before them', () => {
  const [first, ...rest] = cascades({
    failures: [...others, ...workers],
    controllers: [controller],
  })
  assert.equal(first?.upstream, { kind: 'controller', instanceId: controller.instanceId })
  assert.equal(
    first?.dependents.map((dependent) => dependent.instanceId),
    workers.map((worker) => worker.instanceId),
  )
  assert.is(
    first?.sentence,
    `29 failures follow from controller ${controller.instanceId}: look at it first.`,
  )
  assert.equal(first?.dependents[0]?.evidence, [
    'Its known cause is a controller that does not answer.',
    `Controller ${controller.instanceId} failed in ./setup_mariadb_accounting.sh at 02:05:48Z, 3m 12s before this instance at 02:09:00Z.`,
  ])
  assert.is(rest.length, 0)
})

test('nothing follows from a controller that was up, or that failed later', () => {
  for (const changed of [
    { outcome: 'succeeded', endedMs: start + 60_000 },
    { outcome: 'failed', endedMs: start + 3_600_000 },
  ] as const) {
    const input = { failures: workers, controllers: [{ ...controller, ...changed }] }
    assert.equal(cascades(input), [])
  }
})

test('a controller that hangs, or comes up too late, is upstream too', () => {
  for (const changed of [
    { outcome: 'unfinished', endedMs: undefined },
    { outcome: 'succeeded', endedMs: start + 3_600_000 },
  ] as const) {
    const [first] = cascades({ failures: workers, controllers: [{ ...controller, ...changed }] })
    assert.is(first?.dependents.length, 29)
    assert.match(
      first?.dependents[0]?.evidence[1] ?? '',
      'had not come up when this instance failed',
    )
  }
})

test('a second controller that was up clears them', () => {
  const second = { ...controller, instanceId: instanceId(0xc1), outcome: 'succeeded' as const }
  assert.equal(cascades({ failures: workers, controllers: [controller, second] }), [])
})

test("a decisive line that names the controller's address follows from it without a known cause", () => {
  const named = failure(1, {
    upstream: undefined,
    decisiveLine: 'connect to 10.1.0.4:6817 failed: Connection refused',
  })
  const longer = failure(2, { upstream: undefined, decisiveLine: 'connect to 10.1.0.44:22 failed' })
  const [first] = cascades({ failures: [named, longer], controllers: [controller] })
  assert.is(first?.dependents.length, 1)
  assert.is(first?.dependents[0]?.evidence[0], 'Its decisive line names the controller, 10.1.0.4.')
})

const lustre =
  'mount.lustre: mount fs-0123456789abcdef0.fsx.us-west-2.amazonaws.com@tcp:/x at /fsx failed'
const mounting = Array.from({ length: 5 }, (_, at) =>
  failure(200 + at, {
    failureGroupId: `group-${at}`,
    decisiveLine: lustre,
    upstream: 'shared-service',
  }),
)

test('failures in several groups that name one file system follow from it', () => {
  const healthyNaming = new Map([['fs-0123456789abcdef0', 2]])
  const [first] = cascades({ failures: [...mounting, ...others], controllers: [], healthyNaming })
  assert.equal(first?.upstream, { kind: 'shared-service', name: 'fs-0123456789abcdef0' })
  assert.is(first?.dependents.length, 5)
  assert.is(
    first?.sentence,
    '5 instances name fs-0123456789abcdef0 in their decisive lines, between 02:12:20Z and 02:12:24Z;' +
      ' 2 healthy instances say so too. Look at it first.',
  )
})

test('two instances that name the same address do not make it shared', () => {
  assert.equal(cascades({ failures: mounting.slice(0, 2), controllers: [] }), [])
})

test('a shared service that the controller failed on stands before the controller', () => {
  const own = failure(0xc0, {
    instanceId: controller.instanceId,
    failedMs: start + 108_000,
    decisiveLine: lustre,
    upstream: 'shared-service',
  })
  const input = { failures: [...workers, own, ...mounting], controllers: [controller] }
  const found = cascades(input)
  assert.equal(
    found.map(({ upstream }) => upstream.kind),
    ['shared-service', 'controller'],
  )
  const labelled = found.flatMap(({ dependents }) => dependents.map((one) => one.instanceId))
  assert.is(new Set(labelled).size, labelled.length)
  assert.equal(cascades({ ...input, failures: shuffled(input.failures, 4) }), found)
})

for (const [line, endpoints] of [
  ['curl: (6) Could not resolve host: github.com', ['github.com']],
  [lustre, ['fs-0123456789abcdef0']],
  ['failed to ping 10.1.81.213@tcp: Network is down', ['10.1.81.213']],
  [
    'Connect timeout on endpoint URL: "https://sts.us-west-2.amazonaws.com/x.sh"',
    ['sts.us-west-2.amazonaws.com'],
  ],
  ['download failed: s3://sagemaker-ml-prod/lifecycle/on_create.sh', ['s3://sagemaker-ml-prod']],
  ['./utils/install_docker.sh: line 8: /etc/docker/daemon.json: bad', []],
  ['returned default 127.0.0.1, metadata 169.254.169.254', []],
  ['E: Version 595.91.07-1ubuntu1 was not found', []],
] as const) {
  test(`"${line}" names ${endpoints.join(', ') || 'nothing shared'}`, () => {
    assert.equal(endpointsOf(line), endpoints)
  })
}

test('a line of a million characters that looks like host names takes no time', () => {
  const tookMs = threadMs(() => {
    endpointsOf('a-'.repeat(500_000))
    endpointsOf('a.'.repeat(500_000))
  })
  assert.ok(tookMs < 3000, `${tookMs} ms`)
})

test.run()
