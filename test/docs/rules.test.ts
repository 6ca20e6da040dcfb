import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { analyseStream } from '../../ingest/lifecycle/analyse-stream.ts'
import { logGroupNames, parseLogGroupName } from '../../ingest/lifecycle/log-group-name.ts'
import type { LifecycleRules } from '../../ingest/lifecycle/rules.ts'
import { loadRules } from '../../ingest/load-rules.ts'
import { OperatorError } from '../../ingest/operator-error.ts'

const test = suite('docs/rules.md')

const root = new URL('.', import.meta.resolve('#package.json'))
const page = readFileSync(new URL('docs/rules.md', root), 'utf8')

function block(language: string): string {
  const fence = '`'.repeat(3)
  return page.split(`${fence}${language}\n`)[1]?.split(fence)[0] ?? ''
}

/** The rules of a file with this text. */
function rulesOf(text: string): LifecycleRules {
  const folder = mkdtempSync(join(tmpdir(), 'hyperscope-'))
  try {
    const path = join(folder, 'rules.json')
    writeFileSync(path, text)
    return loadRules(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const rules = rulesOf(block('json'))
const lines = block('text')
  .trim()
  .split('\n')
  .map((text, index) => ({ ordinal: index + 1, atMs: 1000 * index, text }))

test('the example is a file of rules, with an entry in each of the four lists', () => {
  const shipped = loadRules()
  assert.is(rules.markers.length, shipped.markers.length + 2)
  assert.is(rules.steps.length, shipped.steps.length + 1)
  assert.is(rules.lineClasses.length, shipped.lineClasses.length + 2)
  assert.is(rules.layouts.length, shipped.layouts.length + 1)
  assert.is.not(rules.fingerprint, shipped.fingerprint)
})

test('the log of the example is judged as the page says', () => {
  const { attempts, dialect } = analyseStream(lines, rules)
  assert.is(dialect, 'our-scripts')
  assert.is(attempts.length, 1)
  const [attempt] = attempts
  assert.is(attempt?.outcome, 'failed')
  assert.is(attempt?.failure?.step, 'mount-scratch')
  assert.is(attempt?.failure?.exitCode, 3)
  assert.is(attempt?.failure?.decisiveLine?.text, lines[3]?.text)
})

test('the shipped rules alone do not know the wording of the example', () => {
  const [attempt] = analyseStream(lines, loadRules()).attempts
  assert.is.not(attempt?.outcome, 'failed')
})

test('the log group of the example is asked for, and recognised', () => {
  const cluster = { name: 'ml-prod', clusterId: 'abcdefghijkl' }
  assert.is(logGroupNames(cluster, rules.layouts)[0], '/our/hyperpod/ml-prod')
  assert.is(parseLogGroupName('/our/hyperpod/ml-prod', rules.layouts)?.cluster, 'ml-prod')
})

/** The sentence that a file of rules with one wrong entry is refused with. */
function refusal(list: string, entry: object): string {
  try {
    rulesOf(JSON.stringify({ [list]: [entry] }))
  } catch (error) {
    assert.instance(error, OperatorError)
    return (error as OperatorError).message
  }
  return assert.unreachable() ?? ''
}

/** Names in the first column of the tables below a heading. */
function documented(heading: string, column: 'field' | 'kind'): readonly string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const table = section.split(`\n| ${column} | `)[1]?.split('\n\n')[0] ?? ''
  return Array.from(table.matchAll(/^\| `([^`]+)`/gm), ([, name = '']) => name)
}

const common = documented('Every entry', 'field')

for (const list of ['markers', 'steps', 'lineClasses', 'layouts']) {
  test(`the fields of ${list} are the documented ones`, () => {
    const sentence = refusal(list, { nonsense: true })
    const fields = /it has ([^.]+)\./.exec(sentence)?.[1]?.split(', ')
    assert.equal(fields?.sort(), [...documented(`\`${list}\``, 'field'), ...common].sort())
  })
}

for (const list of ['markers', 'steps', 'lineClasses']) {
  test(`the kinds of ${list} are the documented ones`, () => {
    const dialect = list === 'lineClasses' ? {} : { dialect: 'd' }
    const sentence = refusal(list, { kind: 'nonsense', ...dialect })
    const kinds = /expected one of ([^.]+)\./.exec(sentence)?.[1]?.split(', ')
    assert.equal(kinds, documented(`\`${list}\``, 'kind'))
  })
}

for (const [what, entry] of [
  ['that misses its own sample', { pattern: '^a', samples: ['b'] }],
  ['that matches a counter-sample', { pattern: '^a', samples: ['a'], counterSamples: ['ab'] }],
  ['without a sample', { pattern: '^a' }],
  ['with a look-ahead', { pattern: 'a(?=b)', samples: ['ab'] }],
] as const) {
  test(`an entry ${what} is refused by its place`, () => {
    const sentence = refusal('markers', { dialect: 'd', kind: 'log-started', ...entry })
    assert.match(sentence, /rules\.json: markers, entry 1, field /)
  })
}

test.run()
