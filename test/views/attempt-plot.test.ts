import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type AttemptPlot,
  attemptPlot,
  type PlotRow,
  plotSentence,
} from '../../views/attempt-plot.ts'
import type { InstanceRecord } from '../../views/instance.ts'
import { linearTicks, logAxis, placeOn } from '../../views/time-axis.ts'

const test = suite('attempt plot')

const pace = { runs: 700, medianMs: 20_000, p95Ms: 30_000 }

function row(step: string, times: readonly [fromS: number, toS: number], more = {}): PlotRow {
  const [fromS, toS] = times
  return {
    ...{ stage: 'execution', step, depth: 0, outcome: 'succeeded', firstLine: 1, pace },
    ...{ startedMs: fromS * 1000, endedMs: toS * 1000 },
    ...more,
  } as PlotRow
}

function plotOf(rows: readonly PlotRow[], silences: AttemptPlot['silences'] = []): AttemptPlot {
  return {
    startedMs: 0,
    endedMs: Math.max(0, ...rows.map(({ endedMs }) => endedMs)),
    rows,
    silences,
  }
}

function htmlOf(plot: AttemptPlot | undefined): string {
  return String(
    attemptPlot({ cluster: { key: 'ml-prod' }, plot, log: undefined } as InstanceRecord),
  )
}

test('a part counts as slow above the 95 % of the fleet, not at it', () => {
  assert.match(plotSentence(plotOf([row('./a.sh', [0, 30])])), 'none of 1 part took longer')
  const slow = plotSentence(plotOf([row('./a.sh', [0, 31]), row('./b.sh', [31, 40])]))
  assert.match(slow, '1 of 2 parts took longer than for 95 % of the fleet: a.sh')
})

test('without a run of the fleet that succeeded nothing is called slow', () => {
  const plot = plotOf([row('./a.sh', [0, 900], { pace: undefined })])
  assert.match(plotSentence(plot), 'no instance of this cluster has got through')
  assert.not.match(htmlOf(plot), '<b title="longer')
})

test('a silence is drawn once, in the innermost step that holds it', () => {
  const silence = { fromMs: 12_000, toMs: 50_000, line: 7 }
  const rows = [row('./outer.sh', [0, 100]), row('inner', [10, 60], { depth: 1 })]
  const plot = plotOf(rows, [silence])
  assert.is(htmlOf(plot).split('class="quiet" x=').length, 2)
  assert.match(plotSentence(plot), 'longest silence 38s in inner')
})

test('a log too long to be looked through says so', () => {
  assert.match(
    plotSentence({ ...plotOf([row('./a.sh', [0, 10])]), silences: undefined }),
    'too long a log to look for silences',
  )
})

test('the failure is marked and named', () => {
  const plot = plotOf([row('./a.sh', [0, 10]), row('./b.sh', [10, 20], { outcome: 'failed' })])
  assert.match(plotSentence(plot), 'failed in b.sh')
  assert.match(htmlOf(plot), /<tr class="failed">[\s\S]*class="cross"/)
})

test('every bar ends inside the drawing', () => {
  const plot = plotOf([row('./a.sh', [0, 10]), row('./b.sh', [10, 20])])
  const bars = htmlOf(plot).matchAll(/class="succeeded" x="([\d.]+)%" y="5" width="([\d.]+)%"/g)
  const ends = Array.from(bars, ([, x, width]) => Number(x) + Number(width))
  assert.is(ends.length, 2)
  for (const end of ends) assert.ok(end <= 100, String(end))
})

test('an attempt without stages and steps has no plot', () => {
  assert.is(htmlOf(plotOf([])), 'null')
  assert.is(htmlOf(undefined), 'null')
})

for (const [spanMs, last] of [
  [1000, 1000],
  [90_000, 90_000],
  [754_000, 600_000],
  [50 * 86_400_000, 30 * 86_400_000],
] as const) {
  test(`an axis of ${spanMs} ms has at most 6 round ticks, the last at ${last}`, () => {
    const ticks = linearTicks(spanMs, 6)
    assert.ok(ticks.length <= 7)
    assert.is(ticks.at(-1), last)
  })
}

test('a logarithmic axis holds its durations, and equal ratios are equally long', () => {
  const axis = logAxis([1000, 100_000])
  assert.is(placeOn(axis, 0), 0)
  assert.is(placeOn(axis, axis.toMs), 1)
  const tenfold = placeOn(axis, 10_000) - placeOn(axis, 1000)
  assert.ok(Math.abs(placeOn(axis, 100_000) - placeOn(axis, 10_000) - tenfold) < 1e-9)
  assert.ok(axis.ticks.length > 3)
})

test.run()
