import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadKnownCauses, parseKnownCauses } from '../../ingest/load-known-causes.ts'
import { OperatorError } from '../../ingest/operator-error.ts'

const test = suite('load known causes')

const entry = {
  id: 'license-server-down',
  title: 'The licence server does not answer',
  explanation: 'Our installer asks it first.',
  kind: 'transient',
  patterns: ['licence server \\S+ timed out'],
  fix: ['Start it'],
  risk: 'None.',
  verify: 'nc -vz licences 27000',
  samples: ['licence server licences:27000 timed out'],
  counterSamples: ['licence server licences:27000 answered'],
}

/** Loads the catalogue with a user's file of this content. */
function loadWith(content: unknown) {
  const folder = mkdtempSync(join(tmpdir(), 'hyperscope-rules-'))
  try {
    const path = join(folder, 'rules.json')
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return loadKnownCauses(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function refusal(content: unknown): OperatorError {
  try {
    loadWith(content)
  } catch (error) {
    if (error instanceof OperatorError) return error
    throw error
  }
  throw new Error('it was accepted')
}

test("the user's causes stand first", () => {
  const { causes } = loadWith({ knownCauses: [entry], markers: [] })
  assert.is(causes[0]?.id, 'license-server-down')
  assert.is(causes.length, loadKnownCauses().causes.length + 1)
})

test("a user's cause replaces the shipped one of its id, and can switch one off", () => {
  const shipped = loadKnownCauses().causes
  const { causes } = loadWith({
    knownCauses: [
      { ...entry, id: 'disk-full' },
      { id: 'python-error', disabled: true },
    ],
  })
  assert.is(causes.length, shipped.length - 1)
  assert.is(causes.filter(({ id }) => id === 'disk-full').length, 1)
  assert.is(causes[0]?.title, entry.title)
  assert.not.ok(causes.some(({ id }) => id === 'python-error'))
})

test('a rules file without known causes adds none', () => {
  assert.is(loadWith({ markers: [] }).causes.length, loadKnownCauses().causes.length)
})

for (const [what, content, message] of [
  ['text that is not JSON', '{', /is not JSON/],
  ['a list in place of an object', [], /expected \{"knownCauses"/],
  ['an entry that is no object', { knownCauses: [3] }, /known cause 1: is not an object/],
  [
    'look-ahead, which RE2 does not have',
    { knownCauses: [{ ...entry, patterns: ['(?=x)'] }] },
    /license-server-down: "\(\?=x\)" is not a pattern in RE2 syntax/,
  ],
  ['no pattern', { knownCauses: [{ ...entry, patterns: [] }] }, /patterns is empty/],
  [
    'a sample that does not match',
    { knownCauses: [{ ...entry, samples: ['all is well'] }] },
    /no pattern matches the sample "all is well"/,
  ],
  [
    'a counter-sample that matches',
    { knownCauses: [{ ...entry, counterSamples: entry.samples }] },
    /matches the counter-sample/,
  ],
  ['no sample', { knownCauses: [{ ...entry, samples: [] }] }, /samples is empty/],
  [
    'an unknown kind',
    { knownCauses: [{ ...entry, kind: 'rare' }] },
    /kind is "rare"; expected one/,
  ],
  ['an unknown field', { knownCauses: [{ ...entry, patern: 'x' }] }, /patern is no field/],
  [
    'an unknown stage',
    { knownCauses: [{ ...entry, scope: { stages: ['boot'] } }] },
    /stages is "boot"/,
  ],
  [
    'an exit code out of range',
    { knownCauses: [{ ...entry, scope: { exitCodes: [300] } }] },
    /from 0 to 255/,
  ],
  ['an id that is no slug', { knownCauses: [{ ...entry, id: 'A b' }] }, /id is "A b"/],
  ['the same id twice', { knownCauses: [entry, entry] }, /stands twice/],
  ['a missing field', { knownCauses: [{ id: 'x' }] }, /the field title is missing/],
] as const) {
  test(`${what} is refused, naming file and entry`, () => {
    const error = refusal(content)
    assert.is(error.code, 'invalid-rules')
    assert.match(error.message, message)
    assert.match(error.message, 'rules.json')
    assert.ok(error.nextStep.length > 0)
  })
}

test('a rules file that does not exist is refused', () => {
  assert.throws(
    () => loadKnownCauses('/does/not/exist.json'),
    (error: unknown) => error instanceof OperatorError && error.code === 'invalid-rules',
  )
})

test('scope and defaults are read', () => {
  const scope = { stages: ['execution'], step: 'install_\\w+', exitCodes: [3] }
  const file = parseKnownCauses(
    JSON.stringify({ knownCauses: [{ ...entry, scope }] }),
    'x.json',
    'own',
  )
  const [cause] = file.causes
  assert.equal(cause?.scope.stages, ['execution'])
  assert.ok(cause?.scope.step?.test('./install_app.sh'))
  assert.equal(cause?.scope.exitCodes, [3])
  assert.is(cause?.breadth, 'specific')
  assert.is(cause?.upstream, undefined)
})

test.run()
