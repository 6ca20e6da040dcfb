import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { durationText } from '../../../ingest/lifecycle/duration-text.ts'
import { fleetPace, paceIn } from '../../../ingest/lifecycle/pace.ts'
import { randomFrom } from './stream-lines.ts'

const test = suite('pace')

function run(step: string | null, ordinal: number, durationMs: number) {
  const longestSilenceMs = durationMs / 2
  return { stage: 'execution', step, ordinal, durationMs, longestSilenceMs } as const
}

test('each stage and step has its median, 95th percentile and maximum', () => {
  const runs = Array.from({ length: 100 }, (_, place) => run('./a.sh', 1, (100 - place) * 1000))
  assert.equal(paceIn(fleetPace(runs), 'execution', './a.sh'), {
    ...{ stage: 'execution', step: './a.sh', position: 1, runs: 100 },
    ...{ medianMs: 50_000, p95Ms: 95_000, maxMs: 100_000, silenceMs: 49_500 },
  })
})

test('stages come first, steps follow in the order in which they run', () => {
  const runs = [
    run('./b.sh', 3, 1),
    run('./a.sh', 1, 1),
    run(null, 0, 9),
    run('./b.sh', 2, 1),
    { ...run(null, 0, 2), stage: 'download' as const },
  ]
  assert.equal(
    fleetPace(runs).map(({ stage, step, position }) => [stage, step, position]),
    [
      ['download', undefined, 0],
      ['execution', undefined, 0],
      ['execution', './a.sh', 1],
      ['execution', './b.sh', 2.5],
    ],
  )
})

test('runs that were analysed before silences were kept tell none', () => {
  const old = { ...run('./a.sh', 1, 100_000), longestSilenceMs: null }
  const silences = (runs: Parameters<typeof fleetPace>[0]) =>
    fleetPace(runs).map(({ silenceMs }) => silenceMs)
  assert.equal(silences([old]), [undefined])
  assert.equal(silences([old, run('./a.sh', 1, 1000)]), [500])
})

test('the order of the instances changes nothing', () => {
  const random = randomFrom(5)
  const runs = Array.from({ length: 60 }, (_, place) =>
    run(place % 3 === 0 ? './a.sh' : './b.sh', 1 + (place % 2), Math.floor(random() * 100_000)),
  )
  for (let round = 0; round < 20; round += 1) {
    const shuffled = runs
      .map((each) => ({ each, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ each }) => each)
    assert.equal(fleetPace(shuffled), fleetPace(runs))
  }
})

test('what no instance got through has no pace', () => {
  assert.is(paceIn(fleetPace([]), 'execution', './a.sh'), undefined)
})

for (const [ms, text] of [
  [-5, '0s'],
  [59_400, '59s'],
  [754_000, '12m 34s'],
  [3_660_000, '1h 1m'],
] as const) {
  test(`${ms} ms are ${text}`, () => {
    assert.is(durationText(ms), text)
  })
}

test.run()
