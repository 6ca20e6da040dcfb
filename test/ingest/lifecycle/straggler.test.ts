import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isStraggler, type PacedRun, stragglers } from '../../../ingest/lifecycle/straggler.ts'

const test = suite('straggler')

const pace = { runs: 100, medianMs: 20_000, p95Ms: 40_000 }

for (const [durationMs, expected, why] of [
  [60_001, true, 'is longer than p95, three medians, and the median by over 30 s'],
  [60_000, false, 'is three medians and no more'],
  [40_000, false, 'is as long as p95'],
] as const) {
  test(`a run of ${durationMs} ms ${why}: ${expected}`, () => {
    assert.is(isStraggler(durationMs, pace), expected)
  })
}

test('thirty seconds over the median is the least, however short the step', () => {
  assert.not.ok(isStraggler(30_500, { runs: 100, medianMs: 500, p95Ms: 900 }))
  assert.ok(isStraggler(30_501, { runs: 100, medianMs: 500, p95Ms: 900 }))
})

test('four succeeded runs are no pace', () => {
  assert.not.ok(isStraggler(600_000, { ...pace, runs: 4 }))
  assert.ok(isStraggler(600_000, { ...pace, runs: 5 }))
})

function run(change: Partial<PacedRun>): PacedRun {
  return {
    ...{ instanceId: 'i-1', attempt: 1, stage: 'execution', ordinal: 1, step: './a.sh' },
    ...{ parentOrdinal: 0, durationMs: 10_000 },
    ...pace,
    ...change,
  }
}

const stage = { ordinal: 0, step: null, parentOrdinal: null, medianMs: 100_000, p95Ms: 120_000 }

test('a slow step makes its stage slow, and is said once', () => {
  const runs = [run({ ...stage, durationMs: 400_000 }), run({ durationMs: 310_000 })]
  assert.equal(
    stragglers(runs).map(({ step }) => step),
    ['./a.sh'],
  )
})

test('a stage that is slow for more than its slow step is said as well', () => {
  const runs = [run({ ...stage, durationMs: 1_000_000 }), run({ durationMs: 310_000 })]
  assert.equal(
    stragglers(runs).map(({ step }) => step),
    [null, './a.sh'],
  )
})

test('what is slow on another instance or attempt explains nothing here', () => {
  const slow = run({ ...stage, durationMs: 400_000 })
  const others = [
    run({ instanceId: 'i-2', durationMs: 310_000 }),
    run({ attempt: 2, durationMs: 310_000 }),
  ]
  assert.is(stragglers([slow, ...others]).length, 3)
})

test.run()
