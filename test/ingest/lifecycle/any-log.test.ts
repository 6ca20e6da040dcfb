import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { analyseStream } from '../../../ingest/lifecycle/analyse-stream.ts'
import type { Line } from '../../../ingest/lifecycle/line.ts'
import { analysed, randomFrom, sample, sampleNames, shippedRules } from './stream-lines.ts'

const test = suite('any log')

function log(...lines: string[]): string {
  return lines.join('\n')
}

test('a log of any mixture of known lines, cut anywhere, succeeds only at a line that says so', () => {
  const random = randomFrom(7)
  const known = sampleNames.flatMap((name) => sample(name).split('\n'))
  const ends = /succeeded|executed|Success: All|^\[stop\] on_create.sh$|SUCCESS|vanilla/
  for (let round = 0; round < 60; round += 1) {
    const lines = Array.from({ length: 40 }, () => known[Math.floor(random() * known.length)] ?? '')
    for (let length = 1; length <= lines.length; length += 1) {
      const { attempts } = analysed(log(...lines.slice(0, length)))
      assert.is(attempts.at(-1)?.lastLine, length)
      for (const { outcome, firstLine, lastLine } of attempts) {
        const own = lines.slice(firstLine - 1, lastLine)
        if (outcome === 'succeeded') assert.ok(own.some((line) => ends.test(line)))
      }
    }
  }
})

test('attempts cover the stream without gap or overlap', () => {
  const random = randomFrom(11)
  const known = sampleNames.flatMap((name) => sample(name).split('\n'))
  for (let round = 0; round < 100; round += 1) {
    const lines = Array.from({ length: 60 }, () => known[Math.floor(random() * known.length)] ?? '')
    let next = 1
    for (const attempt of analysed(log(...lines)).attempts) {
      assert.is(attempt.firstLine, next)
      next = attempt.lastLine + 1
      assert.is(attempt.failure !== undefined, attempt.outcome === 'failed')
      for (const run of attempt.stepRuns) {
        assert.ok(run.firstLine <= run.lastLine && run.startedMs <= run.endedMs)
        assert.ok((run.parentOrdinal ?? 0) < run.ordinal)
      }
    }
    assert.is(next, lines.length + 1)
  }
})

function* repeated(texts: readonly string[], times: number): Iterable<Line> {
  for (let ordinal = 1; ordinal <= times; ordinal += 1) {
    yield { ordinal, atMs: ordinal, text: texts[ordinal % texts.length] ?? '' }
  }
}

for (const texts of [
  ['[start] a.sh', '[stop] b.sh'],
  ['[start] a.sh', 'E: x', '[error] a.sh failed, waiting', '[start] b.sh', '[stop] b.sh'],
  ['BEGIN: a', 'E: x', 'END: b'],
  [
    'Execute script: ./a.sh ',
    "CalledProcessError: Command '['bash', './b.sh']' returned non-zero exit status 1.",
  ],
]) {
  test(`a hundred thousand lines of ${JSON.stringify(texts[0])} … take linear time`, () => {
    const before = process.threadCpuUsage()
    const { attempts } = analyseStream(repeated(texts, 100_000), shippedRules)
    assert.is(attempts.at(-1)?.lastLine, 100_000)
    const { user } = process.threadCpuUsage(before)
    assert.ok(user < 10_000_000, `${user} µs`)
  })
}

test('lines of a megabyte are read as any other', () => {
  const long = 'Execute script: ./a.sh '.repeat(50_000)
  const text = log(
    '[SageMaker] Downloading lifecycle scripts',
    long,
    `${'x'.repeat(1_000_000)}E: no`,
  )
  assert.equal(
    analysed(text).attempts[0]?.stepRuns.map(({ step }) => step),
    ['./a.sh'],
  )
})

test.run()
