import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { analyseStream } from '../../../ingest/lifecycle/analyse-stream.ts'
import type { Attempt } from '../../../ingest/lifecycle/attempt.ts'
import { firstMs, randomFrom, sample, sampleNames, shippedRules } from './stream-lines.ts'

const test = suite('silence')

/** An attempt whose lines come at these seconds. */
function attemptOf(lines: readonly (readonly [second: number, text: string])[]): Attempt {
  const timed = lines.map(([second, text], place) => {
    return { ordinal: place + 1, atMs: firstMs + second * 1000, text }
  })
  const [attempt] = analyseStream(timed, shippedRules).attempts
  if (attempt === undefined) throw new Error('no attempt')
  return attempt
}

const run = [
  [0, '[SageMaker] Downloading lifecycle scripts'],
  [7, '[SageMaker] Lifecycle scripts downloaded.'],
  [9, 'Execute script: ./a.sh '],
  [20, 'work'],
  [25, 'more work'],
  [30, 'Script ./a.sh executed successully'],
  [32, 'Execute script: ./b.sh '],
  [37, 'Script ./b.sh executed successully'],
  [77, '[SageMaker] The lifecycle scripts succeeded.'],
  [9000, 'a late line'],
] as const

test('a silence belongs to the step and the stage that it was waited in', () => {
  const { stepRuns, stageRuns } = attemptOf(run)
  assert.equal(
    stepRuns.map(({ step, longestSilenceMs }) => [step, longestSilenceMs]),
    [
      ['./a.sh', 11_000],
      ['./b.sh', 5000],
    ],
  )
  assert.is(stageRuns.at(-1)?.stage, 'execution')
  assert.is(stageRuns.at(-1)?.longestSilenceMs, 40_000)
})

test('an attempt keeps its longest silence and the line that ended it; behind its end there is none', () => {
  const { longestSilenceMs, longestSilenceLine } = attemptOf(run)
  assert.equal([longestSilenceMs, longestSilenceLine], [40_000, 9])
})

test('lines out of order are no silence', () => {
  const { longestSilenceMs, longestSilenceLine } = attemptOf([
    [5, 'Execute script: ./a.sh '],
    [2, 'earlier'],
  ])
  assert.equal([longestSilenceMs, longestSilenceLine], [0, undefined])
})

test('a log without steps is silent in the entrypoint', () => {
  const [entrypoint] = attemptOf([
    [0, 'hello'],
    [4, 'world'],
  ]).stepRuns
  assert.equal([entrypoint?.step, entrypoint?.longestSilenceMs], ['(entrypoint)', 4000])
})

test('a log cut anywhere has no longer silence than the whole, and no run is silent for longer than it took', () => {
  const random = randomFrom(3)
  for (const name of sampleNames) {
    let atMs = firstMs
    const lines = sample(name)
      .split('\n')
      .map((text, place) => {
        atMs += Math.floor(random() * 60_000)
        return { ordinal: place + 1, atMs, text }
      })
    let longest = 0
    for (let length = 1; length <= lines.length; length += 7) {
      const { attempts } = analyseStream(lines.slice(0, length), shippedRules)
      const now = Math.max(...attempts.map(({ longestSilenceMs }) => longestSilenceMs))
      for (const run of attempts.flatMap(({ stageRuns, stepRuns }) => [
        ...stageRuns,
        ...stepRuns,
      ])) {
        assert.ok(run.longestSilenceMs <= run.endedMs - run.startedMs, `${name} ${length}`)
      }
      assert.ok(now >= longest || attempts.length > 1, `${name} ${length}`)
      longest = now
    }
  }
})

test.run()
