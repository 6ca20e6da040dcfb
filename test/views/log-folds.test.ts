import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ShownLine } from '../../views/log.ts'
import { logRows } from '../../views/log-folds.ts'
import { shownLine } from './shown-line.ts'

const test = suite('log folds')

const look = { show: 'folded', find: '', highlight: '', raw: false, events: true } as const
const failed: Parameters<typeof logRows>[0] = {
  look,
  outcome: 'failed',
  gapMs: 30_000,
  lastLine: 1000,
  decisiveLine: null,
  evidenceLines: [],
  askedLine: null,
  notes: [],
  events: [],
  find: undefined,
}

/** `u` usual, `t` trace, `p` progress, `r` repeat, `e` error, `m` marker, anything else unusual. */
function lines(kinds: string): ShownLine[] {
  const tones = { t: 'trace', p: 'progress', e: 'error' } as const
  return [...kinds].map((kind, index) =>
    shownLine({
      ordinal: index + 1,
      isUsual: kind === 'u',
      repeats: kind === 'r',
      tone: tones[kind as keyof typeof tones] ?? 'plain',
      marker: kind === 'm' ? 'script-failed' : null,
    }),
  )
}

function rows(log: Parameters<typeof logRows>[0], of: readonly ShownLine[]): string {
  return logRows(log, of)
    .map((row) => {
      if (row.kind === 'line') return String(row.line.ordinal)
      if (row.kind === 'fold') return `[${row.fold.lines.map(({ ordinal }) => ordinal).join(' ')}]`
      if (row.kind === 'event') return row.event.eventId
      return row.kind === 'gap' ? `gap ${row.ms}` : `hole ${row.from}-${row.to}`
    })
    .join(' ')
}

for (const [what, kinds, log, expected] of [
  ['four usual lines fold', 'uuuux', failed, '[1 2 3 4] 5'],
  ['three do not: a fold would be no shorter', 'uuux', failed, '1 2 3 4'],
  ['traces, progress and repeats fold with them', 'utprx', failed, '[1 2 3 4] 5'],
  ['an error that no healthy instance prints stays', 'uuuueuuuu', failed, '[1 2 3 4] 5 [6 7 8 9]'],
  ['the last line stays: there it stopped', 'uuuuu', { ...failed, lastLine: 5 }, '[1 2 3 4] 5'],
  ['a marker stays', 'uuuum', failed, '[1 2 3 4] 5'],
  [
    'what stands around the decisive line stays',
    'uuuuuuuuuuuuuuuuuuuu',
    { ...failed, decisiveLine: 10 },
    '[1 2 3 4] 5 6 7 8 9 10 11 12 13 [14 15 16 17 18 19 20]',
  ],
  ['the asked line stays', 'uuuuuuuuu', { ...failed, askedLine: 5 }, '[1 2 3 4] 5 [6 7 8 9]'],
  [
    'in a healthy log the usual does not fold, the trace does',
    'uuuutttt',
    { ...failed, outcome: 'succeeded' },
    '1 2 3 4 [5 6 7 8]',
  ],
  [
    'all lines fold nothing',
    'uuuuuuuu',
    { ...failed, look: { ...look, show: 'all' } },
    '1 2 3 4 5 6 7 8',
  ],
  [
    'the unusual alone: a single usual line folds too',
    'uxuxx',
    { ...failed, look: { ...look, show: 'unusual' } },
    '[1] 2 [3] 4 5',
  ],
] as const) {
  test(what, () => {
    assert.is(rows(log, lines(kinds)), expected)
  })
}

test('a silence of the fleet’s own measure gets a row, and no fold runs over it', () => {
  const timed = lines('uuuuuuuu').map((line, index) => ({
    ...line,
    atMs: index < 4 ? index : 30_003 + index,
  }))
  assert.is(rows(failed, timed), '[1 2 3 4] gap 30004 [5 6 7 8]')
  assert.is(rows({ ...failed, gapMs: 40_000 }, timed), '[1 2 3 4 5 6 7 8]')
})

test('what AWS said stands above the line that came after it, and no fold runs over it', () => {
  const said = { atMs: 0, level: null, description: null, failureMessage: null }
  const events = [
    { ...said, eventId: 'launched', aboveLine: 1 },
    { ...said, eventId: 'replaced', aboveLine: 5 },
    { ...said, eventId: 'gone', aboveLine: null },
  ]
  const eight = lines('uuuuuuuu')
  assert.is(rows({ ...failed, events }, eight), 'launched [1 2 3 4] replaced [5 6 7 8]')
  const without = { ...failed, events, look: { ...look, events: false } }
  assert.is(rows(without, eight), '[1 2 3 4 5 6 7 8]')
})

test('lines left out get a row that says which', () => {
  const [first, ...rest] = lines('xxxxx')
  assert.is(rows(failed, [first as ShownLine, ...rest.slice(2)]), '1 hole 2-3 4 5')
})

test('a fold counts its lines by why they say little', () => {
  const [row] = logRows(failed, lines('uuttp'))
  assert.equal(row?.kind === 'fold' && row.fold.kinds, { usual: 2, trace: 2, progress: 1 })
})

test.run()
