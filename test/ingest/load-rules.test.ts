import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { analyseStream } from '../../ingest/lifecycle/analyse-stream.ts'
import type { LifecycleRules } from '../../ingest/lifecycle/rules.ts'
import { loadRules } from '../../ingest/load-rules.ts'
import { OperatorError } from '../../ingest/operator-error.ts'
import { threadMs } from '../thread-ms.ts'

const test = suite('load rules')

function rulesFrom(content: unknown): LifecycleRules {
  const folder = mkdtempSync(join(tmpdir(), 'hyperscope-rules-'))
  const path = join(folder, 'mine.json')
  try {
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return loadRules(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function refusal(content: unknown): OperatorError {
  try {
    rulesFrom(content)
  } catch (error) {
    if (error instanceof OperatorError) return error
    throw error
  }
  throw new Error('not refused')
}

const marker = {
  dialect: 'observed',
  kind: 'script-failed',
  pattern: '^\\[SageMaker\\] Gave up$',
  samples: ['[SageMaker] Gave up'],
}

function lines(...texts: string[]) {
  return texts.map((text, place) => ({ ordinal: place + 1, atMs: place, text }))
}

test('the user’s entries come first and so win', () => {
  const text = lines('[SageMaker] Downloading lifecycle scripts', 'work', '[SageMaker] Gave up')
  const outcome = (rules: LifecycleRules) => analyseStream(text, rules).attempts[0]?.outcome
  assert.is(outcome(loadRules()), 'unfinished')
  assert.is(outcome(rulesFrom({ markers: [marker] })), 'failed')
})

test('a shipped wording can be given another meaning', () => {
  const noise = { kind: 'noise', pattern: '^E: harmless', samples: ['E: harmless here'] }
  const text = lines(
    '[SageMaker] Downloading lifecycle scripts',
    'E: harmless here',
    '[SageMaker] The lifecycle scripts failed.',
  )
  const decisive = (rules: LifecycleRules) =>
    analyseStream(text, rules).attempts[0]?.failure?.decisiveLine
  assert.is(decisive(loadRules())?.ordinal, 2)
  assert.is(decisive(rulesFrom({ lineClasses: [noise] })), undefined)
})

test('other rules have another fingerprint, the same rules the same', () => {
  assert.is(loadRules().fingerprint, loadRules().fingerprint)
  assert.is.not(rulesFrom({ markers: [marker] }).fingerprint, loadRules().fingerprint)
  assert.is.not(rulesFrom({}).fingerprint, rulesFrom({ markers: [] }).fingerprint)
})

for (const [what, content, message] of [
  ['no JSON', '{"markers": [', /mine\.json is not JSON/],
  ['no object', '[]', /mine\.json is not a JSON object/],
  ['an unknown list', { marker: [] }, /mine\.json: marker is not a list of rules/],
  ['no list', { markers: {} }, /mine\.json: markers is not a list/],
  ['no entry', { markers: ['x'] }, /markers, entry 1 is not an object/],
  [
    'an unknown kind',
    { markers: [marker, { ...marker, kind: 'ended' }] },
    /markers, entry 2, field kind: is "ended"; expected one of log-started/,
  ],
  [
    'a missing field',
    { markers: [{ ...marker, dialect: undefined }] },
    /entry 1, field dialect: is missing/,
  ],
  [
    'a misspelt field',
    { markers: [{ ...marker, patern: 'x' }] },
    /entry 1, field patern: is not a field/,
  ],
  [
    'a broken pattern',
    { markers: [{ ...marker, pattern: '(a' }] },
    /entry 1, field pattern: is not a pattern in RE2 syntax: .*missing closing/,
  ],
  [
    'a pattern that RE2 has not',
    { markers: [{ ...marker, pattern: '(?=a)' }] },
    /is not a pattern in RE2 syntax/,
  ],
  ['no samples', { markers: [{ ...marker, samples: [] }] }, /field samples: is empty/],
  [
    'a sample that does not match',
    { markers: [{ ...marker, samples: ['[SageMaker] Gave up!'] }] },
    /field samples: pattern does not match "\[SageMaker\] Gave up!"/,
  ],
  [
    'a counter-sample that matches',
    { markers: [{ ...marker, counterSamples: ['[SageMaker] Gave up'] }] },
    /field counterSamples: pattern matches/,
  ],
  [
    'a step without a name',
    { steps: [{ dialect: 'mine', kind: 'opened', pattern: '^go', samples: ['go'] }] },
    /field pattern: lacks the group \(\?P<step>/,
  ],
  [
    'an end without a section',
    { steps: [{ dialect: 'mine', kind: 'ended', pattern: '^go', samples: ['go'] }] },
    /field section: is missing/,
  ],
  [
    'a weight out of range',
    { lineClasses: [{ kind: 'error', weight: 9, pattern: '^go', samples: ['go'] }] },
    /field weight: is 9; expected 1 to 3/,
  ],
  [
    'a layout without an instance',
    {
      layouts: [
        {
          name: 'mine',
          logGroup: '^/x/(?P<cluster>.+)$',
          logGroupTemplate: '/x/{cluster}',
          logGroupSamples: ['/x/y'],
          logStream: '^a$',
          logStreamSamples: ['a'],
        },
      ],
    },
    /field logStream: lacks the group \(\?P<instance_id>/,
  ],
] as const) {
  test(`a rules file with ${what} is refused, and the message says where`, () => {
    const error = refusal(content)
    assert.is(error.code, 'invalid-rules')
    assert.match(error.message, message)
    assert.match(error.message, 'mine.json')
    assert.ok(error.nextStep.length > 0)
  })
}

test('a rules file that is not there is named', () => {
  try {
    loadRules('/nowhere/mine.json')
    assert.unreachable()
  } catch (error) {
    assert.instance(error, OperatorError)
    assert.match((error as OperatorError).message, '/nowhere/mine.json')
  }
})

test('a layout of the user’s is read', () => {
  const layout = {
    name: 'mine',
    logGroup: '^/x/(?P<cluster>.+)$',
    logGroupTemplate: '/x/{cluster}',
    logGroupSamples: ['/x/y'],
    logStream: '^(?P<instance_id>i-.+)$',
    logStreamSamples: ['i-1'],
    otherStreams: [{ kind: 'agent', pattern: '^agent', samples: ['agent-1'] }],
  }
  assert.is(rulesFrom({ layouts: [layout] }).layouts[0]?.name, 'mine')
})

test('a pattern that would explode elsewhere takes linear time', () => {
  const rules = rulesFrom({
    lineClasses: [{ kind: 'error', weight: 1, pattern: '^(a+)+$', samples: ['aa'] }],
  })
  const tookMs = threadMs(() => {
    analyseStream(lines(`${'a'.repeat(20_000)}!`), rules)
  })
  assert.ok(tookMs < 3000, `${tookMs} ms`)
})

test.run()
