import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AttemptScene } from '../../../ingest/demo/attempt-log.ts'
import { demoCluster } from '../../../ingest/demo/demo-cluster.ts'
import type { DemoInstance } from '../../../ingest/demo/demo-instance.ts'
import { demoTruth } from '../../../ingest/demo/demo-truth.ts'
import { failedStates } from '../../../ingest/lifecycle/coverage.ts'

const test = suite('earlier bring-up of the demo')
const cluster = demoCluster()
const alone = demoCluster({ bringUps: 1 })
const members = cluster.instances.filter(({ earlier }) => earlier !== undefined)
const startOfDayMs = Date.UTC(2026, 10, 23)

function causes(
  instances: readonly DemoInstance[],
  fateOf: (instance: DemoInstance) => DemoInstance['fate'] | undefined,
): ReadonlySet<string> {
  const failed = instances.map(fateOf).filter((fate) => fate && failedStates.has(fate.state))
  return new Set(failed.flatMap((fate) => fate?.cause?.slug ?? []))
}

test('one instance in six ran a week before, and 12 of these had failed', () => {
  assert.is(members.length, 136)
  const failed = members.filter(({ earlier }) => failedStates.has(earlier?.fate.state ?? 'empty'))
  assert.is(failed.length, 12)
})

test('two causes came back, one is gone, eight are new', () => {
  const then = causes(members, ({ earlier }) => earlier?.fate)
  const now = causes(cluster.instances, ({ fate }) => fate)
  assert.equal([...then].filter((cause) => now.has(cause)).sort(), [
    'dpkg-lock',
    'fsx-mount-timeout',
  ])
  assert.equal(
    [...then].filter((cause) => !now.has(cause)),
    ['apt-hash-mismatch'],
  )
  assert.is([...now].filter((cause) => !then.has(cause)).length, 8)
})

test('the present bring-up is the same, line for line, with an earlier one before it', () => {
  for (const instance of cluster.instances.slice(0, 300)) {
    const other = alone.instances[instance.index]
    assert.ok(other)
    const present = alone.stream(other)
    const whole = cluster.stream(instance)
    const before = (whole?.messages.length ?? 0) - (present?.messages.length ?? 0)
    assert.is(before > 0, instance.earlier !== undefined)
    assert.equal(whole?.messages.slice(before), present?.messages)
    assert.equal(whole?.atMs.slice(before), present?.atMs)
    assert.equal(whole?.ingestedMs.slice(before), present?.ingestedMs)
  }
})

test('a log stream holds the attempts of then before those of now, a week apart', () => {
  for (const instance of members) {
    const { atMs = new Float64Array() } = cluster.stream(instance) ?? {}
    const firstNow = atMs.findIndex((at) => at >= startOfDayMs)
    const lastThenMs = atMs[firstNow - 1] ?? 0
    assert.ok((atMs[0] ?? 0) >= Date.UTC(2026, 10, 16, 2, 0))
    assert.ok(lastThenMs < Date.UTC(2026, 10, 16, 2, 30))
  }
})

test('the truth numbers the attempts of an instance through both', () => {
  const { instances } = demoTruth(cluster)
  for (const [at, truth] of demoTruth(alone).instances.entries()) {
    const both = instances[at]
    assert.equal(
      both?.attempts.slice(-truth.attempts.length || both.attempts.length),
      truth.attempts,
    )
    assert.is(both?.state, truth.state)
    assert.is(both?.cause, truth.cause)
    assert.is((both?.attempts.length ?? 0) > truth.attempts.length, both?.earlier !== null)
  }
})

function mountSeconds(scenes: readonly AttemptScene[]): readonly number[] {
  const spans = scenes.flatMap(({ plan }) => (plan.ending === 'succeeded' ? plan.spans : []))
  return spans
    .filter(({ step }) => step.name === './mount_fsx.sh')
    .map(({ startMs, endMs }) => (endMs - startMs) / 1000)
}

test('the file system was mounted faster then', () => {
  const then = members.flatMap((instance) => mountSeconds(cluster.earlierAttempts(instance)))
  const now = members.flatMap((instance) => mountSeconds(cluster.attempts(instance)))
  assert.ok(Math.max(...then) <= 12)
  assert.ok(Math.min(...now) >= 15)
})

test('lines of then carry the date of then', () => {
  for (const instance of members.slice(0, 20)) {
    const { messages = [], atMs = [] } = cluster.stream(instance) ?? {}
    const dated = messages.filter((message, at) => {
      return (atMs[at] ?? 0) < startOfDayMs && /2026-11-23|Nov 23/.test(message)
    })
    assert.equal(dated, [])
  }
})

test.run()
