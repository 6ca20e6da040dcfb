import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  causesOfLine,
  type KnownCause,
  knownCauseCatalogue,
} from '../../../ingest/lifecycle/known-cause.ts'
import {
  type FailureContext,
  knownCauseMatches,
  matchKnownCause,
} from '../../../ingest/lifecycle/known-cause-match.ts'
import { prefilteredMatcherSet } from '../../../ingest/prefiltered-matcher-set.ts'
import { re2Matcher } from '../../../ingest/re2-matcher.ts'

const test = suite('known cause match')

function cause(id: string, pattern: string, more: Partial<KnownCause> = {}): KnownCause {
  return {
    id,
    origin: 'shipped',
    title: id,
    explanation: id,
    kind: 'either',
    breadth: 'specific',
    upstream: undefined,
    patterns: [re2Matcher(pattern)],
    except: [],
    scope: { stages: undefined, step: undefined, exitCodes: undefined },
    fix: [],
    risk: '',
    verify: '',
    sources: [],
    samples: { matching: [], other: [] },
    ...more,
  }
}

const catalogueOf = (...causes: KnownCause[]) =>
  knownCauseCatalogue({ causes, disabled: [] }, prefilteredMatcherSet)

/** Lines 1, 2, … of these texts. */
const linesOf = (...texts: string[]) =>
  texts.map((text, at) => ({ ordinal: at + 1, atMs: 0, text }))

function at(decisiveOrdinal: number | undefined, more: Partial<FailureContext> = {}) {
  return { decisiveOrdinal, stage: undefined, step: undefined, exitCode: undefined, ...more }
}

const lock = cause('lock', 'Could not get lock')
const dns = cause('dns', 'Could not resolve host')
const fetch = cause('fetch', '^E: ', { breadth: 'general' })

test('the decisive line speaks before the lines around it', () => {
  const lines = linesOf('Could not resolve host: a', 'E: Could not get lock b', 'Traceback')
  const match = matchKnownCause(lines, at(2), catalogueOf(dns, lock))
  assert.is(match?.cause.id, 'lock')
  assert.is(match?.distance, 0)
  assert.equal(match?.reasons, ['The decisive line 2 matches.'])
})

test('a line before the decisive one supports it, and the reason says where it stands', () => {
  const lines = linesOf('Could not resolve host: a', 'x', 'E: Unable to fetch')
  const match = matchKnownCause(lines, at(3), catalogueOf(fetch, dns))
  assert.is(match?.cause.id, 'dns')
  assert.equal(match?.reasons, ['Line 1 matches, 2 before the decisive line 3.'])
})

test('what comes after a general decisive line does not outdo it', () => {
  const lines = linesOf('E: Unable to fetch', 'Could not resolve host: a')
  assert.is(matchKnownCause(lines, at(1), catalogueOf(dns, fetch))?.cause.id, 'fetch')
})

test('a general cause beside the decisive line is not taken', () => {
  const lines = linesOf('E: Unable to fetch', 'something went wrong')
  assert.is(matchKnownCause(lines, at(2), catalogueOf(fetch)), undefined)
})

test('lines too far away are not looked at', () => {
  const gap = Array.from({ length: 10 }, () => 'x')
  const before = linesOf('Could not get lock', ...gap, 'decisive')
  assert.is(matchKnownCause(before, at(12), catalogueOf(lock)), undefined)
  const after = linesOf('decisive', 'x', 'x', 'x', 'Could not get lock')
  assert.is(matchKnownCause(after, at(1), catalogueOf(lock)), undefined)
})

test('without a decisive line every given line may speak', () => {
  const lines = linesOf('x', 'Could not get lock')
  const match = matchKnownCause(lines, at(undefined), catalogueOf(lock))
  assert.is(match?.distance, undefined)
  assert.equal(match?.reasons, ['Line 2 matches; there is no decisive line.'])
})

test('a cause that hits more than 10 % of the healthy instances is demoted and says so', () => {
  const lines = linesOf('Could not resolve host: a', 'E: Could not get lock')
  const healthyHits = new Map([['lock', { hits: 120, healthy: 736 }]])
  const matches = knownCauseMatches(lines, at(2, { healthyHits }), catalogueOf(lock, dns))
  assert.equal(
    matches.map((match) => [match.cause.id, match.demoted]),
    [
      ['dns', false],
      ['lock', true],
    ],
  )
  assert.is(
    matches[1]?.reasons.at(-1),
    'Demoted: it also hits 120 of 736 healthy instances (16.3 %, above 10 %).',
  )
})

test('10 % of the healthy, or none known, does not demote', () => {
  const lines = linesOf('Could not get lock')
  for (const hits of [
    { hits: 10, healthy: 100 },
    { hits: 0, healthy: 0 },
  ]) {
    const context = at(1, { healthyHits: new Map([['lock', hits]]) })
    assert.is(matchKnownCause(lines, context, catalogueOf(lock))?.demoted, false)
  }
})

const scoped = cause('scoped', 'Could not get lock', {
  scope: { stages: ['execution'], step: re2Matcher('docker'), exitCodes: [100] },
})

for (const [more, applies] of [
  [{}, true],
  [{ stage: 'execution', step: './install_docker.sh', exitCode: 100 }, true],
  [{ stage: 'download' }, false],
  [{ step: './mount_fsx.sh' }, false],
  [{ exitCode: 1 }, false],
] as const) {
  test(`a scoped cause ${applies ? 'applies' : 'does not apply'} to ${JSON.stringify(more)}`, () => {
    const match = matchKnownCause(linesOf('Could not get lock'), at(1, more), catalogueOf(scoped))
    assert.is(match !== undefined, applies)
  })
}

test('of two on the same line the one with more conditions met speaks, then the first', () => {
  const lines = linesOf('Could not get lock')
  const other = cause('other', 'get lock')
  const met = at(1, { exitCode: 100 })
  assert.is(matchKnownCause(lines, met, catalogueOf(other, scoped))?.cause.id, 'scoped')
  assert.is(matchKnownCause(lines, at(1), catalogueOf(other, lock))?.cause.id, 'other')
})

test('a trace and an exception of the pattern say nothing; a time before the text is passed over', () => {
  const sudo = cause('dns', 'resolve host', { except: [re2Matcher('^sudo: ')] })
  const ids = (text: string) =>
    causesOfLine(text, catalogueOf(sudo, fetch)).map((pattern) => pattern.cause.id)
  assert.equal(ids('+ echo could not resolve host'), [])
  assert.equal(ids('2026-11-23 02:04:31,120 ++ resolve host'), [])
  assert.equal(ids('sudo: unable to resolve host ip-10-0-0-1'), [])
  assert.equal(ids('[2026-11-23T02:04:31.120Z] E: cannot resolve host'), ['dns', 'fetch'])
})

test.run()
