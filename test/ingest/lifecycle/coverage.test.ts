import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { coverageOf, coverageStates } from '../../../ingest/lifecycle/coverage.ts'
import type { AttemptFacts, InstanceFacts } from '../../../ingest/lifecycle/instance-facts.ts'
import { fleetPace, type Pace } from '../../../ingest/lifecycle/pace.ts'

const test = suite('coverage')

const minuteMs = 60_000
const asOfMs = 1_767_000_000_000

function attempt(change: Partial<AttemptFacts>): AttemptFacts {
  return {
    startedMs: asOfMs - 5 * minuteMs,
    endedMs: asOfMs - minuteMs,
    outcome: 'unfinished',
    stage: 'execution',
    step: './a.sh',
    phaseStartedMs: asOfMs - 3 * minuteMs,
    failedStage: undefined,
    lostTail: false,
    markers: 1,
    ...change,
  }
}

function instance(change: Partial<InstanceFacts>): InstanceFacts {
  return {
    listed: true,
    awsMessage: undefined,
    streams: 1,
    unreadStreams: 0,
    events: 10,
    lines: 12,
    attempts: [],
    imageId: undefined,
    desiredImageId: undefined,
    softwareUpdateStatus: undefined,
    ...change,
  }
}

function judged(change: Partial<InstanceFacts>, pace: readonly Pace[] = []) {
  return coverageOf(instance(change), { asOfMs, pace })
}

const failed = attempt({
  outcome: 'failed',
  stage: 'done',
  failedStage: 'execution',
  startedMs: asOfMs - 20 * minuteMs,
  endedMs: asOfMs - 15 * minuteMs,
})
const succeeded = attempt({ outcome: 'succeeded', stage: 'done', step: undefined })
const cases = [
  ['no-stream', { streams: 0, events: 0, lines: 0 }],
  ['empty', { events: 0, lines: 0 }],
  ['no-markers', { attempts: [attempt({ step: '(entrypoint)', markers: 0 })] }],
  ['started', { attempts: [attempt({ stage: 'start', step: undefined })] }],
  ['downloading', { attempts: [attempt({ stage: 'download', step: undefined })] }],
  [
    'download-failed',
    { attempts: [{ ...failed, step: undefined, failedStage: 'download', lostTail: true }] },
  ],
  ['running', { attempts: [attempt({})] }],
  ['hung', { attempts: [attempt({ endedMs: asOfMs - 11 * minuteMs })] }],
  ['failed', { attempts: [failed] }],
  ['failed-lost-tail', { attempts: [{ ...failed, lostTail: true }] }],
  ['succeeded', { attempts: [succeeded] }],
  ['succeeded-after-retry', { attempts: [failed, succeeded] }],
  [
    'succeeded-but-rolled-back',
    { attempts: [failed, succeeded], imageId: 'ami-1', desiredImageId: 'ami-2' },
  ],
] as const satisfies readonly (readonly [string, Partial<InstanceFacts>])[]

for (const [state, facts] of cases) {
  test(`an instance can be ${state}, and one sentence says why`, () => {
    const found = judged(facts)
    assert.is(found.state, state)
    assert.match(found.reason, /^[A-Z\d].*\.$/)
  })
}

test('every state has a case here', () => {
  assert.equal(cases.map(([state]) => state).sort(), [...coverageStates].sort())
})

for (const [what, facts, state] of [
  [
    'an update that AWS says failed',
    { attempts: [failed, succeeded], softwareUpdateStatus: 'Failed' },
    'succeeded-but-rolled-back',
  ],
  [
    'an update that AWS has rolled back',
    { attempts: [failed, succeeded], softwareUpdateStatus: 'RollbackComplete' },
    'succeeded-but-rolled-back',
  ],
  [
    'an update that went well',
    { attempts: [failed, succeeded], softwareUpdateStatus: 'Succeeded' },
    'succeeded-after-retry',
  ],
  [
    'a pending image without any failure',
    { attempts: [succeeded], imageId: 'ami-1', desiredImageId: 'ami-2' },
    'succeeded',
  ],
  [
    'an aborted attempt before the success',
    { attempts: [{ ...failed, outcome: 'aborted' }, succeeded] },
    'succeeded-after-retry',
  ],
  [
    'a failure of last week',
    { attempts: [{ ...failed, endedMs: asOfMs - 7 * 24 * 60 * minuteMs }, succeeded] },
    'succeeded',
  ],
  ['a failure after a success', { attempts: [succeeded, failed] }, 'failed'],
] as const satisfies readonly (readonly [string, Partial<InstanceFacts>, string])[]) {
  test(`${what}: ${state}`, () => {
    assert.is(judged(facts).state, state)
  })
}

/** One other instance needed so many minutes for the step, and was silent for so many of them. */
function paceOf(minutes: number, silentMinutes: number | null) {
  const longestSilenceMs = silentMinutes === null ? null : silentMinutes * minuteMs
  const durationMs = minutes * minuteMs
  return fleetPace([
    { stage: 'execution', step: './a.sh', ordinal: 1, durationMs, longestSilenceMs },
  ])
}

const slowStep = paceOf(20, null)

for (const [quietMinutes, pace, state] of [
  [9, [], 'running'],
  [11, [], 'hung'],
  [59, slowStep, 'running'],
  [61, slowStep, 'hung'],
] as const) {
  test(`${quietMinutes} minutes of silence, others needed ${pace.length * 20} minutes: ${state}`, () => {
    const endedMs = asOfMs - quietMinutes * minuteMs
    assert.is(judged({ attempts: [attempt({ endedMs })] }, pace).state, state)
  })
}

for (const [quietMinutes, silentMinutes, state] of [
  [9, 0, 'running'],
  [11, 0, 'hung'],
  [14, 5, 'running'],
  [16, 5, 'hung'],
  [59, 20, 'running'],
] as const) {
  test(`${quietMinutes} minutes of silence in a step of 20 minutes, others were silent for ${silentMinutes}: ${state}`, () => {
    const endedMs = asOfMs - quietMinutes * minuteMs
    const pace = paceOf(20, silentMinutes)
    assert.is(judged({ attempts: [attempt({ endedMs })] }, pace).state, state)
  })
}

test('of a large fleet one that was silent for hours and went on does not excuse the next', () => {
  const run = { stage: 'execution', step: './a.sh', ordinal: 1 } as const
  const usual = { ...run, durationMs: 5 * minuteMs, longestSilenceMs: 2 * minuteMs }
  const awoken = { ...run, durationMs: 300 * minuteMs, longestSilenceMs: 280 * minuteMs }
  const pace = fleetPace([awoken, ...Array.from({ length: 199 }, () => usual)])
  const { state, reason } = judged(
    { attempts: [attempt({ endedMs: asOfMs - 40 * minuteMs })] },
    pace,
  )
  assert.is(state, 'hung')
  assert.is(
    reason,
    'No line for 40m 0s in ./a.sh; 99 % of 200 others were silent there for 2m 0s at most.',
  )
})

test('an instance five times as slow as the slowest is not hung as long as it writes', () => {
  const phaseStartedMs = asOfMs - 100 * minuteMs
  const talking = attempt({ phaseStartedMs, endedMs: asOfMs - minuteMs })
  const silent = attempt({ phaseStartedMs, endedMs: asOfMs - 50 * minuteMs })
  assert.is(judged({ attempts: [talking] }, paceOf(20, 5)).state, 'running')
  assert.is(judged({ attempts: [silent] }, paceOf(20, 5)).state, 'hung')
})

for (const [stuckMinutes, pace, state] of [
  [29, [], 'running'],
  [31, [], 'hung'],
  [119, slowStep, 'running'],
  [121, slowStep, 'hung'],
] as const) {
  test(`${stuckMinutes} minutes in a step that still writes, others needed ${pace.length * 20} minutes: ${state}`, () => {
    const phaseStartedMs = asOfMs - stuckMinutes * minuteMs
    assert.is(
      judged({ attempts: [attempt({ phaseStartedMs, endedMs: asOfMs })] }, pace).state,
      state,
    )
  })
}

test('the reason of a hang gives its figures', () => {
  const { reason } = judged({ attempts: [attempt({ endedMs: asOfMs - 61 * minuteMs })] }, slowStep)
  assert.is(reason, 'No line for 1h 1m in ./a.sh; the slowest of 1 others needed 20m 0s.')
})

test('where the silences of the others are known, the reason gives their longest', () => {
  const silent = attempt({ endedMs: asOfMs - 61 * minuteMs })
  assert.is(
    judged({ attempts: [silent] }, paceOf(20, 5)).reason,
    'No line for 1h 1m in ./a.sh; the longest silence of 1 others there was 5m 0s.',
  )
})

test('a missing stream is explained by AWS’s message where there is one', () => {
  const awsMessage = 'EFA health checks did not run successfully. Ensure that your VPC…'
  assert.match(judged({ streams: 0, events: 0, awsMessage }).reason, 'EFA health check failed')
})

test('a stream that no sync has read yet is not said to hold nothing', () => {
  const { state, reason } = judged({ events: 0, lines: 0, unreadStreams: 1 })
  assert.is(state, 'empty')
  assert.match(reason, 'has not been read yet')
})

test.run()
